using NUnit.Framework;

namespace Pay.Providers.Testing;

// What is in the messages that the adapter sends.
public abstract partial class PspAdapterContract
{
    private const int PaymentsAtOnce = 16;

    /// <summary>A transaction id of the adapter's own is new for every payment, and is what the PSP is told.</summary>
    [Test]
    public async Task Uses_the_transaction_id_that_was_stored_before()
    {
        if (!Adapter.Capabilities.PreassignsId)
        {
            Assert.Pass("The PSP chooses the transaction id.");
            return;
        }

        var ids = Enumerable.Range(0, 100).Select(_ => Adapter.PreassignTransactionId(NewPaymentId())!).ToList();
        var run = await RunAsync(PspOperation.Authorise, NewRehearsal(), Script.Authorise.Good);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(ids, Is.Unique);
            Assert.That(
                Script.SendsNothing || run.Requests.Any(request => request.Text.Contains(run.Rehearsal.PreassignedId!, StringComparison.Ordinal)
                    || request.Target.Contains(run.Rehearsal.PreassignedId!, StringComparison.Ordinal)),
                Is.True,
                "The PSP was never told the id.");
        }
    }

    /// <summary>The same operation once more is the same messages with the same keys; another operation has other keys.</summary>
    [Cases(CaseKind.Operations)]
    public async Task Repeats_itself_with_the_same_key(PspOperation operation)
    {
        if (operation is PspOperation.Query or PspOperation.QueryRefund or PspOperation.CheckCredentials || Script.SendsNothing)
        {
            Assert.Pass("There is nothing to repeat.");
            return;
        }

        var script = Script.Of(operation)!;
        var paymentId = NewPaymentId();
        var first = await RunAsync(operation, new Rehearsal(Adapter, Script, paymentId), script.Good);
        var second = await RunAsync(operation, new Rehearsal(Adapter, Script, paymentId) { Attempt = 2 }, script.Good);
        var other = await RunAsync(operation, NewRehearsal(), script.Good);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(second.Messages, Has.Count.EqualTo(first.Messages.Count), "messages of the repetition");
            Assert.That(Keys(second), Is.EqualTo(Keys(first)), "keys of the repetition");
            Assert.That(Keys(other).OfType<string>().Intersect(Keys(first).OfType<string>(), StringComparer.Ordinal), Is.Empty, "keys of another payment");
            foreach (var (message, request) in first.Messages.Zip(first.Requests).Where(sent => script.Acts(sent.Second)))
            {
                var key = request.Header(Script.IdempotencyKeyHeader);
                Assert.That(message.IsRepeatable && key is null, Is.False, $"{message} may be sent again by the transport although no key makes that safe");
                Assert.That(
                    Adapter.Capabilities.NativeIdempotency == NativeIdempotency.Key && message.Method == HttpMethod.Post && key is null,
                    Is.False,
                    $"{message} has no {Script.IdempotencyKeyHeader} (PspScript.IdempotencyKeyHeader)");
            }
        }
    }

    /// <summary>The amount is in the message: another amount makes another message.</summary>
    [TestCase(PspOperation.Authorise)]
    [TestCase(PspOperation.Refund)]
    public async Task Sends_the_amount(PspOperation operation)
    {
        if (Script.SendsNothing)
        {
            Assert.Pass("Nothing is sent.");
            return;
        }

        var paymentId = NewPaymentId();
        var good = Script.Of(operation)!.Good;
        var one = await RunAsync(operation, new Rehearsal(Adapter, Script, paymentId), good);
        var changed = operation == PspOperation.Refund
            ? new Rehearsal(Adapter, Script, paymentId) { RefundAmount = Script.RefundAmount + 1 }
            : new Rehearsal(Adapter, Script, paymentId) { Amount = Script.Amount + 1 };
        var other = await RunAsync(operation, changed, good);

        Assert.That(other.Requests.Select(Whole), Is.Not.EqualTo(one.Requests.Select(Whole)));
    }

    /// <summary>The refund's id is in the message: by it the PSP's answers, books and notifications tell two refunds of a payment apart.</summary>
    [Test]
    public async Task Sends_the_refund_id()
    {
        if (Script.SendsNothing || Script.TakesNoRefundId)
        {
            Assert.Pass("The PSP is told no refund id.");
            return;
        }

        var run = await RunAsync(PspOperation.Refund, NewRehearsal(), Script.Refund.Good);

        Assert.That(
            run.Requests.Any(request => request.Target.Contains(run.Rehearsal.RefundId, StringComparison.Ordinal) || request.Text.Contains(run.Rehearsal.RefundId, StringComparison.Ordinal)),
            Is.True,
            "The PSP was never told the refund's id. Where it takes none, say so: PspScript.TakesNoRefundId.");
    }

    /// <summary>Any text that a service may use as a description or a reference can be sent.</summary>
    [TestCase("none")]
    [TestCase("markup")]
    [TestCase("languages")]
    [TestCase("control characters")]
    [TestCase("lone surrogates")]
    public async Task Takes_any_text(string kind)
    {
        var text = TextOf(kind);
        var run = await RunAsync(PspOperation.Authorise, new Rehearsal(Adapter, Script, NewPaymentId()) { Description = text, Reference = text }, Script.Authorise.Good);

        Assert.That(run.Result, Is.TypeOf<AuthoriseResult.Authorised>());
    }

    /// <summary>A payment is taken without an e-mail address, a billing address and a known browser.</summary>
    [Test]
    public async Task Takes_a_payer_who_tells_little()
    {
        var run = await RunAsync(PspOperation.Authorise, new Rehearsal(Adapter, Script, NewPaymentId()) { IsBare = true }, Script.Authorise.Good);

        Assert.That(run.Result, Is.TypeOf<AuthoriseResult.Authorised>());
    }

    /// <summary>A payment whose transaction is not known, because the answer that named it was lost, is cancelled as well as can be.</summary>
    [Test]
    public async Task Cancels_a_payment_whose_transaction_is_not_known()
    {
        var rehearsal = NewRehearsal();
        await rehearsal.PrepareAsync(PspOperation.Cancel);
        await using var psp = new Stub.StubPsp(Script.Cancel.Good);

        var run = await RunAsync(rehearsal, psp, (context, deadline) => Boxed(rehearsal.CancelAsync(context, rehearsal.PreassignedId, deadline)));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                Script.SendsNothing || run.Messages.Count > 0 || run.Result is not (ModificationResult.Completed or ModificationResult.Submitted),
                Is.True,
                $"{run.Result} without a message");
            NothingIsGivenAway(run);
        }
    }

    /// <summary>One adapter serves many payments at once and mixes nothing up.</summary>
    [Test]
    public async Task Keeps_payments_apart_that_are_made_at_once()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, PaymentsAtOnce).Select(_ => RunAsync(PspOperation.Authorise, NewRehearsal(), Script.Authorise.Good)));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(runs.Select(run => run.Result), Is.All.TypeOf<AuthoriseResult.Authorised>());
            foreach (var run in runs.Where(run => run.Rehearsal.PreassignedId is not null))
            {
                Assert.That((run.Result as AuthoriseResult.Authorised)?.TransactionId, Is.EqualTo(run.Rehearsal.PreassignedId));
            }
        }
    }

    // Not arguments of the attributes themselves: those are stored as UTF-8, which has no lone surrogates.
    private static string TextOf(string kind) => kind switch
    {
        "markup" => "Tom & Jerry <b>\"quoted\"</b> ]]> 'it''s' \\ %00 %zz &amp; &#0;",
        "languages" => "£ € é 中文 😀 \u202E right to left",
        "control characters" => "line one\r\nBcc: line two\ttab \u0001 \u0000 \uFFFE",
        "lone surrogates" => "a\uD800b\uDC00\uD800",
        _ => "",
    };

    private List<string?> Keys(Run run) => [.. run.Requests.Select(request => request.Header(Script.IdempotencyKeyHeader))];

    private static string Whole(StubRequest request) =>
        $"{request.Method} {request.Target} {Convert.ToBase64String(request.Body.Span)}";
}
