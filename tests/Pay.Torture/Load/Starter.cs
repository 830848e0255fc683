using System.Collections.Concurrent;
using System.Globalization;
using Pay.Torture.Running;

namespace Pay.Torture.Load;

/// <summary>Makes payments and brings them to where a race begins.</summary>
internal sealed class Starter(Wire wire, Tally tally, Func<IReadOnlyList<Uri>> gateways, int seed)
{
    private const int StepsMax = 200;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(15);

    private readonly CaseWalk _walk = new(wire, tally, new Random(seed), strict: true);
    private readonly ConcurrentBag<PaymentCase> _cases = [];
    private int _made;

    public IReadOnlyCollection<PaymentCase> Cases => _cases;

    public Uri Gateway => gateways() is { Count: > 0 } alive ? alive[Random.Shared.Next(alive.Count)] : throw new InvalidOperationException("No gateway is alive.");

    /// <summary>A payment that was made elsewhere, to be judged with the others.</summary>
    public void Adopt(PaymentCase @case) => _cases.Add(@case);

    /// <param name="state">Such as <c>submitted</c>.</param>
    /// <param name="amount">In pence.</param>
    /// <param name="delayed">Whether the service has to capture.</param>
    /// <param name="marker">What the reference begins with.</param>
    public async Task<PaymentCase> BringToAsync(string state, int amount, bool delayed = false, string marker = "")
    {
        var reference = string.Create(CultureInfo.InvariantCulture, $"{marker}R{seed}-{Interlocked.Increment(ref _made)}");
        var @case = new PaymentCase
        {
            Reference = reference,
            Amount = amount,
            Course = state == "success" ? Course.Pay : Course.Abandon,
            EndsAt = state,
            Delayed = delayed,
            Body = PaymentCase.BodyOf(amount, reference, delayed),
        };
        _cases.Add(@case);
        for (var step = 0; step < StepsMax && @case.State != state; step++)
        {
            await _walk.StepAsync(@case, Gateway, round: 0);
        }

        return @case.State == state ? @case : throw new InvalidOperationException($"A payment did not get to '{state}':\n    {@case}");
    }

    /// <summary>A payment whose money has been taken and can be given back.</summary>
    public async Task<PaymentCase> PaidAsync(int amount)
    {
        var @case = await BringToAsync("success", amount);
        @case.Browser?.Dispose();
        @case.Browser = null;
        for (var step = 0; step < StepsMax; step++)
        {
            if ((string?)(await wire.GetAsync(Gateway, $"/v1/payments/{@case.PaymentId}"))?.Json["refund_summary"]?["status"] == "available")
            {
                return @case;
            }

            await Task.Delay(BetweenLooks);
        }

        throw new InvalidOperationException($"A payment was not captured:\n    {@case}");
    }
}
