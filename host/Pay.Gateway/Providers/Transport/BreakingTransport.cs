using Pay.Providers;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Pay.Gateway.Providers.Transport;

/// <summary>
/// Stops calling a provider that does not answer, for a short while, so that payers and workers do not wait for it in vain; and repeats
/// what is proven safe to repeat: twice where the answer was lost, and for as long as there is time where the provider says "not now".
/// What is certain of a repetition is not certain of the message before it.
/// </summary>
internal sealed class BreakingTransport : IPspTransport
{
    private const int RepetitionsMax = 2;
    private const int MinimumCalls = 5;
    private const double FailureRatio = 0.8;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Broken = TimeSpan.FromSeconds(15);

    private readonly IPspTransport _wire;
    private readonly ResiliencePipeline<PspReply> _breaking;
    private readonly ResiliencePipeline<PspReply> _repeating;

    public BreakingTransport(IPspTransport wire, TimeProvider clock)
    {
        _wire = wire;
        _breaking = new ResiliencePipelineBuilder<PspReply> { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<PspReply>
            {
                FailureRatio = FailureRatio,
                MinimumThroughput = MinimumCalls,
                SamplingDuration = Watched,
                BreakDuration = Broken,
                ShouldHandle = outcome => ValueTask.FromResult(outcome.Outcome.Result is PspReply.NotSent or PspReply.Lost or PspReply.Answered { Status: 502 or 503 or 504 }),
            })
            .Build();
        _repeating = new ResiliencePipelineBuilder<PspReply> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<PspReply>
            {
                MaxRetryAttempts = int.MaxValue,
                Delay = FirstPause,
                MaxDelay = LongestPause,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = outcome => ValueTask.FromResult(
                    (IsNotNow(outcome.Outcome.Result) || (IsWorthRepeating(outcome.Outcome.Result) && outcome.AttemptNumber < RepetitionsMax))
                    && !outcome.Context.CancellationToken.IsCancellationRequested),
            })
            .Build();
    }

    public async Task<PspReply> SendAsync(PspMessage message, CancellationToken deadline)
    {
        if (!message.IsRepeatable)
        {
            return await SendOnceAsync(message, deadline);
        }

        PspReply? last = null;
        var isUncertain = false;
        try
        {
            await _repeating.ExecuteAsync(
                async limit =>
                {
                    isUncertain |= last is PspReply.Lost or PspReply.Answered { Status: >= 500 };
                    return last = await SendOnceAsync(message, limit);
                },
                deadline);
        }
        catch (OperationCanceledException)
        {
            // The deadline fell into a pause: what came last counts.
        }

        // A question does nothing that could be in doubt.
        return isUncertain && message.Method != HttpMethod.Get && last is not PspReply.Answered { IsSuccess: true }
            ? new PspReply.Lost("the PSP gave no usable answer, several times")
            : last ?? new PspReply.NotSent("there was no time left");
    }

    private static bool IsWorthRepeating(PspReply? reply) =>
        reply is PspReply.Lost or PspReply.NotSent or PspReply.Answered { Status: >= 500 };

    private static bool IsNotNow(PspReply? reply) => reply is PspReply.Answered { Status: 409 or 429 };

    private async Task<PspReply> SendOnceAsync(PspMessage message, CancellationToken deadline)
    {
        try
        {
            return await _breaking.ExecuteAsync(async limit => await _wire.SendAsync(message, limit), deadline);
        }
        catch (BrokenCircuitException)
        {
            return new PspReply.NotSent("the PSP has not been answering and is left alone for some seconds");
        }
        catch (OperationCanceledException)
        {
            // Polly looks at the deadline before it begins; the wire itself does not throw.
            return new PspReply.NotSent("there was no time left");
        }
    }
}
