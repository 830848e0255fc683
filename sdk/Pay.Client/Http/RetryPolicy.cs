using System.Net;
using Polly;
using Polly.Retry;

namespace Pay.Client;

/// <summary>
/// When a request is sent again, and after how long. The one rule behind it: sending again must never do something twice.
/// A 429 means that the server did not act, a failed connection that it was not asked; everything else depends on the call.
/// </summary>
internal sealed class RetryPolicy
{
    // Written by the API as "TooManyRequests" only from netstandard2.1 on.
    internal const HttpStatusCode TooManyRequests = (HttpStatusCode)429;

    private readonly TimeSpan _delay;
    private readonly TimeSpan _delayMax;
    private readonly ResiliencePipeline<Exchange>? _pipeline;

    internal RetryPolicy(PayClientOptions options)
    {
        _delay = options.RetryDelay;
        _delayMax = options.RetryDelayMax;
        RetriesMax = options.RetriesMax;
        if (options.RetriesMax > 0)
        {
            _pipeline = new ResiliencePipelineBuilder<Exchange>()
                .AddRetry(new RetryStrategyOptions<Exchange>
                {
                    MaxRetryAttempts = options.RetriesMax,
                    ShouldHandle = arguments => new ValueTask<bool>(ShouldRetry(arguments.Outcome.Result)),
                    DelayGenerator = arguments =>
                        new ValueTask<TimeSpan?>(Delay(arguments.AttemptNumber, arguments.Outcome.Result?.Fault?.RetryAfter)),
                    OnRetry = arguments =>
                    {
                        PayTelemetry.Retrying(arguments.Outcome.Result!);
                        return default;
                    },
                })
                .Build();
        }
    }

    internal int RetriesMax { get; }

    /// <summary>
    /// Sends again until it works or nothing more may be tried. The first attempt has been made by the caller: a call that
    /// succeeds at once, as nearly all do, then pays nothing for the pipeline.
    /// </summary>
    internal async ValueTask RunAsync(Exchange exchange, Func<Exchange, CancellationToken, ValueTask<Exchange>> attempt, CancellationToken cancellationToken)
    {
        if (_pipeline is not null && ShouldRetry(exchange))
        {
            var firstIsMade = false;
            await _pipeline.ExecuteAsync(
                (state, token) =>
                {
                    if (!firstIsMade)
                    {
                        firstIsMade = true;
                        return new ValueTask<Exchange>(state);
                    }

                    return attempt(state, token);
                },
                exchange,
                cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The wait before repetition <paramref name="number"/> (from 0): doubling, with jitter, at least what the server asks.</summary>
    internal TimeSpan Delay(int number, TimeSpan? retryAfter = null)
    {
        var ticks = _delay.Ticks * Math.Pow(2, number) * (1 + (Jitter() / 2));
        var delay = ticks >= _delayMax.Ticks ? _delayMax : TimeSpan.FromTicks((long)ticks);
        return retryAfter > delay ? retryAfter.Value : delay;
    }

    private bool ShouldRetry(Exchange? exchange)
    {
        if (exchange?.Fault is not { } fault || fault.RetryAfter > _delayMax)
        {
            return false;
        }

        if (fault.StatusCode == TooManyRequests || exchange.NotSent)
        {
            return true;
        }

        // A provider that refused a refund would refuse it again.
        if (exchange.Repeat != Repeat.Always || fault.IsProviderRefusal)
        {
            return false;
        }

        // With the key of a call whose answer was lost, "already used" can only mean that the first one is still in progress.
        return exchange.Lost
            || fault.StatusCode >= HttpStatusCode.InternalServerError
            || (exchange.AnyLost && exchange.IdempotencyKey is not null && fault.StatusCode == HttpStatusCode.Conflict);
    }

#if NET
    private static double Jitter() => Random.Shared.NextDouble();
#else
    private static double Jitter() => (Guid.NewGuid().GetHashCode() & 0xFFFF) / 65536.0;
#endif
}
