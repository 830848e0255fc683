using Pay.Gateway.Providers.Wire;

namespace Pay.Gateway.Providers.Smartpay;

/// <summary>SmartPay's words, as far as they are let in.</summary>
internal static class SmartpayText
{
    private const int ReferenceMax = 80;

    /// <summary>A reason in SmartPay's words, which may be none.</summary>
    public static string Reason(string? text) => PspText.Quote(text) is { Length: > 0 } quoted ? quoted : "no reason given";

    /// <summary>SmartPay's reference, or <see langword="null"/> where it cannot be one.</summary>
    public static string? Reference(string? text) =>
        text is { Length: > 0 and <= ReferenceMax } && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) ? text : null;
}
