namespace Pay.Gateway.Payments;

/// <summary>Settings below <c>Pay:Expiry</c>, in seconds from a payment's creation (lifecycle.md section 3).</summary>
internal sealed class ExpirySettings
{
    /// <summary>A payment that its payer does not finish: 90 minutes.</summary>
    public int UnfinishedSeconds { get; init; } = 5_400;

    /// <summary>A delayed capture that the service does not ask for: 120 hours.</summary>
    public int CapturableSeconds { get; init; } = 432_000;

    public DateTimeOffset DeadlineOf(Payment payment) => payment.CreatedAt.AddSeconds(
        payment.Status == PaymentStatus.AwaitingCaptureRequest ? CapturableSeconds : UnfinishedSeconds);

    /// <summary>Whether the payment is past its time. Judged at every step, not only by the sweep.</summary>
    public bool IsOverdue(Payment payment, DateTimeOffset now) => !payment.State.Finished && now >= DeadlineOf(payment);
}
