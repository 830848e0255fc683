using Microsoft.Extensions.Options;

namespace Pay.Client.AspNetCore;

/// <summary>The settings of the cookie that recognises a returning payer.</summary>
public sealed class PaymentReturnCookieOptions
{
    /// <summary>
    /// How long a payer is recognised, counted from leaving; three hours unless set, at most seven days. A payment that nobody
    /// completes expires after 90 minutes.
    /// </summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(3);
}

internal sealed class PaymentReturnCookieOptionsValidator : IValidateOptions<PaymentReturnCookieOptions>
{
    public ValidateOptionsResult Validate(string? name, PaymentReturnCookieOptions options) =>
        options.Lifetime > TimeSpan.Zero && options.Lifetime <= TimeSpan.FromDays(7)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"{nameof(PaymentReturnCookieOptions)}: {nameof(options.Lifetime)} must be more than zero and at most seven days.");
}
