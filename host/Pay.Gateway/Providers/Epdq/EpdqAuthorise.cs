using System.Globalization;
using Pay.Gateway.Providers.Epdq.Messages;
using Pay.Gateway.Providers.Epdq.ThreeDSecure;
using Pay.Providers;

namespace Pay.Gateway.Providers.Epdq;

/// <summary>Holds an amount on a card (epdq.md sections 4 and 5.2).</summary>
internal static class EpdqAuthorise
{
    private const int SecurityCodeCharactersMax = 5;
    private const int NameCharactersMax = 35;

    // Some accounts take 50, but refuse the payment where only 35 are allowed; the checks of addresses go by the beginning.
    private const int StreetCharactersMax = 35;
    private const int PostcodeCharactersMax = 10;
    private const int TownCharactersMax = 40;
    private const int CountryCharactersMax = 2;
    private const int DescriptionCharactersMax = 100;
    private const int EmailCharactersMax = 50;
    private const int IpAddressCharactersMax = 45;

    public static PspMessage Build(AuthoriseRequest request, PspContext context) =>
        EpdqMessage.Create(context, EpdqMessage.AuthorisePage, [.. Payment(request), .. Address(request.Card.BillingAddress), .. Extras(request, context), .. EpdqThreeDSecure.Fields(request)]);

    public static AuthoriseResult Read(PspReply reply, AuthoriseRequest request)
    {
        if (reply.AsAuthorisation() is { } told)
        {
            return told;
        }

        if (reply is not PspReply.Answered answered || EpdqAnswer.Read(answered) is not { } answer)
        {
            return new AuthoriseResult.Unknown("ePDQ's answer cannot be read");
        }

        if (answer.IsAboutOther(request.PaymentId))
        {
            // The transaction in it is somebody else's: what has to be cleaned up is known by our order id alone.
            return new AuthoriseResult.Failed(FailureClass.Protocol, "ePDQ answered about another order", TransactionId: null) { CleanUp = true };
        }

        if (answer.IsError)
        {
            return ReadError(answer);
        }

        if (answer.IsOfOtherAmount(request.Amount))
        {
            // Nor is its transaction believed.
            return new AuthoriseResult.Failed(FailureClass.Protocol, "ePDQ answered about another amount", TransactionId: null) { CleanUp = true };
        }

        return answer is { PayId: { } transactionId, OrderId.Length: > 0 }
            ? ReadStatus(answer, transactionId, request)
            : new AuthoriseResult.Unknown($"ePDQ's answer (STATUS {EpdqStatus.Quote(answer)}) names no order or no transaction") { TransactionId = answer.PayId };
    }

    private static AuthoriseResult ReadStatus(EpdqAnswer answer, string transactionId, AuthoriseRequest request) => answer.Status switch
    {
        "5" => new AuthoriseResult.Authorised(transactionId),
        "9" or "91" => new AuthoriseResult.Authorised(transactionId) { AlreadyCaptured = true },
        "2" => new AuthoriseResult.Rejected($"refused ({EpdqErrors.Describe(answer)})", transactionId),
        "1" or "6" => new AuthoriseResult.CancelledByPsp(transactionId),
        "46" => EpdqThreeDSecure.ReadChallenge(answer, transactionId, request),
        "41" or "50" or "51" or "55" or "99" => new AuthoriseResult.Pending(transactionId),
        _ => new AuthoriseResult.Unknown($"ePDQ does not know yet (STATUS {EpdqStatus.Quote(answer)})") { TransactionId = transactionId },
    };

    private static AuthoriseResult ReadError(EpdqAnswer answer)
    {
        var reason = EpdqErrors.Describe(answer);
        return answer switch
        {
            { NcError: EpdqErrors.AuthenticationFailed, NcStatus: "5" or "3" } => new AuthoriseResult.Rejected(reason, answer.PayId),
            { NcError: EpdqErrors.AuthenticationFailedOpen } => new AuthoriseResult.Rejected(reason, answer.PayId) { CleanUp = true },
            { NcStatus: "3", NcError: ['3', ..] } => new AuthoriseResult.Rejected(reason, answer.PayId),
            _ when EpdqErrors.IsCertain(answer) => new AuthoriseResult.Failed(EpdqErrors.ClassOf(answer), reason, answer.PayId),
            _ => new AuthoriseResult.Unknown($"ePDQ gave no state ({reason})") { TransactionId = answer.PayId },
        };
    }

    private static IEnumerable<KeyValuePair<string, string>> Payment(AuthoriseRequest request) =>
    [
        EpdqMessage.Field("ORDERID", request.PaymentId),
        EpdqMessage.Field("AMOUNT", request.Amount.ToString(CultureInfo.InvariantCulture)),
        EpdqMessage.Field("CURRENCY", "GBP"),
        EpdqMessage.Field("CARDNO", request.Card.Number),
        EpdqMessage.Field("ED", request.Card.Expiry),
        EpdqMessage.Field("CVC", EpdqText.WholeOrNothing(request.Card.SecurityCode, SecurityCodeCharactersMax)),
        EpdqMessage.Field("CN", EpdqText.Cut(request.Card.HolderName, NameCharactersMax)),
        EpdqMessage.Field("OPERATION", "RES"),
    ];

    private static IEnumerable<KeyValuePair<string, string>> Address(BillingAddress? address) => address is null ? [] :
    [
        EpdqMessage.Field("OWNERADDRESS", EpdqText.Cut(string.Join(", ", Lines(address)), StreetCharactersMax)),
        EpdqMessage.Field("OWNERZIP", EpdqText.Cut(address.Postcode, PostcodeCharactersMax)),
        EpdqMessage.Field("OWNERTOWN", EpdqText.Cut(address.City, TownCharactersMax)),
        EpdqMessage.Field("OWNERCTY", EpdqText.WholeOrNothing(address.Country, CountryCharactersMax)),
    ];

    private static IEnumerable<string> Lines(BillingAddress address) =>
        new[] { address.Line1, address.Line2 }.OfType<string>().Where(line => !string.IsNullOrWhiteSpace(line));

    /// <summary>What the account lets the provider know of a payer; the description goes only where the operator's reports use it.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Extras(AuthoriseRequest request, PspContext context) =>
    [
        EpdqMessage.Field("COM", string.Equals(context.Setting("SendDescription"), "true", StringComparison.OrdinalIgnoreCase)
            ? EpdqText.Cut(request.Description, DescriptionCharactersMax)
            : ""),
        EpdqMessage.Field("EMAIL", EpdqText.WholeOrNothing(request.Email, EmailCharactersMax)),
        EpdqMessage.Field("REMOTE_ADDR", EpdqText.WholeOrNothing(request.Browser?.IpAddress, IpAddressCharactersMax)),
    ];
}
