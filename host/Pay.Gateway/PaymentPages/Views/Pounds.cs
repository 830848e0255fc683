using System.Globalization;

namespace Pay.Gateway.PaymentPages.Views;

/// <summary>Pence as pounds: two decimals and no thousands separator, as integrators' tests expect it.</summary>
internal static class Pounds
{
    public static string Of(long pence) => (pence / 100m).ToString("0.00", CultureInfo.InvariantCulture);
}
