using System.Threading.RateLimiting;

namespace Pay.Gateway.PaymentPages.Serving;

/// <summary>Limits on what a browser may ask for outside a payer's own steps.</summary>
internal sealed class CallLimits : IDisposable
{
    // A payer checks a card a few times; more looks like somebody trying card numbers.
    private const int CardChecksPerMinute = 30;
    private const int PolicyReportsPerMinute = 60;

    private readonly PartitionedRateLimiter<string> _cardChecks = PartitionedRateLimiter.Create<string, string>(
        paymentId => RateLimitPartition.GetFixedWindowLimiter(paymentId, _ => PerMinute(CardChecksPerMinute)));

    private readonly FixedWindowRateLimiter _policyReports = new(PerMinute(PolicyReportsPerMinute));

    public bool MayCheckCard(string paymentId)
    {
        using var lease = _cardChecks.AttemptAcquire(paymentId);
        return lease.IsAcquired;
    }

    public bool MayReport()
    {
        using var lease = _policyReports.AttemptAcquire();
        return lease.IsAcquired;
    }

    public void Dispose()
    {
        _cardChecks.Dispose();
        _policyReports.Dispose();
    }

    private static FixedWindowRateLimiterOptions PerMinute(int permits) => new() { PermitLimit = permits, Window = TimeSpan.FromMinutes(1) };
}
