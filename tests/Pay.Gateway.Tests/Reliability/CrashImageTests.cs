using System.Globalization;
using NUnit.Framework;

namespace Pay.Gateway.Tests.Reliability;

/// <summary>
/// Money rule 2, moment by moment: the database is copied while a provider call is under way, which is what a crash leaves,
/// and another gateway starts on the copy.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
internal sealed class CrashImageTests
{
    private static readonly TimeSpan PastEveryLease = TimeSpan.FromMinutes(5);

    private ScriptedSandbox _sandbox = null!;
    private GatewayUnderTest _gateway = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _sandbox = new ScriptedSandbox();
        _gateway = await GatewayUnderTest.StartAsync(_sandbox.Install);
    }

    [TearDown]
    public async Task StopAsync()
    {
        _sandbox.Release();
        await _gateway.DisposeAsync();
    }

    [Test]
    public async Task An_authorisation_without_an_answer_is_an_error_and_holds_nothing([Values] bool after)
    {
        var payment = await _gateway.CreatedAsync();
        using var payer = new Payer(_gateway);
        await payer.OpenAsync(payment);
        await using var next = await CrashAsync(PspCall.Authorise, after, () => payer.SubmitCardAsync(payment.Id()));
        Assert.That((await next.PaymentAsync(payment.Id())).State(), Is.EqualTo("error P0050"));
        Assert.That(await AtSandboxAsync(next, payment.Id()), Is.Not.AnyOf("authorised", "captured"));
    }

    [Test]
    public async Task A_capture_without_an_answer_is_done_once([Values] bool after)
    {
        var id = await _gateway.PaymentInAsync(PaymentStage.Submitted);
        using var payer = new Payer(_gateway);
        await payer.OpenAsync(await _gateway.PaymentAsync(id));
        await using var next = await CrashAsync(PspCall.Capture, after, () => payer.ConfirmAsync(id));
        Assert.That((await next.PaymentAsync(id)).State(), Is.EqualTo("success"));
        Assert.That(await AtSandboxAsync(next, id), Is.EqualTo("captured"));
        Assert.That((string?)(await next.PaymentAsync(id))["refund_summary"]!["status"], Is.EqualTo("available"));
        Assert.That(await OperationsAsync(next, "capture"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_cancel_without_an_answer_lets_the_money_go([Values] bool after)
    {
        var id = await _gateway.PaymentInAsync(PaymentStage.Submitted);
        await using var next = await CrashAsync(PspCall.Cancel, after, () => _gateway.PostAsync($"/v1/payments/{id}/cancel"));
        Assert.That((await next.PaymentAsync(id)).State(), Is.EqualTo("cancelled P0040"));
        Assert.That(await AtSandboxAsync(next, id), Is.EqualTo("cancelled"));
    }

    [Test]
    public async Task A_refund_without_an_answer_happens_once_and_its_key_knows_it([Values] bool after)
    {
        var id = await _gateway.PaidAsync(1000);
        const string Body = "{\"amount\":100}";
        await using var next = await CrashAsync(PspCall.Refund, after, () => _gateway.RefundAsync(id, Body, idempotencyKey: "lost"));
        var again = await next.RefundAsync(id, Body, idempotencyKey: "lost");
        Assert.That(again.Status, Is.EqualTo(202), again.Body);
        var refunds = (await next.GetAsync($"/v1/payments/{id}/refunds")).Json["_embedded"]!["refunds"]!.AsArray();
        Assert.That(refunds.Select(refund => (string?)refund!["refund_id"]), Is.EqualTo(new[] { (string?)again.Json["refund_id"] }));
        Assert.That((string?)refunds[0]!["status"], Is.EqualTo("success"));
        Assert.That((int?)(await next.PaymentAsync(id))["refund_summary"]!["amount_available"], Is.EqualTo(900));
        Assert.That(await OperationsAsync(next, "refund"), Is.EqualTo(1));
    }

    [Test]
    public async Task An_authorisation_in_doubt_when_the_payment_expires_ends_once()
    {
        var payment = await _gateway.CreatedAsync();
        using var payer = new Payer(_gateway);
        await payer.OpenAsync(payment);
        await using var next = await CrashAsync(PspCall.Authorise, after: true, () => payer.SubmitCardAsync(payment.Id()), TimeSpan.FromHours(3));
        Assert.That((await next.PaymentAsync(payment.Id())).State(), Is.AnyOf("error P0050", "failed P0020"));
        Assert.That(await AtSandboxAsync(next, payment.Id()), Is.EqualTo("cancelled"));
    }

    private async Task<GatewayUnderTest> CrashAsync<T>(PspCall call, bool after, Func<Task<T>> act, TimeSpan? later = null)
    {
        _sandbox.Hold(call, after);
        _ = act().ContinueWith(done => done.Exception, TaskScheduler.Default); // Nobody waits for its answer.
        await _sandbox.Reached;

        var image = Directory.CreateTempSubdirectory("pay-image-").FullName;
        await TestEngine.CopyAsync(_gateway.DataDirectory, image);
        var next = await GatewayUnderTest.StartAsync($"--Pay:DataDirectory={image}");
        next.Clock.Advance(later ?? PastEveryLease);
        await Books.AtRestInTimeAsync(next);
        await Books.BalanceAsync(next);
        return next;
    }

    private static Task<string?> AtSandboxAsync(GatewayUnderTest gateway, string id) => gateway.Database.ReadAsync(
        async session => await session.ScalarAsync<string>("SELECT state FROM sandbox_transactions WHERE payment_id = @id", new { id })).AsTask();

    private static Task<long> OperationsAsync(GatewayUnderTest gateway, string kind) => gateway.Database.ReadAsync(
        async session => Convert.ToInt64(
            await session.ScalarAsync<long>("SELECT count(*) FROM sandbox_operations WHERE kind = @kind", new { kind }), CultureInfo.InvariantCulture)).AsTask();
}
