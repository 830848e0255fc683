using NUnit.Framework;

namespace Pay.Gateway.Tests.Payments;

/// <summary>Everything that can meet on one payment does; exactly one wins, and the books balance.</summary>
internal sealed class PaymentRaceTests
{
    private const int Rounds = 12;

    private GatewayUnderTest _gateway = null!;

    [SetUp]
    public async Task StartAsync() => _gateway = await GatewayUnderTest.StartAsync();

    [TearDown]
    public async Task StopAsync()
    {
        await Books.BalanceAsync(_gateway);
        await _gateway.DisposeAsync();
    }

    [Test]
    public async Task Sixteen_browsers_with_one_address_are_one_payer()
    {
        for (var round = 0; round < 4; round++)
        {
            var nextUrl = (await _gateway.CreatedAsync()).NextUrl();
            var payers = Enumerable.Range(0, 16).Select(_ => new Payer(_gateway)).ToList();
            var replies = await Task.WhenAll(payers.Select(payer => Task.Run(() => payer.GetAsync(nextUrl))));
            Assert.That(replies.Count(reply => reply.Status == 303), Is.EqualTo(1));
            Assert.That(replies.Count(reply => reply.Status == 403), Is.EqualTo(15));
            payers.ForEach(payer => payer.Dispose());
        }
    }

    [Test]
    public async Task Eight_submits_are_one_authorisation()
    {
        for (var round = 0; round < 4; round++)
        {
            using var payer = new Payer(_gateway);
            var id = await payer.OpenAsync(await _gateway.CreatedAsync());
            var form = Payer.FormToken((await payer.GetAsync($"/card_details/{id}")).Body);
            var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => payer.SendCardAsync(id, form))));
            Assert.That(replies.Select(reply => reply.Status), Has.All.EqualTo(303).Or.EqualTo(200), "the losers follow the winner");
            Assert.That((await _gateway.PaymentAsync(id)).State(), Is.EqualTo("submitted"));
            Assert.That(await CountAsync(id, "authorise"), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task Eight_confirms_are_one_capture()
    {
        for (var round = 0; round < 4; round++)
        {
            using var payer = new Payer(_gateway);
            var (id, form) = await SubmittedAsync(payer);
            var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => payer.SendConfirmAsync(id, form))));
            Assert.That(replies.Select(reply => reply.Status), Has.All.EqualTo(303).Or.EqualTo(200));
            await Books.AtRestAsync(_gateway);
            Assert.That((await _gateway.PaymentAsync(id)).State(), Is.EqualTo("success"));
            Assert.That(await CountAsync(id, "capture"), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task Sixteen_cancels_are_one()
    {
        foreach (var stage in new[] { PaymentStage.Created, PaymentStage.Submitted, PaymentStage.Capturable })
        {
            var id = await _gateway.PaymentInAsync(stage);
            var replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => _gateway.PostAsync($"/v1/payments/{id}/cancel"))));
            Assert.That(replies.Count(reply => reply.Status == 204), Is.EqualTo(1), stage.ToString());
            foreach (var other in replies.Where(reply => reply.Status != 204))
            {
                Assert.That(other.Line, Is.EqualTo(Refused.With(400, "P0501", "Cancellation of payment failed"))
                    .Or.EqualTo(Refused.With(409, "P0502", "Cancellation of payment failed"))
                    .Or.EqualTo(Refused.With(500, "P0598", "Downstream system error")));
            }

            Assert.That((await _gateway.PaymentAsync(id)).State(), Is.EqualTo("cancelled P0040"));
        }
    }

    [Test]
    public async Task Service_cancel_against_confirm()
    {
        for (var round = 0; round < Rounds; round++)
        {
            using var payer = new Payer(_gateway);
            var (id, form) = await SubmittedAsync(payer);
            var cancel = Task.Run(() => _gateway.PostAsync($"/v1/payments/{id}/cancel"));
            var confirm = Task.Run(() => payer.SendConfirmAsync(id, form));
            await Task.WhenAll(cancel, confirm);
            var state = (await _gateway.PaymentAsync(id)).State();
            Assert.That(state, Is.EqualTo((await cancel).Status == 204 ? "cancelled P0040" : "success"));
        }
    }

    [Test]
    public async Task Service_cancel_against_card()
    {
        for (var round = 0; round < Rounds; round++)
        {
            using var payer = new Payer(_gateway);
            var id = await payer.OpenAsync(await _gateway.CreatedAsync());
            var form = Payer.FormToken((await payer.GetAsync($"/card_details/{id}")).Body);
            var cancel = Task.Run(() => _gateway.PostAsync($"/v1/payments/{id}/cancel"));
            var card = Task.Run(() => payer.SendCardAsync(id, form));
            await Task.WhenAll(cancel, card);
            var state = (await _gateway.PaymentAsync(id)).State();
            Assert.That(state, Is.EqualTo((await cancel).Status == 204 ? "cancelled P0040" : "submitted"), (await cancel).Line);
        }
    }

    [Test]
    public async Task Payer_cancel_against_confirm_and_service_cancel()
    {
        for (var round = 0; round < Rounds; round++)
        {
            using var payer = new Payer(_gateway);
            var (id, form) = await SubmittedAsync(payer);
            await Task.WhenAll(
                Task.Run(() => payer.PostAsync($"/card_details/{id}/cancel", [new("csrfToken", form)])),
                Task.Run(() => payer.SendConfirmAsync(id, form)),
                Task.Run(() => _gateway.PostAsync($"/v1/payments/{id}/cancel")),
                Task.Run(() => payer.ReturnAsync(id)));
            Assert.That((await _gateway.PaymentAsync(id)).State(), Is.AnyOf("success", "failed P0030", "cancelled P0040"));
        }
    }

    [Test]
    public async Task Capture_against_cancel()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var id = await _gateway.PaymentInAsync(PaymentStage.Capturable);
            var capture = Task.Run(() => _gateway.PostAsync($"/v1/payments/{id}/capture"));
            var cancel = Task.Run(() => _gateway.PostAsync($"/v1/payments/{id}/cancel"));
            await Task.WhenAll(capture, cancel);
            var captured = (await capture).Status == 204;
            Assert.That(captured, Is.Not.EqualTo((await cancel).Status == 204), "one of the two");
            Assert.That((await _gateway.PaymentAsync(id)).State(), Is.EqualTo(captured ? "success" : "cancelled P0040"));
        }
    }

    [Test]
    public async Task Expiry_against_confirm_and_cancel()
    {
        for (var round = 0; round < Rounds; round++)
        {
            using var payer = new Payer(_gateway);
            var (id, form) = await SubmittedAsync(payer);
            _gateway.Clock.Advance(TimeSpan.FromMinutes(89.99));
            await Task.WhenAll(
                Task.Run(() => payer.SendConfirmAsync(id, form)),
                Task.Run(() => _gateway.Clock.Advance(TimeSpan.FromMinutes(1))),
                Task.Run(() => _gateway.PostAsync($"/v1/payments/{id}/cancel")));
            Assert.That((await _gateway.PaymentAsync(id)).State(), Is.AnyOf("success", "failed P0020", "cancelled P0040"));
        }
    }

    private async Task<(string Id, string Form)> SubmittedAsync(Payer payer)
    {
        var id = await payer.OpenAsync(await _gateway.CreatedAsync());
        await payer.SubmitCardAsync(id);
        return (id, Payer.FormToken((await payer.GetAsync($"/card_details/{id}/confirm")).Body));
    }

    private async Task<long> CountAsync(string id, string kind) => await _gateway.Database.ReadAsync(async session => await session.ScalarAsync<long>(
        """
        SELECT count(*) FROM sandbox_operations JOIN sandbox_transactions
            ON sandbox_transactions.transaction_id = sandbox_operations.transaction_id
        WHERE payment_id = @id AND kind = @kind
        """,
        new { id, kind }));
}
