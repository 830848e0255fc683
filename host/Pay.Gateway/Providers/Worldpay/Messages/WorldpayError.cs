using System.Globalization;
using Pay.Gateway.Providers.Wire;
using Pay.Providers;

namespace Pay.Gateway.Providers.Worldpay.Messages;

/// <summary>An error that Worldpay reports.</summary>
/// <param name="Code"><see langword="null"/>: not a number, which no rule covers.</param>
/// <param name="Text">Its words, which can hold card digits: only <see cref="Reason"/> leaves the adapter.</param>
internal sealed record WorldpayError(int? Code, string Text)
{
    public const int SecurityViolation = 4;
    public const int InvalidRequest = 5;

    private const string NotFoundText = "Could not find payment for order";
    private const string InProgressText = "in progress";

    public string Reason => string.Create(CultureInfo.InvariantCulture, $"Worldpay reports error {Code?.ToString(CultureInfo.InvariantCulture) ?? "without a number"}: {PspText.Quote(Text)}");

    /// <summary>Code 5 alone means many things: this is the only text that says that Worldpay has never seen the order.</summary>
    public bool IsOrderNotFound => Code == InvalidRequest && Text.Contains(NotFoundText, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is one of Worldpay's own faults after which nobody knows how far the request got.</summary>
    public bool IsInternal => Code is 1 or 8;

    /// <summary>
    /// Why a request failed, where the error says that for certain; <see langword="null"/>: it does not, as with <see cref="IsInternal"/>,
    /// an idempotency key whose first request is still at work, or a code that is in no list.
    /// </summary>
    public FailureClass? Certain => Code switch
    {
        2 or 3 or InvalidRequest or 6 or 10 or 11 or 12 or 14 => FailureClass.InvalidRequest,
        SecurityViolation => FailureClass.Credentials,
        7 => FailureClass.InvalidCardDetails,
        9 when !Text.Contains(InProgressText, StringComparison.OrdinalIgnoreCase) => FailureClass.InvalidRequest,
        13 => FailureClass.PspInternal,
        _ => null,
    };

    public override string ToString() => $"WorldpayError({Code?.ToString(CultureInfo.InvariantCulture)})";
}
