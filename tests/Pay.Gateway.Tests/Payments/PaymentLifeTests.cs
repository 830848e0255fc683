using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Pay.Gateway.Tests.Payments;

/// <summary>lifecycle.md: what a payment looks like in each state, and what may be done to it.</summary>
internal sealed class PaymentLifeTests
{
    private GatewayUnderTest _gateway = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _gateway = await GatewayUnderTest.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    private static IEnumerable<TestCaseData> Looks()
    {
        const string Failed = """{"status":"failed","finished":true,"message":""";
        (PaymentStage Stage, string State, string Refunds, string Links, string Events)[] rows =
        [
            (PaymentStage.Created, """{"status":"created","finished":false}""", "pending", "self, next_url, next_url_post, events, refunds, cancel", "created"),
            (PaymentStage.Started, """{"status":"started","finished":false}""", "pending", "self, next_url, next_url_post, events, refunds, cancel", "created started"),
            (PaymentStage.Submitted, """{"status":"submitted","finished":false}""", "pending", "self, next_url, next_url_post, events, refunds, cancel",
                "created started submitted"),
            (PaymentStage.Capturable, """{"status":"capturable","finished":false}""", "unavailable", "self, events, refunds, cancel, capture",
                "created started submitted capturable"),
            (PaymentStage.Success, """{"status":"success","finished":true}""", "available", "self, events, refunds", "created started submitted success"),
            (PaymentStage.Declined, Failed + "\"Payment method rejected\",\"code\":\"P0010\"}", "unavailable", "self, events, refunds", "created started failed"),
            (PaymentStage.Expired, Failed + "\"Payment expired\",\"code\":\"P0020\"}", "unavailable", "self, events, refunds", "created failed"),
            (PaymentStage.ExpiredAfterAuthorisation, Failed + "\"Payment expired\",\"code\":\"P0020\"}", "unavailable", "self, events, refunds",
                "created started submitted failed"),
            (PaymentStage.CancelledByPayer, Failed + "\"Payment was cancelled by the user\",\"code\":\"P0030\"}", "unavailable", "self, events, refunds",
                "created started failed"),
            (PaymentStage.CancelledByService, """{"status":"cancelled","finished":true,"message":"Payment was cancelled by the service","code":"P0040"}""",
                "unavailable", "self, events, refunds", "created cancelled"),
            (PaymentStage.ProviderError, """{"status":"error","finished":true,"message":"Payment provider returned an error","code":"P0050"}""",
                "unavailable", "self, events, refunds", "created started error"),
        ];
        return rows.Select(row => new TestCaseData(row.Stage, row.State, row.Refunds, row.Links, row.Events).SetArgDisplayNames(row.Stage.ToString()));
    }

    [TestCaseSource(nameof(Looks))]
    public async Task Each_state_has_its_look(PaymentStage stage, string state, string refunds, string links, string events)
    {
        var id = await _gateway.PaymentInAsync(stage);
        await Until.TrueAsync(
            async () => (string?)(await _gateway.PaymentAsync(id))["refund_summary"]!["status"] == refunds, $"refunds of {stage} are {refunds}");
        var payment = await _gateway.PaymentAsync(id);
        Assert.That(payment["state"]!.ToJsonString(), Is.EqualTo(state));
        Assert.That(payment["refund_summary"]!.ToJsonString(), Is.EqualTo($$"""{"status":"{{refunds}}","amount_available":1000,"amount_submitted":0}"""),
            "the amounts are computed whatever the state");
        Assert.That(payment["_links"].Keys(), Is.EqualTo(links));

        var history = await _gateway.GetAsync($"/v1/payments/{id}/events");
        Assert.That(history.Status, Is.EqualTo(200));
        Assert.That(history.Json.Keys(), Is.EqualTo("events, payment_id, _links"));
        var entries = history.Json["events"]!.AsArray();
        Assert.That(string.Join(' ', entries.Select(entry => (string?)entry!["state"]!["status"])), Is.EqualTo(events));
        Assert.That(entries[^1]!["state"]!.ToJsonString(), Is.EqualTo(state));
        var times = entries.Select(entry => (string)entry!["updated"]!).ToList();
        Assert.That(times, Is.Ordered.Using((IComparer<string>)StringComparer.Ordinal));
        Assert.That(times, Has.All.Match(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"));
    }

    [Test]
    public async Task The_events_body_is_the_contracts_to_the_byte()
    {
        var id = await _gateway.PaymentInAsync(PaymentStage.CancelledByService);
        var reply = await _gateway.GetAsync($"/v1/payments/{id}/events");
        var self = $"{_gateway.Address.GetLeftPart(UriPartial.Authority)}/v1/payments/{id}";
        var links = "\"_links\":{\"payment_url\":{\"href\":\"" + self + "\",\"method\":\"GET\"}}";
        string Updated(int at) => (string)reply.Json["events"]![at]!["updated"]!;
        var first = "{\"payment_id\":\"" + id + "\",\"state\":{\"status\":\"created\",\"finished\":false},\"updated\":\"" + Updated(0) + "\"," + links + "}";
        var second = "{\"payment_id\":\"" + id + "\",\"state\":{\"status\":\"cancelled\",\"finished\":true,"
            + "\"message\":\"Payment was cancelled by the service\",\"code\":\"P0040\"},\"updated\":\"" + Updated(1) + "\"," + links + "}";
        Assert.That(reply.Body, Is.EqualTo(
            "{\"events\":[" + first + "," + second + "],\"payment_id\":\"" + id + "\",\"_links\":{\"self\":{\"href\":\"" + self + "/events\",\"method\":\"GET\"}}}"));
    }

    [Test]
    public async Task A_paid_payment_shows_its_card_and_its_settlement()
    {
        var payment = await _gateway.PaymentAsync(await _gateway.PaidAsync(1000));
        Assert.That(payment.Keys(), Is.EqualTo(
            "amount, description, reference, language, email, state, payment_id, payment_provider, created_date, refund_summary, settlement_summary, "
            + "card_details, delayed_capture, moto, provider_id, return_url, authorisation_mode, _links, card_brand"));
        var expiry = $"12/{(DateTime.UtcNow.Year + 5) % 100:00}";
        Assert.That(payment["card_details"]!.ToJsonString(), Is.EqualTo(
            $$"""
            {"last_digits_card_number":"1111","first_digits_card_number":"444433","cardholder_name":"Jane Doe","expiry_date":"{{expiry}}",
            "billing_address":{"line1":"1 High Street","postcode":"E1 8QS","city":"London","country":"GB"},
            "card_brand":"Visa","card_type":"credit","wallet_type":null}
            """.ReplaceLineEndings("")));
        Assert.That((string?)payment["card_brand"], Is.EqualTo("Visa"));
        Assert.That((string?)payment["email"], Is.EqualTo("jane.doe@example.org"));
        Assert.That(Guid.TryParse((string?)payment["provider_id"], out _), Is.True);
        Assert.That(payment["settlement_summary"].Keys(), Is.EqualTo("capture_submit_time, captured_date"));
        Assert.That((string?)payment["settlement_summary"]!["capture_submit_time"], Does.Match(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"));
        Assert.That((string?)payment["settlement_summary"]!["captured_date"], Does.Match(@"^\d{4}-\d\d-\d\d$"));
    }

    [TestCase("4444333322221111", "Visa", "credit")]
    [TestCase("4242424242424242", "Visa", "credit")]
    [TestCase("4000056655665556", "Visa", "debit")]
    [TestCase("5105105105105100", "Mastercard", "debit")]
    [TestCase("5200828282828210", "Mastercard", "debit")]
    [TestCase("371449635398431", "American Express", "credit")]
    [TestCase("3566002020360505", "Jcb", "credit")]
    [TestCase("6011000990139424", "Discover", "credit")]
    [TestCase("36148900647913", "Diners Club", "credit")]
    public async Task Every_good_card_pays(string number, string brand, string type)
    {
        var payment = await _gateway.CreatedAsync();
        using var payer = new Payer(_gateway);
        var id = await payer.PayAsync(payment, number);
        var paid = await _gateway.PaymentAsync(id);
        Assert.That(paid.State(), Is.EqualTo("success"));
        Assert.That((string?)paid["card_details"]!["card_brand"], Is.EqualTo(brand));
        Assert.That((string?)paid["card_details"]!["card_type"], Is.EqualTo(type));
        Assert.That((string?)paid["card_details"]!["first_digits_card_number"], Is.EqualTo(number[..6]));
        Assert.That((string?)paid["card_details"]!["last_digits_card_number"], Is.EqualTo(number[^4..]));
    }

    [TestCase("4000000000000002", "failed P0010")]
    [TestCase("4000000000000069", "failed P0010")]
    [TestCase("4000000000000127", "failed P0010")]
    [TestCase("4000000000000119", "error P0050")]
    [TestCase("4012888888881881", "error P0050")]
    [TestCase("6759649826438453", "started")]
    public async Task Every_bad_card_fails_as_documented(string number, string state)
    {
        var payment = await _gateway.CreatedAsync();
        using var payer = new Payer(_gateway);
        await payer.OpenAsync(payment);
        await payer.SubmitCardAsync(payment.Id(), number);
        var failed = await _gateway.PaymentAsync(payment.Id());
        Assert.That(failed.State(), Is.EqualTo(state));
        Assert.That(failed.ContainsKey("card_details"), Is.EqualTo(state != "started"), "kept after failure");
    }

    [TestCase(PaymentStage.Created, true)]
    [TestCase(PaymentStage.Started, true)]
    [TestCase(PaymentStage.Submitted, true)]
    [TestCase(PaymentStage.Capturable, true)]
    [TestCase(PaymentStage.Success, false)]
    [TestCase(PaymentStage.Declined, false)]
    [TestCase(PaymentStage.ProviderError, false)]
    [TestCase(PaymentStage.CancelledByPayer, false)]
    [TestCase(PaymentStage.CancelledByService, false)]
    [TestCase(PaymentStage.Expired, false)]
    public async Task Cancel(PaymentStage stage, bool allowed)
    {
        var id = await _gateway.PaymentInAsync(stage);
        var refusal = Refused.With(400, "P0501", "Cancellation of payment failed");
        Assert.That((await _gateway.PostAsync($"/v1/payments/{id}/cancel")).Line, Is.EqualTo(allowed ? "204" : refusal));
        Assert.That((await _gateway.PaymentAsync(id)).State(), Is.EqualTo(allowed ? "cancelled P0040" : stage.Name()));
        Assert.That((await _gateway.PostAsync($"/v1/payments/{id}/cancel")).Line, Is.EqualTo(refusal), "never twice");
        await Books.BalanceAsync(_gateway);
    }

    [TestCase(PaymentStage.Capturable, true)]
    [TestCase(PaymentStage.Success, true)]
    [TestCase(PaymentStage.Created, false)]
    [TestCase(PaymentStage.Started, false)]
    [TestCase(PaymentStage.Submitted, false)]
    [TestCase(PaymentStage.Declined, false)]
    [TestCase(PaymentStage.ProviderError, false)]
    [TestCase(PaymentStage.CancelledByPayer, false)]
    [TestCase(PaymentStage.CancelledByService, false)]
    [TestCase(PaymentStage.Expired, false)]
    public async Task Capture(PaymentStage stage, bool allowed)
    {
        var id = await _gateway.PaymentInAsync(stage);
        for (var i = 0; i < 3; i++)
        {
            Assert.That((await _gateway.PostAsync($"/v1/payments/{id}/capture")).Line,
                Is.EqualTo(allowed ? "204" : Refused.With(409, "P1003", "Payment cannot be captured")), $"time {i + 1}");
        }

        Assert.That((await _gateway.PaymentAsync(id)).State(), Is.EqualTo(allowed ? "success" : stage.Name()));
        await Books.BalanceAsync(_gateway);
    }

    [Test]
    public async Task A_captured_delayed_payment_can_be_refunded_and_no_longer_cancelled()
    {
        var id = await _gateway.PaymentInAsync(PaymentStage.Capturable);
        await _gateway.PostAsync($"/v1/payments/{id}/capture");
        await Until.TrueAsync(
            async () => (string?)(await _gateway.PaymentAsync(id))["refund_summary"]!["status"] == "available", "the capture is done");
        Assert.That((await _gateway.PostAsync($"/v1/payments/{id}/cancel")).Status, Is.EqualTo(400));
        Assert.That((await _gateway.RefundAsync(id, "{\"amount\":1000}")).Status, Is.EqualTo(202));
        var events = (await _gateway.GetAsync($"/v1/payments/{id}/events")).Json["events"]!.AsArray();
        Assert.That(string.Join(' ', events.Select(entry => (string?)entry!["state"]!["status"])),
            Is.EqualTo("created started submitted capturable success submitted success"));
    }

    [TestCase("", "P0200", "GET")]
    [TestCase("/events", "P0300", "GET")]
    [TestCase("/cancel", "P0500", "POST")]
    [TestCase("/capture", "P1000", "POST")]
    [TestCase("/refunds", "P0800", "GET")]
    [TestCase("/refunds/x", "P0700", "GET")]
    public async Task An_unknown_payment_is_not_found(string path, string code, string method)
    {
        var reply = await _gateway.SendAsync(_gateway.Request(new HttpMethod(method), $"/v1/payments/j6se0f2o427g28g8yg3u3i{path}"));
        Assert.That(reply.Line, Is.EqualTo(Refused.With(404, code, "Not found")));
    }

    [Test]
    public async Task The_id_is_exact()
    {
        var id = (await _gateway.CreatedAsync()).Id();
        Assert.That((await _gateway.GetAsync($"/v1/payments/{id.ToUpperInvariant()}")).Status,
            Is.EqualTo(string.Equals(id, id.ToUpperInvariant(), StringComparison.Ordinal) ? 200 : 404));
        JsonNode payment = await _gateway.PaymentAsync(id);
        Assert.That((string?)payment["payment_id"], Is.EqualTo(id));
    }
}
