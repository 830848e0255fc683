using System.Globalization;
using System.Xml.Linq;

namespace Pay.Gateway.Providers.Worldpay.Messages;

/// <summary>An amount as Worldpay tells it.</summary>
/// <param name="Pence"><see langword="null"/>: it is not an amount in pounds and pence.</param>
/// <param name="IsDebit">Whether it is money that went back.</param>
internal sealed record WorldpayAmount(long? Pence, bool IsDebit)
{
    /// <summary><see langword="null"/>: no amount is told.</summary>
    public static WorldpayAmount? Of(XElement? parent) => parent?.Element("amount") is { } amount
        ? new WorldpayAmount(PenceOf(amount), string.Equals(amount.AttributeText("debitCreditIndicator"), "debit", StringComparison.OrdinalIgnoreCase))
        : null;

    private static long? PenceOf(XElement amount) =>
        string.Equals(amount.AttributeText("currencyCode"), WorldpayDocument.Currency, StringComparison.Ordinal)
        && string.Equals(amount.AttributeText("exponent") ?? WorldpayDocument.Exponent, WorldpayDocument.Exponent, StringComparison.Ordinal)
        && long.TryParse(amount.AttributeText("value"), NumberStyles.None, CultureInfo.InvariantCulture, out var pence)
            ? pence
            : null;
}
