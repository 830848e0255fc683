using NUnit.Framework;

namespace Pay.Gateway.Tests.Refunds;

/// <summary>Money rule 1: reserve first. Whatever arrives at once, the sum is right and nobody is refused who should not be.</summary>
internal sealed class RefundRaceTests
{
    private GatewayUnderTest _gateway = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _gateway = await GatewayUnderTest.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await Books.BalanceAsync(_gateway);
        await _gateway.DisposeAsync();
    }

    [Test]
    [Repeat(3)]
    public async Task Thirty_two_identical_refunds_with_the_guard_are_one()
    {
        var id = await _gateway.PaidAsync(1000);
        var replies = await AtOnceAsync(32, _ => _gateway.RefundAsync(id, "{\"amount\":100,\"refund_amount_available\":1000}"));
        Assert.That(replies.Count(reply => reply.Status == 202), Is.EqualTo(1));
        Assert.That(replies.Where(reply => reply.Status != 202).Select(reply => reply.Line),
            Has.All.EqualTo(Refused.With(412, "P0604", "Refund amount available mismatch.")));
        Assert.That(await SubmittedAsync(id), Is.EqualTo(100));
    }

    [TestCase(30, 33)]
    [TestCase(1000, 1)]
    [TestCase(15, 64)]
    [TestCase(16, 62)]
    public async Task Sixty_four_equal_refunds_without_the_guard_are_as_many_as_fit(int amount, int fit)
    {
        var id = await _gateway.PaidAsync(1000);
        var replies = await AtOnceAsync(64, _ => _gateway.RefundAsync(id, $"{{\"amount\":{amount}}}"));
        Assert.That(replies.Count(reply => reply.Status == 202), Is.EqualTo(fit), "not one more and not one less");
        Assert.That(await SubmittedAsync(id), Is.EqualTo(amount * fit));
        foreach (var refused in replies.Where(reply => reply.Status != 202))
        {
            Assert.That(refused.Line, Is.EqualTo(NotAvailable(1000 == amount * fit ? "full" : "amount_not_available"))
                .Or.EqualTo(NotAvailable("amount_not_available")));
        }
    }

    [Test]
    [Repeat(3)]
    public async Task Unequal_refunds_are_never_refused_while_they_fit()
    {
        var id = await _gateway.PaidAsync(1000);
        var amounts = Enumerable.Range(0, 64).Select(n => 1 + (n * 37 % 97)).ToArray();
        var replies = await AtOnceAsync(64, n => _gateway.RefundAsync(id, $"{{\"amount\":{amounts[n]}}}"));
        var given = Enumerable.Range(0, 64).Where(n => replies[n].Status == 202).Sum(n => amounts[n]);
        Assert.That(await SubmittedAsync(id), Is.EqualTo(given));
        Assert.That(given, Is.LessThanOrEqualTo(1000));
        var smallestRefused = Enumerable.Range(0, 64).Where(n => replies[n].Status != 202).Select(n => amounts[n]).DefaultIfEmpty(int.MaxValue).Min();
        Assert.That(smallestRefused, Is.GreaterThan(1000 - given), "what still fits at the end has never not fitted");
    }

    [Test]
    public async Task Payments_do_not_disturb_each_other()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _gateway.PaidAsync(1000)));
        var replies = await AtOnceAsync(96, n => _gateway.RefundAsync(ids[n % 6], "{\"amount\":100}"));
        for (var payment = 0; payment < 6; payment++)
        {
            Assert.That(replies.Where((_, n) => n % 6 == payment).Count(reply => reply.Status == 202), Is.EqualTo(10));
            Assert.That(await SubmittedAsync(ids[payment]), Is.EqualTo(1000));
            Assert.That((await _gateway.GetAsync($"/v1/payments/{ids[payment]}/refunds")).Json["_embedded"]!["refunds"]!.AsArray(), Has.Count.EqualTo(10));
        }
    }

    [Test]
    public async Task Different_keys_with_the_guard_are_still_one()
    {
        var id = await _gateway.PaidAsync(1000);
        var replies = await AtOnceAsync(16, n => _gateway.RefundAsync(
            id, "{\"amount\":100,\"refund_amount_available\":1000}", idempotencyKey: $"key-{n}"));
        Assert.That(replies.Count(reply => reply.Status == 202), Is.EqualTo(1));
        Assert.That(await SubmittedAsync(id), Is.EqualTo(100));
    }

    private static string NotAvailable(string status) =>
        Refused.With(400, "P0603", $"The payment is not available for refund. Payment refund status: {status}");

    private static async Task<ApiReply[]> AtOnceAsync(int count, Func<int, Task<ApiReply>> call) =>
        await Task.WhenAll(Enumerable.Range(0, count).Select(n => Task.Run(() => call(n))));

    private async Task<int> SubmittedAsync(string id) => (int)(await _gateway.PaymentAsync(id))["refund_summary"]!["amount_submitted"]!;
}
