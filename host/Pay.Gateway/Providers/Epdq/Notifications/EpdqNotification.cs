using System.Collections.Frozen;
using Pay.Gateway.Providers.Epdq.Messages;

namespace Pay.Gateway.Providers.Epdq.Notifications;

/// <summary>A notification's parameters, by their names in upper case (epdq.md section 9).</summary>
internal sealed class EpdqNotification
{
    private const int OrderIdCharactersMax = 40;
    private const int PayIdDigitsMax = 20;

    /// <summary>What ePDQ signs, where it was set up as its guide says. Names that start with DCC_ belong to it as well.</summary>
    private static readonly FrozenSet<string> SignedNames = (
        "AAVADDRESS AAVCHECK AAVMAIL AAVNAME AAVPHONE AAVZIP ACCEPTANCE ALIAS AMOUNT BIC BIN BRAND CARDNO CCCTY CN COLLECTOR_BIC COLLECTOR_IBAN "
        + "COMPLUS CREATION_STATUS CREDITDEBIT CURRENCY CVCCHECK DEVICEID DIGESTCARDNO ECI ED EMAIL ENCCARDNO FXAMOUNT FXCURRENCY IP IPCTY MANDATEID "
        + "MOBILEMODE NBREMAILUSAGE NBRIPUSAGE NBRIPUSAGE_ALLTX NBRUSAGE NCERROR ORDERID PAYID PAYIDSUB PAYMENT_REFERENCE PM SCO_CATEGORY SCORING "
        + "SEQUENCETYPE SIGNDATE STATUS SUBBRAND SUBSCRIPTION_ID TICKET TRXDATE VC").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private readonly Dictionary<string, string> _values;

    private EpdqNotification(Dictionary<string, string> values) => _values = values;

    public string? OrderId => _values.GetValueOrDefault("ORDERID") is { Length: > 0 and <= OrderIdCharactersMax } orderId ? orderId : null;

    public string? PayId => _values.GetValueOrDefault("PAYID") is { } payId && EpdqAnswer.IsDigits(payId, PayIdDigitsMax) ? payId : null;

    /// <summary><see langword="null"/>: not a form, one that is too large, or one with a name twice, of which nobody can say which was signed.</summary>
    public static EpdqNotification? Read(ReadOnlyMemory<byte> body)
    {
        if (EpdqForm.Read(body.Span) is not { Count: > 0 } fields)
        {
            return null;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        return fields.All(field => values.TryAdd(field.Key.ToUpperInvariant(), field.Value)) ? new EpdqNotification(values) : null;
    }

    /// <summary>
    /// The values that the signature covers, or <see langword="null"/> where it is wrong. It is tried over ePDQ's list and then over everything:
    /// which of the two an account signs is a matter of its set-up.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Proven(string? passphrase)
    {
        var claimed = _values.GetValueOrDefault(EpdqSignature.FieldName, "");
        return ProvenOver(claimed, passphrase, name => SignedNames.Contains(name) || name.StartsWith("DCC_", StringComparison.Ordinal))
            ?? ProvenOver(claimed, passphrase, _ => true);
    }

    private Dictionary<string, string>? ProvenOver(string claimed, string? passphrase, Func<string, bool> isSigned)
    {
        var covered = _values
            .Where(field => field.Value.Length > 0 && field.Key != EpdqSignature.FieldName && isSigned(field.Key))
            .ToDictionary(StringComparer.Ordinal);
        return EpdqSignature.IsRight(claimed, covered, passphrase) ? covered : null;
    }
}
