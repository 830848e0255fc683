using System.Collections.Frozen;
using Pay.Providers;

namespace Pay.Gateway.Providers.Epdq.Messages;

/// <summary>
/// What ePDQ's NCERROR codes mean (epdq.md section 5.3), in our words. Its own text is never quoted: it can repeat what it was sent.
/// </summary>
internal static class EpdqErrors
{
    public const string DataInvalid = "50001111";
    public const string AlreadyProcessed = "50001113";
    public const string UnknownAddress = "50001116";
    public const string UnknownPspId = "50001118";
    public const string WrongUser = "50001119";
    public const string WrongState = "50001127";
    public const string RefundTooLarge = "50001129";
    public const string UnknownOrder = "50001130";
    public const string DuplicateRequest = "50001133";
    public const string AuthenticationFailed = "50001134";
    public const string AuthenticationFailedOpen = "40001134";
    public const string WrongSignature = "50001184";

    private const int CodeDigitsMax = 10;

    private static readonly FrozenDictionary<string, (FailureClass Class, string Meaning)> Known =
        new Dictionary<string, (FailureClass, string)>(StringComparer.Ordinal)
        {
            [DataInvalid] = (FailureClass.InvalidRequest, "a parameter is not valid"),
            [AlreadyProcessed] = (FailureClass.InvalidRequest, "the order has already been processed"),
            [UnknownAddress] = (FailureClass.Credentials, "the account allows other IP addresses only; that field of its back office must be blank"),
            [UnknownPspId] = (FailureClass.Credentials, "unknown PSP ID"),
            [WrongUser] = (FailureClass.Credentials, "wrong username or password, or not an API user"),
            ["50001122"] = (FailureClass.InvalidRequest, "the currency is not active for the account"),
            ["50001123"] = (FailureClass.InvalidCardDetails, "the card type is not active for the account"),
            ["50001126"] = (FailureClass.InvalidRequest, "more than was authorised"),
            [WrongState] = (FailureClass.InvalidRequest, "the order is not in the state for this"),
            [RefundTooLarge] = (FailureClass.InvalidRequest, "more than is left to refund"),
            [UnknownOrder] = (FailureClass.InvalidRequest, "unknown order"),
            [DuplicateRequest] = (FailureClass.InvalidRequest, "duplicate request"),
            [AuthenticationFailed] = (FailureClass.InvalidCardDetails, "3D Secure failed"),
            [AuthenticationFailedOpen] = (FailureClass.InvalidCardDetails, "3D Secure failed"),
            ["50001183"] = (FailureClass.InvalidCardDetails, "the expiry date is not valid"),
            [WrongSignature] = (FailureClass.Credentials, SignatureMeaning),
            ["30001001"] = (FailureClass.InvalidCardDetails, "refused by the acquirer"),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private const string SignatureMeaning = "the SHA-IN passphrase or the hash algorithm is not the account's";

    /// <summary>
    /// Whether the answer says for certain that nothing was done: no status, ePDQ's class "error", and a code of that class. An order that was
    /// processed before, is in another state, or a request that came twice, tell instead that something was.
    /// </summary>
    public static bool IsCertain(EpdqAnswer answer) => answer.IsError
        && string.Equals(answer.NcStatus, "5", StringComparison.Ordinal)
        && IsCode(answer.NcError)
        && answer.NcError.StartsWith("5000", StringComparison.Ordinal)
        && answer.NcError is not (AlreadyProcessed or WrongState or DuplicateRequest);

    /// <summary>Whether nothing was done because the order is in another state: perhaps because it had been done before.</summary>
    public static bool IsWrongState(EpdqAnswer answer) => answer is { IsError: true, NcStatus: "5", NcError: WrongState };

    public static FailureClass ClassOf(EpdqAnswer answer) =>
        IsSignatureComplaint(answer) ? FailureClass.Credentials
        : Known.TryGetValue(answer.NcError, out var known) ? known.Class
        : FailureClass.PspInternal;

    /// <summary>The code and what it means.</summary>
    public static string Describe(EpdqAnswer answer)
    {
        if (!IsCode(answer.NcError))
        {
            return "no error code";
        }

        if (IsSignatureComplaint(answer))
        {
            return $"NCERROR {answer.NcError}: {SignatureMeaning}";
        }

        return MeaningOf(answer.NcError) is { } meaning ? $"NCERROR {answer.NcError}: {meaning}" : $"NCERROR {answer.NcError}";
    }

    /// <summary>A wrong or missing signature can come as a general complaint, whose text tells by its end.</summary>
    public static bool IsSignatureComplaint(EpdqAnswer answer) =>
        string.Equals(answer.NcError, WrongSignature, StringComparison.Ordinal)
        || (string.Equals(answer.NcError, DataInvalid, StringComparison.Ordinal)
            && (answer.NcErrorText.EndsWith("/1/s", StringComparison.OrdinalIgnoreCase) || answer.NcErrorText.EndsWith("/0/s", StringComparison.OrdinalIgnoreCase)));

    private static string? MeaningOf(string code) =>
        Known.TryGetValue(code, out var known) ? known.Meaning
        : code.StartsWith("3033", StringComparison.Ordinal) ? "stopped by the account's fraud rules"
        : null;

    private static bool IsCode(string code) => EpdqAnswer.IsDigits(code, CodeDigitsMax) && code.Any(digit => digit != '0');
}
