using NUnit.Framework;

namespace Pay.Providers.Testing;

// What the adapter claims to know when something goes wrong with each of its messages.
public abstract partial class PspAdapterContract
{
    /// <summary>After a fault: no exception, no claim that nobody can make, nothing sent again, nothing secret told.</summary>
    [Cases(CaseKind.Faults)]
    public async Task Claims_only_what_is_certain_after(PspOperation operation, WireFault fault)
    {
        var script = Script.Of(operation)!;
        var good = await RunAsync(operation, NewRehearsal(), script.Good);
        var messages = fault is WireFault.ConnectionRefused or WireFault.DeadlineOver ? 1 : good.Requests.Count;
        for (var at = 1; at <= messages; at++)
        {
            var acts = script.Acts(good.Requests[at - 1]);

            var run = await RunAsync(operation, NewRehearsal(), script.Good, fault, at);

            using (Assert.EnterMultipleScope())
            {
                Assert.That(Certainty.Complaint(operation, fault, acts, run.Result), Is.Null, $"message {at} of {messages}");
                // An adapter may ask the PSP after a refusal, but what may have been done is never sent once more: only the gateway knows when.
                Assert.That(
                    run.Messages.Skip(at).Count(message => fault != WireFault.QuotedRequest && IsSame(message, run.Messages[at - 1])),
                    Is.Zero,
                    $"message {at} was sent again by the adapter itself");
                NothingIsGivenAway(run);
            }
        }
    }

    private static bool IsSame(PspMessage one, PspMessage other) =>
        one.Method == other.Method && one.Uri == other.Uri && one.Body.Span.SequenceEqual(other.Body.Span);
}
