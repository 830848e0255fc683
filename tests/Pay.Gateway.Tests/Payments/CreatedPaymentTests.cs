using System.Text.Json.Nodes;
using NUnit.Framework;
using static Pay.Gateway.Tests.PaymentBody;

namespace Pay.Gateway.Tests.Payments;

/// <summary>The 201 of api.md section 8.1.8 and the limits that are still inside.</summary>
internal sealed class CreatedPaymentTests
{
    private GatewayUnderTest _gateway = null!;
    private string Base => _gateway.Address.GetLeftPart(UriPartial.Authority);

    [OneTimeSetUp]
    public async Task StartAsync() => _gateway = await GatewayUnderTest.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    [Test]
    public async Task The_body_is_the_contracts_to_the_byte()
    {
        var reply = await _gateway.CreateAsync();
        Assert.That(reply.Status, Is.EqualTo(201), reply.Body);
        var id = reply.Json.Id();
        var token = reply.Json.NextUrl().Split('/')[^1];
        var self = $"{Base}/v1/payments/{id}";
        Assert.That(reply.Body, Is.EqualTo(
            $$$$"""
            {"amount":1000,"description":"A licence","reference":"REF 1","language":"en",
            "state":{"status":"created","finished":false},
            "payment_id":"{{{{id}}}}","payment_provider":"sandbox","created_date":"{{{{reply.Json["created_date"]}}}}",
            "refund_summary":{"status":"pending","amount_available":1000,"amount_submitted":0},
            "settlement_summary":{},"delayed_capture":false,"moto":false,
            "return_url":"https://service.example.gov.uk/done","authorisation_mode":"web",
            "_links":{"self":{"href":"{{{{self}}}}","method":"GET"},
            "next_url":{"href":"{{{{Base}}}}/secure/{{{{token}}}}","method":"GET"},
            "next_url_post":{"type":"application/x-www-form-urlencoded","params":{"chargeTokenId":"{{{{token}}}}"},"href":"{{{{Base}}}}/secure","method":"POST"},
            "events":{"href":"{{{{self}}}}/events","method":"GET"},
            "refunds":{"href":"{{{{self}}}}/refunds","method":"GET"},
            "cancel":{"href":"{{{{self}}}}/cancel","method":"POST"}}}
            """.ReplaceLineEndings("")));
        Assert.That(id, Does.Match("^[0-9a-v]{26}$"));
        Assert.That(token, Does.Match("^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"));
        Assert.That((string?)reply.Json["created_date"], Does.Match(@"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"));
    }

    [Test]
    public async Task The_headers_are_the_contracts()
    {
        var reply = await _gateway.CreateAsync();
        Assert.That(reply.Header("Location"), Is.EqualTo((string?)reply.Json["_links"]!["self"]!["href"]));
        Assert.That(reply.Header("Pragma"), Is.EqualTo("no-cache"));
        Assert.That(reply.Header("Cache-Control"), Is.EqualTo("no-store"));
        Assert.That(reply.Header("Content-Type"), Is.EqualTo("application/json"));
    }

    [Test]
    public async Task Prefilled_details_appear_at_once_with_every_key()
    {
        var payment = await _gateway.CreatedAsync(With(
            ("email", "\"j.bogs@example.org\""),
            ("prefilled_cardholder_details",
                """{"cardholder_name":"J Bogs","billing_address":{"line1":"1 High Street","line2":"Flat 2","postcode":"AB1 1CD","city":"London","country":"GB"}}""")));
        Assert.That(payment["card_details"]!.ToJsonString(), Is.EqualTo(
            """
            {"last_digits_card_number":null,"first_digits_card_number":null,"cardholder_name":"J Bogs","expiry_date":null,
            "billing_address":{"line1":"1 High Street","line2":"Flat 2","postcode":"AB1 1CD","city":"London","country":"GB"},
            "card_brand":"","card_type":null,"wallet_type":null}
            """.ReplaceLineEndings("")));
        Assert.That(payment.Keys(), Is.EqualTo(
            "amount, description, reference, language, email, state, payment_id, payment_provider, created_date, refund_summary, "
            + "settlement_summary, card_details, delayed_capture, moto, return_url, authorisation_mode, _links"));
        Assert.That((string?)payment["email"], Is.EqualTo("j.bogs@example.org"));
    }

    [TestCase("""{"billing_address":{"line1":"1 High Street","country":null}}""", """{"line1":"1 High Street"}""")]
    [TestCase("""{"billing_address":{"country":"FR","city":"Lyon"}}""", """{"city":"Lyon","country":"FR"}""")]
    public async Task Lines_of_the_address_that_were_not_sent_are_left_out(string prefilled, string expected)
    {
        var payment = await _gateway.CreatedAsync(With("prefilled_cardholder_details", prefilled));
        Assert.That(payment["card_details"]!["billing_address"]!.ToJsonString(), Is.EqualTo(expected));
        Assert.That(payment["card_details"]!.AsObject()["cardholder_name"], Is.Null);
        Assert.That(payment["card_details"].Keys(), Does.Contain("cardholder_name"));
    }

    [TestCase("null")]
    [TestCase("\"x\"")]
    [TestCase("5")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("""{"cardholder_name":null,"billing_address":null}""")]
    [TestCase("""{"cardholder_name":null,"billing_address":{}}""")]
    public async Task Prefilled_details_that_say_nothing_are_ignored(string json) =>
        Assert.That((await _gateway.CreatedAsync(With("prefilled_cardholder_details", json))).ContainsKey("card_details"), Is.False);

    [TestCase("amount", "1")]
    [TestCase("amount", "10000000")]
    [TestCase("language", "\"en\"")]
    [TestCase("language", "\"cy\"")]
    [TestCase("delayed_capture", "true")]
    [TestCase("delayed_capture", "false")]
    [TestCase("moto", "false")]
    [TestCase("email", "\"format is not checked\"")]
    [TestCase("authorisation_mode", "\"web\"")]
    public async Task An_accepted_value_is_given_back(string field, string json)
    {
        var created = await _gateway.CreatedAsync(With(field, json));
        var read = await _gateway.PaymentAsync(created.Id());
        Assert.That(created[field]!.ToJsonString(), Is.EqualTo(json));
        Assert.That(read[field]!.ToJsonString(), Is.EqualTo(json));
    }

    [TestCase("reference", 255, "x")]
    [TestCase("reference", 254, "😀")]
    [TestCase("description", 255, "x")]
    [TestCase("description", 255, "é")]
    [TestCase("email", 254, "x")]
    public async Task Text_exactly_at_the_limit_is_kept(string field, int length, string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, length / unit.Length));
        var created = await _gateway.CreatedAsync(With(field, Text(text)));
        Assert.That((string?)created[field], Is.EqualTo(text));
        Assert.That((string?)(await _gateway.PaymentAsync(created.Id()))[field], Is.EqualTo(text));
    }

    [TestCase("cardholder_name", 255)]
    [TestCase("line1", 255)]
    [TestCase("line2", 255)]
    [TestCase("city", 255)]
    [TestCase("postcode", 25)]
    [TestCase("country", 500)]
    public async Task Prefilled_text_exactly_at_the_limit_is_kept(string field, int length)
    {
        var member = $"\"{field}\":{TextOf(length)}";
        var payment = await _gateway.CreatedAsync(With(
            "prefilled_cardholder_details", field == "cardholder_name" ? $"{{{member}}}" : $"{{\"billing_address\":{{{member}}}}}"));
        var details = payment["card_details"]!;
        Assert.That((string?)(field == "cardholder_name" ? details[field] : details["billing_address"]![field]), Has.Length.EqualTo(length));
    }

    [TestCase("email", "null")]
    [TestCase("set_up_agreement", "null")]
    [TestCase("set_up_agreement", "5")]
    [TestCase("set_up_agreement", "{}")]
    [TestCase("card_brand", "\"visa\"")]
    [TestCase("currency", "\"GBP\"")]
    [TestCase("internal", "{}")]
    [TestCase("internal", "{\"unknown\":[{}]}")]
    public async Task What_is_not_meant_is_ignored(string field, string json)
    {
        var payment = await _gateway.CreatedAsync(With(field, json));
        Assert.That(payment.Keys(), Is.EqualTo(
            "amount, description, reference, language, state, payment_id, payment_provider, created_date, refund_summary, "
            + "settlement_summary, delayed_capture, moto, return_url, authorisation_mode, _links"));
    }

    [TestCase("\"quote\" and \\ backslash")]
    [TestCase("£ € ’ – Ünïcödé 日本語 😀")]
    [TestCase("'; DROP TABLE payments; --")]
    // Named: a filter of the test run cannot carry control characters, and leaves the case out in silence.
    [TestCase("a\u0001b\u001fc\u007f", TestName = "Any_text_comes_back_as_it_was_sent(control characters)")]
    [TestCase("& + ' ` = %41 %00")]
    [TestCase(" padded ")]
    public async Task Any_text_comes_back_as_it_was_sent(string text)
    {
        var created = await _gateway.CreatedAsync(With(("reference", Text(text)), ("description", Text(text))));
        var read = await _gateway.PaymentAsync(created.Id());
        foreach (var payment in new[] { created, read })
        {
            Assert.That((string?)payment["reference"], Is.EqualTo(text));
            Assert.That((string?)payment["description"], Is.EqualTo(text));
        }
    }

    [Test]
    public async Task The_last_of_two_equal_keys_wins()
    {
        var payment = await _gateway.CreatedAsync(Valid.Replace("{\"amount\":1000", "{\"amount\":\"x\",\"amount\":5", StringComparison.Ordinal)
            .Replace("\"description\"", "\"reference\":\"second\",\"description\"", StringComparison.Ordinal));
        Assert.That((int?)payment["amount"], Is.EqualTo(5));
        Assert.That((string?)payment["reference"], Is.EqualTo("second"));
    }

    [TestCase(" trailing")]
    [TestCase("{}")]
    [TestCase("]")]
    [TestCase("\n\n")]
    public async Task Text_after_the_value_is_not_looked_at(string trailing) =>
        Assert.That((await _gateway.CreateAsync(Valid + trailing)).Status, Is.EqualTo(201));

    [Test]
    public async Task A_sandbox_account_that_allows_it_takes_zero()
    {
        var (accountId, key) = await _gateway.CreateAccountAsync();
        await _gateway.Database.WriteAsync(session => session.ExecuteAsync(
            "UPDATE accounts SET allow_zero_amount = 1 WHERE account_id = @accountId", new { accountId }));
        var reply = await _gateway.CreateAsync(With("amount", "0"), key);
        Assert.That(reply.Status, Is.EqualTo(201), reply.Body);
        Assert.That((int?)reply.Json["amount"], Is.Zero);
    }

    [Test]
    public async Task A_disabled_account_takes_nothing()
    {
        var (accountId, key) = await _gateway.CreateAccountAsync();
        await _gateway.Database.WriteAsync(session => session.ExecuteAsync(
            "UPDATE accounts SET disabled = 1 WHERE account_id = @accountId", new { accountId }));
        Assert.That((await _gateway.CreateAsync(key: key)).Line, Is.EqualTo(Refused.With(403, "P0941",
            "GOV.UK Pay has disabled payment and refund creation on this account. Contact support with your error code - "
            + "https://www.payments.service.gov.uk/support/ .")));
    }

    /// <summary>The order of api.md section 8.1.6: credentials, then the switch, then moto.</summary>
    [Test]
    public async Task A_live_account_without_a_provider_is_not_configured()
    {
        var (accountId, key) = await _gateway.CreateAccountAsync(live: true);
        var notConfigured = Refused.With(403, "P0940", "Account is not fully configured. Please refer to documentation to setup your account or contact "
            + "support with your error code - https://www.payments.service.gov.uk/support/ .");
        await _gateway.Database.WriteAsync(session => session.ExecuteAsync(
            "UPDATE accounts SET disabled = 1 WHERE account_id = @accountId", new { accountId }));
        Assert.That((await _gateway.CreateAsync(With("moto", "true"), key)).Line, Is.EqualTo(notConfigured));
        Assert.That((await _gateway.CreateAsync(With("amount", "-1"), key)).Status, Is.EqualTo(422), "after the body");
        Assert.That((int)(await _gateway.GetAsync("/v1/payments", key)).Json["total"]!, Is.Zero);
    }

    [Test]
    public async Task Every_read_hands_out_a_fresh_one_time_address()
    {
        var payment = await _gateway.CreatedAsync();
        var tokens = new HashSet<string>(StringComparer.Ordinal) { payment.NextUrl() };
        for (var i = 0; i < 5; i++)
        {
            var read = await _gateway.PaymentAsync(payment.Id());
            tokens.Add(read.NextUrl());
            Assert.That(
                (string?)read["_links"]!["next_url_post"]!["params"]!["chargeTokenId"], Is.EqualTo(read.NextUrl().Split('/')[^1]), "both carry one token");
        }

        Assert.That(tokens, Has.Count.EqualTo(6));
    }

    [Test]
    public async Task The_payment_read_back_is_the_payment_created()
    {
        var reply = await _gateway.CreateAsync(With(("email", "\"a@example.org\""), ("metadata", "{\"a\":1}"), ("language", "\"cy\"")));
        var read = await _gateway.GetAsync($"/v1/payments/{reply.Json.Id()}");
        Assert.That(read.Status, Is.EqualTo(200));
        Assert.That(WithoutTokens(read.Json), Is.EqualTo(WithoutTokens(reply.Json)));
        Assert.That(read.Header("Pragma"), Is.EqualTo("no-cache"));
        Assert.That(read.Header("Cache-Control"), Is.EqualTo("no-store"));
        Assert.That(read.Header("Location"), Is.Null);
    }

    private static string WithoutTokens(JsonObject payment)
    {
        payment["_links"]!["next_url"]!["href"] = "";
        payment["_links"]!["next_url_post"]!["params"]!["chargeTokenId"] = "";
        return payment.ToJsonString();
    }
}
