using NUnit.Framework;
using Pay.Providers.Testing.Stub;

namespace Pay.Providers.Testing;

// How the suite performs operations.
public abstract partial class PspAdapterContract
{
    private static int _payments;

    private Secrets? _secrets;

    private Secrets Secrets => _secrets ??= new Secrets(Adapter, Script);

    /// <summary>An id of the form that the gateway gives: 26 letters and digits.</summary>
    private static string NewPaymentId() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"hu20sqlact5260q2nan{Interlocked.Increment(ref _payments):0000000}");

    private Rehearsal NewRehearsal() => new(Adapter, Script, NewPaymentId());

    private async Task<Run> RunAsync(PspOperation operation, Rehearsal rehearsal, Func<StubRequest, StubAnswer> answer, WireFault? fault = null, int faultAt = 1)
    {
        await rehearsal.PrepareAsync(operation);
        await using var psp = new StubPsp(answer, fault, faultAt, Script.Of(operation)?.OtherOrder);
        return await RunAsync(rehearsal, psp, (context, deadline) => rehearsal.PerformAsync(operation, context, deadline), isOver: fault == WireFault.DeadlineOver);
    }

    private async Task<Run> RunAsync(Rehearsal rehearsal, StubPsp psp, Func<PspContext, CancellationToken, Task<object>> act, bool isOver = false)
    {
        using var http = new HttpClient(HttpPspTransport.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        var transport = new RecordingTransport(new HttpPspTransport(http));
        using var deadline = new CancellationTokenSource();
        if (isOver)
        {
            await deadline.CancelAsync();
        }

        // The adapter's code, its synchronous parts too, runs where it cannot keep the suite from ending its time.
        var call = Task.Run(() => act(rehearsal.Context(transport, psp.BaseUrl), deadline.Token));
        if (await Task.WhenAny(call, psp.Stuck, Task.Delay(Patience)) == psp.Stuck)
        {
            await deadline.CancelAsync();
        }

        object result;
        try
        {
            result = await call.WaitAsync(Patience);
        }
        catch (TimeoutException late)
        {
            throw new AssertionException("The adapter goes on after its time limit: does it pass the deadline to the transport?", late);
        }

        if (psp.ScriptFault is { } fault)
        {
            throw new InvalidOperationException("The script's own function threw.", fault);
        }

        return new Run(rehearsal, result, transport.Messages, psp.Requests);
    }

    /// <summary>No card number, security code or secret where people read: in results, in addresses, in what messages say of themselves.</summary>
    private void NothingIsGivenAway(Run run)
    {
        Assert.That(Secrets.AreIn(run.Result.ToString()), Is.False, "a secret in the result");
        Assert.That(run.Messages.Select(message => message.Uri.ToString()).Any(Secrets.AreIn), Is.False, "a secret in an address, which logs keep");
    }

    /// <summary>An operation that was performed.</summary>
    /// <param name="Rehearsal">By what.</param>
    /// <param name="Result">What the adapter said.</param>
    /// <param name="Messages">What it gave to the transport.</param>
    /// <param name="Requests">What the PSP received whole.</param>
    private sealed record Run(Rehearsal Rehearsal, object Result, IReadOnlyList<PspMessage> Messages, IReadOnlyList<StubRequest> Requests);
}
