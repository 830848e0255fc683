using System.Xml.Linq;
using Pay.Gateway.Providers.Wire;
using Pay.Providers;

namespace Pay.Gateway.Providers.Smartpay;

/// <summary>What a fault leaves certain (section 6).</summary>
internal enum SmartpayFaultMeaning
{
    /// <summary>Refused at the door: who calls, or for whom.</summary>
    Credentials,

    /// <summary>Refused for what the request says of the card.</summary>
    Card,

    /// <summary>Refused for anything else that the request says.</summary>
    Request,

    /// <summary>The same thing is done already, or just now.</summary>
    InProgress,

    /// <summary>Trouble at SmartPay: it may have acted.</summary>
    Undecided,
}

/// <summary>
/// A SOAP fault whose text is <c>type code text</c>, such as <c>validation 137 Invalid amount specified</c>. SmartPay answers HTTP 500
/// with it, and is certain all the same.
/// </summary>
internal sealed record SmartpayFault(string Type, string Code, string Text)
{
    private const int CodeLengthMax = 5;

    private static readonly HashSet<string> CardCodes = new(StringComparer.Ordinal) { "101", "102", "103", "105", "129", "140", "141" };

    /// <summary>For people; never a card number.</summary>
    public string Reason => $"{Type} {Code} {PspText.Quote(Text)}".TrimEnd();

    public SmartpayFaultMeaning Meaning => (Type, Code) switch
    {
        (_, "704") => SmartpayFaultMeaning.InProgress,
        (_, "702") or ("internal", _) => SmartpayFaultMeaning.Undecided,
        (_, "901" or "905" or "010") or ("security" or "configuration", _) => SmartpayFaultMeaning.Credentials,
        ("validation", _) => CardCodes.Contains(Code) ? SmartpayFaultMeaning.Card : SmartpayFaultMeaning.Request,
        _ => SmartpayFaultMeaning.Undecided,
    };

    public static bool IsFault(XElement content) => content.Name == SmartpaySoap.Envelope + "Fault";

    /// <summary><see langword="null"/>: a fault that does not say what it is about, such as one of a server in between.</summary>
    public static SmartpayFault? Read(XElement content)
    {
        if (!IsFault(content) || content.Elements("faultstring").Take(2).ToList() is not [{ HasElements: false } only])
        {
            return null;
        }

        var parts = only.Value.Split((char[]?)null, 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts is [var type, var code, ..] && type.All(char.IsAsciiLetterLower) && code.Length <= CodeLengthMax && code.All(char.IsAsciiDigit)
            ? new SmartpayFault(type, code, parts.Length > 2 ? parts[2] : "")
            : null;
    }

    public AuthoriseResult AsAuthorisation(string? transactionId) => Meaning switch
    {
        SmartpayFaultMeaning.Credentials => new AuthoriseResult.Failed(FailureClass.Credentials, Reason, transactionId),
        SmartpayFaultMeaning.Card => new AuthoriseResult.Failed(FailureClass.InvalidCardDetails, Reason, transactionId),
        SmartpayFaultMeaning.Request => new AuthoriseResult.Failed(FailureClass.InvalidRequest, Reason, transactionId),
        _ => new AuthoriseResult.Unknown(Reason),
    };

    /// <param name="isRepeatHarmless">Whether "already in progress" can only mean what was asked for: not so for refunds, which can be several.</param>
    public ModificationResult AsModification(bool isRepeatHarmless) => Meaning switch
    {
        SmartpayFaultMeaning.Credentials => new ModificationResult.Failed(FailureClass.Credentials, Reason),
        SmartpayFaultMeaning.Card or SmartpayFaultMeaning.Request => new ModificationResult.Refused(Reason),
        SmartpayFaultMeaning.InProgress when isRepeatHarmless => new ModificationResult.Submitted(Reference: null),
        _ => new ModificationResult.Unknown(Reason),
    };
}
