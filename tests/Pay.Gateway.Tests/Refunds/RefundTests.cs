using NUnit.Framework;

namespace Pay.Gateway.Tests.Refunds;

/// <summary>api.md sections 9.1 to 9.3 and lifecycle.md sections 6 and 7: what a refund does and how it is shown.</summary>
internal sealed class RefundTests
{
    private GatewayUnderTest _gateway = null!;
    private string Base => _gateway.Address.GetLeftPart(UriPartial.Authority);

    [OneTimeSetUp]
    public async Task StartAsync() => _gateway = await GatewayUnderTest.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await Books.BalanceAsync(_gateway);
        await _gateway.DisposeAsync();
    }

    [Test]
    public async Task The_answer_is_the_contracts_to_the_byte()
    {
        var id = await _gateway.PaidAsync(1000);
        var reply = await _gateway.RefundAsync(id, "{\"amount\":400,\"refund_amount_available\":1000}");
        Assert.That(reply.Status, Is.EqualTo(202), reply.Body);
        var refund = (string)reply.Json["refund_id"]!;
        Assert.That(refund, Does.Match("^[0-9a-v]{26}$"));
        Assert.That((string?)reply.Json["created_date"], Does.Match(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"));
        Assert.That(reply.Body, Is.EqualTo(Shown(id, refund, (string)reply.Json["created_date"]!, 400) + "}"));
        Assert.That(reply.Header("Location"), Is.Null);

        var one = await _gateway.GetAsync($"/v1/payments/{id}/refunds/{refund}");
        Assert.That(one.Line, Is.EqualTo("200 " + Shown(id, refund, (string)reply.Json["created_date"]!, 400) + ",\"settlement_summary\":{}}"));
    }

    [Test]
    public async Task The_list_shows_every_refund_oldest_first()
    {
        var id = await _gateway.PaidAsync(1000);
        var self = $"{Base}/v1/payments/{id}";
        var head = $$$"""{"payment_id":"{{{id}}}","_links":{"self":{"href":"{{{self}}}/refunds","method":"GET"},"payment":{"href":"{{{self}}}","method":"GET"}},"_embedded":{"refunds":[""";
        Assert.That((await _gateway.GetAsync($"/v1/payments/{id}/refunds")).Line, Is.EqualTo("200 " + head + "]}}"));

        var shown = new List<string>();
        foreach (var amount in new[] { 1, 2, 3 })
        {
            var refund = (await _gateway.RefundAsync(id, $"{{\"amount\":{amount}}}")).Json;
            shown.Add(Shown(id, (string)refund["refund_id"]!, (string)refund["created_date"]!, amount) + ",\"settlement_summary\":{}}");
        }

        Assert.That((await _gateway.GetAsync($"/v1/payments/{id}/refunds")).Line, Is.EqualTo("200 " + head + string.Join(",", shown) + "]}}"));
    }

    [Test]
    public async Task Available_goes_down_and_the_end_is_full()
    {
        var id = await _gateway.PaidAsync(1000);
        foreach (var (amount, available, status) in new[] { (300, 700, "available"), (699, 1, "available"), (1, 0, "full") })
        {
            Assert.That((await _gateway.RefundAsync(id, $"{{\"amount\":{amount},\"refund_amount_available\":{available + amount}}}")).Status, Is.EqualTo(202));
            Assert.That((await _gateway.PaymentAsync(id))["refund_summary"]!.ToJsonString(),
                Is.EqualTo($$"""{"status":"{{status}}","amount_available":{{available}},"amount_submitted":{{1000 - available}}}"""));
            var found = (await _gateway.GetAsync("/v1/payments?display_size=1")).Json["results"]![0]!;
            Assert.That((int?)found["refund_summary"]!["amount_available"], Is.EqualTo(available), "search says the same");
        }

        Assert.That((await _gateway.PaymentAsync(id)).State(), Is.EqualTo("success"), "a refund does not change the payment's state");
    }

    [Test]
    public async Task Two_identical_refunds_without_a_guard_are_two_refunds()
    {
        var id = await _gateway.PaidAsync(1000);
        Assert.That((await _gateway.RefundAsync(id, "{\"amount\":500}")).Status, Is.EqualTo(202));
        Assert.That((await _gateway.RefundAsync(id, "{\"amount\":500}")).Status, Is.EqualTo(202));
    }

    [Test]
    public async Task The_guard_stops_the_second_of_two()
    {
        var id = await _gateway.PaidAsync(1000);
        const string Body = "{\"amount\":500,\"refund_amount_available\":1000}";
        Assert.That((await _gateway.RefundAsync(id, Body)).Status, Is.EqualTo(202));
        Assert.That((await _gateway.RefundAsync(id, Body)).Line, Is.EqualTo(Refused.With(412, "P0604", "Refund amount available mismatch.")));
    }

    [Test]
    public async Task Each_refund_is_two_events_in_the_payments_history()
    {
        var id = await _gateway.PaidAsync(1000);
        await _gateway.RefundAsync(id, "{\"amount\":1}");
        await _gateway.RefundAsync(id, "{\"amount\":1}");
        var events = (await _gateway.GetAsync($"/v1/payments/{id}/events")).Json["events"]!.AsArray();
        Assert.That(events.Select(entry => entry!["state"]!.ToJsonString()).Skip(4), Is.EqualTo(new[]
        {
            """{"status":"submitted","finished":false}""", """{"status":"success","finished":true}""",
            """{"status":"submitted","finished":false}""", """{"status":"success","finished":true}""",
        }));
        Assert.That(events.Select(entry => entry.Keys()).Distinct(StringComparer.Ordinal), Is.EqualTo(new[] { "payment_id, state, updated, _links" }));
    }

    [Test]
    public async Task Unknown_ids_and_mismatched_ones_are_not_found()
    {
        var id = await _gateway.PaidAsync(1000);
        var other = await _gateway.PaidAsync(1000);
        var refund = (string)(await _gateway.RefundAsync(id, "{\"amount\":1}")).Json["refund_id"]!;
        foreach (var path in new[] { $"{id}/refunds/unknown", $"{other}/refunds/{refund}", $"unknown/refunds/{refund}" })
        {
            Assert.That((await _gateway.GetAsync($"/v1/payments/{path}")).Line, Is.EqualTo(Refused.With(404, "P0700", "Not found")), path);
        }
    }

    private string Shown(string payment, string refund, string created, int amount) =>
        $$$"""
        {"refund_id":"{{{refund}}}","created_date":"{{{created}}}","amount":{{{amount}}},
        "_links":{"self":{"href":"{{{Base}}}/v1/payments/{{{payment}}}/refunds/{{{refund}}}","method":"GET"},
        "payment":{"href":"{{{Base}}}/v1/payments/{{{payment}}}","method":"GET"}},"status":"success"
        """.ReplaceLineEndings("");
}
