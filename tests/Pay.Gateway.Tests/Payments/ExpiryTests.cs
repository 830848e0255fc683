using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using Pay.Gateway.Accounts;
using Pay.Gateway.Payments;

namespace Pay.Gateway.Tests.Payments;

/// <summary>lifecycle.md section 3 and payment-pages.md section 9.5: time ends payments, without anybody asking and at every step.</summary>
internal sealed class ExpiryTests
{
    private GatewayUnderTest _gateway = null!;
    private Payer _payer = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _gateway = await GatewayUnderTest.StartAsync();
        _payer = new Payer(_gateway);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await Books.BalanceAsync(_gateway);
        _payer.Dispose();
        await _gateway.DisposeAsync();
    }

    [TestCase(PaymentStage.Created)]
    [TestCase(PaymentStage.Started)]
    [TestCase(PaymentStage.Submitted)]
    public async Task An_unfinished_payment_ends_after_90_minutes_without_anybody_asking(PaymentStage stage)
    {
        var id = await _gateway.PaymentInAsync(stage);
        _gateway.Clock.Advance(TimeSpan.FromMinutes(89));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => _gateway.GetAsync("/v1/payments")));
        Assert.That((await _gateway.PaymentAsync(id)).State(), Is.EqualTo(stage.Name()), "not a minute early");

        _gateway.Clock.Advance(TimeSpan.FromMinutes(2));
        await Until.TrueAsync(async () => await InDatabaseAsync(id) is "expired", "the database says so by itself");
        Assert.That((int)(await _gateway.GetAsync("/v1/payments?state=failed")).Json["total"]!, Is.EqualTo(1));
        Assert.That((await _gateway.PaymentAsync(id)).State(), Is.EqualTo("failed P0020"));
    }

    [Test]
    public async Task Finished_payments_do_not_expire()
    {
        var stages = new[]
        {
            PaymentStage.Success, PaymentStage.Declined, PaymentStage.ProviderError, PaymentStage.CancelledByPayer, PaymentStage.CancelledByService,
        };
        var ids = new List<(PaymentStage Stage, string Id)>();
        foreach (var stage in stages)
        {
            ids.Add((stage, await _gateway.PaymentInAsync(stage)));
        }

        var marker = await _gateway.PaymentInAsync(PaymentStage.Created);
        _gateway.Clock.Advance(TimeSpan.FromDays(6));
        await Until.TrueAsync(async () => (await _gateway.PaymentAsync(marker)).State() == "failed P0020", "the sweep has been");
        await Books.AtRestAsync(_gateway);
        foreach (var (stage, id) in ids)
        {
            Assert.That((await _gateway.PaymentAsync(id)).State(), Is.EqualTo(stage.Name()));
        }
    }

    [Test]
    public async Task A_hold_at_the_provider_is_let_go()
    {
        var id = await _gateway.PaymentInAsync(PaymentStage.ExpiredAfterAuthorisation);
        await Until.TrueAsync(async () => await AtSandboxAsync(id) == "cancelled", "the sandbox lets the amount go");
    }

    [Test]
    public async Task A_delayed_capture_has_120_hours()
    {
        var id = await _gateway.PaymentInAsync(PaymentStage.Capturable);
        _gateway.Clock.Advance(TimeSpan.FromHours(119));
        await _gateway.GetAsync("/v1/payments");
        Assert.That((await _gateway.PaymentAsync(id)).State(), Is.EqualTo("capturable"));
        _gateway.Clock.Advance(TimeSpan.FromHours(1.1));
        await Until.TrueAsync(async () => await InDatabaseAsync(id) is "expired", "the time is over");
        Assert.That((await _gateway.PaymentAsync(id)).State(), Is.EqualTo("failed P0020"));
        Assert.That((await _gateway.PostAsync($"/v1/payments/{id}/capture")).Line, Is.EqualTo(Refused.With(409, "P1003", "Payment cannot be captured")));
        await Until.TrueAsync(async () => await AtSandboxAsync(id) == "cancelled", "the sandbox lets the amount go");
    }

    /// <summary>The sweep is held off by holding the clock: what counts is the moment of the request.</summary>
    [Test]
    public async Task A_card_in_minute_91_is_not_authorised()
    {
        var id = await _payer.OpenAsync(await _gateway.CreatedAsync());
        var form = Payer.FormToken((await _payer.GetAsync($"/card_details/{id}")).Body);
        _gateway.Clock.Advance(PaymentStates.PastExpiry);
        var reply = await _payer.SendCardAsync(id, form);
        Assert.That(Payer.Heading(reply.Body), Is.EqualTo("Your payment session has expired"), reply.ToString());
        Assert.That(await AtSandboxAsync(id), Is.Null, "the provider heard nothing");
        Assert.That((await _gateway.PaymentAsync(id)).State(), Is.EqualTo("failed P0020"));
    }

    [Test]
    public async Task A_confirmation_in_minute_91_does_not_capture()
    {
        var id = await _payer.OpenAsync(await _gateway.CreatedAsync());
        await _payer.SubmitCardAsync(id);
        var form = Payer.FormToken((await _payer.GetAsync($"/card_details/{id}/confirm")).Body);
        _gateway.Clock.Advance(PaymentStates.PastExpiry);
        var reply = await _payer.SendConfirmAsync(id, form);
        Assert.That(Payer.Heading(reply.Body), Is.EqualTo("Your payment session has expired"), reply.ToString());
        Assert.That((await _gateway.PaymentAsync(id)).State(), Is.EqualTo("failed P0020"));
        await Until.TrueAsync(async () => await AtSandboxAsync(id) == "cancelled", "the sandbox lets the amount go");
    }

    /// <summary>
    /// The page has looked at the clock before; the transaction looks again, because time passes in between. Nobody sweeps here.
    /// </summary>
    [TestCase(PaymentStage.Started)]
    [TestCase(PaymentStage.Submitted)]
    public async Task The_transaction_itself_refuses_what_is_over(PaymentStage stage)
    {
        var id = await _gateway.PaymentInAsync(stage);
        await _gateway.Database.WriteAsync(session => session.ExecuteAsync("DELETE FROM work WHERE kind = 'expire'"));
        var payment = await _gateway.Database.ReadAsync(async session => (await session.ListAsync(
            $"SELECT {Payment.Columns} FROM payments WHERE payment_id = @id", new { id }, Payment.Read)).Single());
        _gateway.Clock.Advance(PaymentStates.PastExpiry);
        if (stage == PaymentStage.Submitted)
        {
            Assert.That(await _gateway.Services.GetRequiredService<ConfirmPayment>().RunAsync(payment), Is.False);
        }
        else
        {
            var card = new Pay.Providers.PayerCard
            {
                Number = Payer.GoodCard, SecurityCode = "123", ExpiryMonth = 12, ExpiryYear = 2099, HolderName = "J", Brand = "visa",
            };
            var account = await _gateway.Database.ReadAsync(session => AccountRows.FindAsync(session, "sandbox"));
            var step = await _gateway.Services.GetRequiredService<AuthorisePayment>().RunAsync(
                payment, account!, card, new Pay.Providers.PayerBrowser(null, null, null, null), email: null);
            Assert.That(step, Is.EqualTo(AuthoriseStep.WrongState));
        }

        Assert.That(await InDatabaseAsync(id), Is.EqualTo(payment.Status.Name()), "nothing has moved");
        Assert.That((await _gateway.PaymentAsync(id)).State(), Is.EqualTo("failed P0020"));
    }

    [Test]
    public async Task A_cancel_or_a_capture_after_the_end_is_refused()
    {
        var created = (await _gateway.CreatedAsync()).Id();
        var capturable = await _gateway.PaymentInAsync(PaymentStage.Capturable);
        _gateway.Clock.Advance(TimeSpan.FromHours(121));
        Assert.That((await _gateway.PostAsync($"/v1/payments/{created}/cancel")).Line, Is.EqualTo(Refused.With(400, "P0501", "Cancellation of payment failed")));
        Assert.That((await _gateway.PostAsync($"/v1/payments/{capturable}/capture")).Line, Is.EqualTo(Refused.With(409, "P1003", "Payment cannot be captured")));
        Assert.That((await _gateway.PaymentAsync(created)).State(), Is.EqualTo("failed P0020"));
        Assert.That((await _gateway.PaymentAsync(capturable)).State(), Is.EqualTo("failed P0020"));
    }

    [Test]
    public async Task A_read_after_the_end_never_says_unfinished()
    {
        // Straight after the clock has moved the sweep cannot have been everywhere; the answer has to be right all the same.
        for (var i = 0; i < 5; i++)
        {
            var id = (await _gateway.CreatedAsync()).Id();
            _gateway.Clock.Advance(PaymentStates.PastExpiry);
            var payment = await _gateway.PaymentAsync(id);
            Assert.That(payment.State(), Is.EqualTo("failed P0020"));
            Assert.That(payment["_links"].Keys(), Is.EqualTo("self, events, refunds"));
        }
    }

    [Test]
    public async Task A_clock_that_jumps_back_expires_nothing_early_and_breaks_nothing()
    {
        var before = await _gateway.PaymentInAsync(PaymentStage.Started);
        _gateway.Clock.Advance(TimeSpan.FromHours(-3));
        var after = await _gateway.PaymentInAsync(PaymentStage.Submitted);
        Assert.That((await _gateway.PaymentAsync(before)).State(), Is.EqualTo("started"));
        var paid = await _gateway.PaymentInAsync(PaymentStage.Success);
        Assert.That((await _gateway.PaymentAsync(paid)).State(), Is.EqualTo("success"), "and payments still work");

        _gateway.Clock.Advance(TimeSpan.FromMinutes(91));
        await Until.TrueAsync(async () => (await _gateway.PaymentAsync(after)).State() == "failed P0020", "the later one ends by its own time");
        Assert.That((await _gateway.PaymentAsync(before)).State(), Is.EqualTo("started"));
        _gateway.Clock.Advance(TimeSpan.FromHours(3));
        await Until.TrueAsync(async () => (await _gateway.PaymentAsync(before)).State() == "failed P0020", "the earlier one ends, too");
    }

    private Task<string?> AtSandboxAsync(string id) => _gateway.Database.ReadAsync(async session => await session.ScalarAsync<string>(
        "SELECT state FROM sandbox_transactions WHERE payment_id = @id", new { id })).AsTask();

    private Task<string?> InDatabaseAsync(string id) => _gateway.Database.ReadAsync(async session => await session.ScalarAsync<string>(
        "SELECT status FROM payments WHERE payment_id = @id", new { id })).AsTask();
}
