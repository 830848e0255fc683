using System.Collections.Concurrent;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Reliability;

/// <summary>Does one kind of work. It removes, postpones or parks the item in the transaction that stores its result.</summary>
internal interface IWorkHandler
{
    string Kind { get; }

    Task RunAsync(WorkItem item);
}

/// <summary>Hands work to its handler, and knows what is still running, so that shutting down can wait for it.</summary>
internal sealed partial class WorkRunner(Database database, TimeProvider clock, IServiceProvider services, ILogger<WorkRunner> logger)
{
    /// <summary>How long a request waits for a provider before it answers without it.</summary>
    public static readonly TimeSpan InLineWindow = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Task, string?> _running = new();
    private Dictionary<string, IWorkHandler>? _handlers;

    private Dictionary<string, IWorkHandler> Handlers =>
        _handlers ??= services.GetServices<IWorkHandler>().ToDictionary(handler => handler.Kind, StringComparer.Ordinal);

    /// <summary>Does the work, waiting no longer than <see cref="InLineWindow"/> for it; it goes on by itself after that.</summary>
    public async Task RunInLineAsync(WorkItem item)
    {
        var running = RunAsync(item);
        if (!running.IsCompleted)
        {
            await Task.WhenAny(running, Task.Delay(InLineWindow, clock));
        }
    }

    public Task RunAsync(WorkItem item) => Track(RunGuardedAsync(item), item.OperationId);

    /// <summary>The provider operations that this process is at.</summary>
    public IReadOnlyCollection<string> OperationsInHand => [.. _running.Values.OfType<string>()];

    /// <summary>Registers something that must not be cut off by shutting down.</summary>
    /// <param name="running">It.</param>
    /// <param name="operationId">The provider operation that it is about, where it is about one.</param>
    public Task Track(Task running, string? operationId = null)
    {
        if (!running.IsCompleted)
        {
            _running[running] = operationId;
            _ = running.ContinueWith(done => _running.TryRemove(done, out _), TaskScheduler.Default);
        }

        return running;
    }

    public Task DrainAsync() => Task.WhenAll(_running.Keys);

    private async Task RunGuardedAsync(WorkItem item)
    {
        try
        {
            await Handlers[item.Kind].RunAsync(item);
            Failpoint.Reached(FailpointAt.WorkDone, item.Kind);
        }
        catch (InvariantBrokenException fault)
        {
            LogBroken(logger, fault, item.Kind, item.PaymentNumber);
            await TryAsync(session => Work.ParkAsync(session, item, clock.GetUtcNow(), fault.Message));
        }
        catch (Exception fault)
        {
            LogFailed(logger, fault, item.Kind, item.PaymentNumber, item.Attempts);
            await TryAsync(session => WorkBackOff.RetryAsync(session, item, clock.GetUtcNow(), fault.GetType().Name));
        }
    }

    private async Task TryAsync(Func<Session, Task> write)
    {
        try
        {
            await database.WriteAsync(write);
        }
        catch (Exception fault)
        {
            // The database itself is in trouble: the lease runs out by itself and the work is taken up again.
            LogLeftToLease(logger, fault);
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "Work {Kind} of payment {PaymentNumber} broke an invariant and is parked for a person")]
    private static partial void LogBroken(ILogger logger, Exception fault, string kind, long paymentNumber);

    [LoggerMessage(Level = LogLevel.Error, Message = "Work {Kind} of payment {PaymentNumber} failed at attempt {Attempt} and will be tried again")]
    private static partial void LogFailed(ILogger logger, Exception fault, string kind, long paymentNumber, long attempt);

    [LoggerMessage(Level = LogLevel.Error, Message = "Work could not be given back; it is taken up again when its lease runs out")]
    private static partial void LogLeftToLease(ILogger logger, Exception fault);
}
