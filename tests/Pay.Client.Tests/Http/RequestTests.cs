using System.Text.Json;
using Pay.Client.Tests.Server;

namespace Pay.Client.Tests.Http;

internal sealed class RequestTests : ScriptedTests
{
    [Test]
    public async Task Create_sends_what_the_contract_asks_for()
    {
        Server.Then(Answer.Json(201, Samples.Payment()));
        await Server.Client().Payments.CreateAsync(new CreatePaymentRequest
        {
            Amount = 14500,
            Reference = "Åse's \"ref\" \\ & <b>+é",
            Description = "d",
            ReturnUrl = "https://service.example/return/a?b=c&d=e",
            Language = PaymentLanguage.Welsh,
            Email = "payer@example.org",
            DelayedCapture = true,
            Metadata = new Dictionary<string, MetadataValue>(StringComparer.Ordinal) { ["a"] = "text", ["b"] = 12L, ["c"] = true, ["d"] = 1.50m },
            PrefilledCardholderDetails = new() { CardholderName = "J Bogs", BillingAddress = new() { Line1 = "1 Street", Country = "GB" } },
        });

        var request = Server.Requests.Single();
        Assert.That(request.ToString(), Is.EqualTo("POST /v1/payments"));
        Assert.That(request.Headers.Authorization.ToString(), Is.EqualTo("Bearer api_test_key"));
        Assert.That(request.Headers.Accept.ToString(), Is.EqualTo("application/json"));
        Assert.That(request.Headers.ContentType.ToString(), Is.EqualTo("application/json"));
        Assert.That(request.Headers.UserAgent.ToString(), Does.StartWith("Pay.Client/"));
        Assert.That(request.Headers.ContainsKey("Idempotency-Key"), Is.False);
        Assert.That(request.Body[0], Is.EqualTo((byte)'{'), "no byte order mark");
        Assert.That(
            request.Text,
            Is.EqualTo("""{"amount":14500,"reference":"Åse's \"ref\" \\ & <b>+é","description":"d","return_url":"https://service.example/return/a?b=c&d=e","language":"cy","email":"payer@example.org","prefilled_cardholder_details":{"cardholder_name":"J Bogs","billing_address":{"line1":"1 Street","country":"GB"}},"metadata":{"a":"text","b":12,"c":true,"d":1.50},"delayed_capture":true}"""));
    }

    [Test]
    public async Task Modes_and_agreements_are_written_with_the_names_of_the_contract()
    {
        Server.Then(Answer.Json(201, Samples.Payment()));
        await Server.Client().Payments.CreateAsync(new CreatePaymentRequest
        {
            Amount = 1,
            AuthorisationMode = AuthorisationMode.Agreement,
            AgreementId = "a",
            SetUpAgreement = "s",
            AgreementPaymentType = AgreementPaymentType.Unscheduled,
            Moto = false,
        });

        Assert.That(
            Server.Requests.Single().Text,
            Is.EqualTo("""{"amount":1,"moto":false,"authorisation_mode":"agreement","agreement_id":"a","set_up_agreement":"s","agreement_payment_type":"unscheduled"}"""));
    }

    [TestCase("", "/v1/payments/p")]
    [TestCase("/", "/v1/payments/p")]
    [TestCase("/pay/api", "/pay/api/v1/payments/p")]
    [TestCase("/pay/api/", "/pay/api/v1/payments/p")]
    public async Task The_base_address_may_contain_a_path(string path, string target)
    {
        Server.Then(Answer.Ok(Samples.Payment()));
        await Server.Client(o => o.BaseUrl = new Uri(Server.Url, path)).Payments.GetAsync("p");
        Assert.That(Server.Targets, Is.EqualTo(new[] { "GET " + target }));
    }

    [Test]
    public async Task Ids_stay_inside_their_segment()
    {
        Server.Then(Answer.Error(404, "P0200"));
        await FaultOf(Server.Client().Payments.GetAsync("a/../b?c#d e"));
        Assert.That(Server.Targets, Is.EqualTo(new[] { "GET /v1/payments/a%2F..%2Fb%3Fc%23d%20e" }));
        Assert.That(() => Server.Client().Payments.GetAsync(".."), Throws.ArgumentException);
        Assert.That(() => Server.Client().Payments.GetAsync(" "), Throws.ArgumentException);
        Assert.That(() => Server.Client().Refunds.GetAsync("a", ""), Throws.ArgumentException);
        Assert.That(() => Server.Client().Refunds.RefundAsync("", 1), Throws.ArgumentException);
    }

    [Test]
    public async Task Cancel_and_capture_send_no_body()
    {
        Server.Then(Answer.NoContent(), Answer.NoContent());
        await Server.Client().Payments.CancelAsync("p");
        await Server.Client().Payments.CaptureAsync("p");
        Assert.That(Server.Targets, Is.EqualTo(new[] { "POST /v1/payments/p/cancel", "POST /v1/payments/p/capture" }));
        Assert.That(Server.Requests.Select(r => (r.Body.Length, r.Headers.ContentLength)), Is.All.EqualTo((0, (long?)0)));
    }

    [Test]
    public async Task An_idempotency_key_of_the_request_is_sent_as_a_header_and_not_in_the_body()
    {
        Server.Then(Answer.Json(200, Samples.Payment()), Answer.Json(202, Samples.Refund("r", 1)));
        await Server.Client().Payments.CreateAsync(new CreatePaymentRequest { Amount = 1, IdempotencyKey = "Key-1" });
        await Server.Client().Refunds.CreateAsync("p", new RefundRequest { Amount = 1, RefundAmountAvailable = 2, IdempotencyKey = "Key-2" });
        Assert.That(Server.Requests.Select(r => r.Headers["Idempotency-Key"].ToString()), Is.EqualTo(new[] { "Key-1", "Key-2" }));
        Assert.That(Server.Requests.Select(r => r.Text), Is.EqualTo(new[] { """{"amount":1}""", """{"amount":1,"refund_amount_available":2}""" }));
    }

    [TestCase("")]
    [TestCase("a b")]
    [TestCase("é")]
    [TestCase("a\n")]
    public void An_idempotency_key_that_the_server_would_refuse_is_refused_before_sending(string key)
    {
        Assert.That(
            () => Server.Client().Payments.CreateAsync(new CreatePaymentRequest { IdempotencyKey = key }),
            Throws.ArgumentException.With.Message.Contains("IdempotencyKey"));
        Assert.That(
            () => Server.Client().Refunds.RefundAsync("p", new RefundRequest { IdempotencyKey = key }),
            Throws.ArgumentException.With.Message.Contains("IdempotencyKey"));
        Assert.That(
            () => Server.Client().Refunds.CreateAsync("p", new RefundRequest { IdempotencyKey = new string('a', 256) }),
            Throws.ArgumentException.With.Message.Contains("IdempotencyKey"));
    }

    [Test]
    public async Task Keys_are_made_for_creates_and_refunds_where_the_server_honours_them()
    {
        Server.Then(Answer.Json(201, Samples.Payment()), Answer.Json(201, Samples.Payment()), Answer.Json(202, Samples.Refund("r", 1)));
        var pay = Server.Client(o => o.IdempotencyKeysHonoured = true);
        await pay.Payments.CreateAsync(new CreatePaymentRequest { Amount = 1 });
        await pay.Payments.CreateAsync(new CreatePaymentRequest { Amount = 1 });
        await pay.Refunds.CreateAsync("p", new RefundRequest { Amount = 1 });
        var keys = Server.Requests.Select(r => r.Headers["Idempotency-Key"].ToString()).ToList();
        Assert.That(keys, Is.All.Match("^[0-9a-f]{32}$"));
        Assert.That(keys, Is.Unique);
    }

    [Test]
    public async Task Search_writes_every_filter_and_encodes_it()
    {
        Server.Then(Answer.Ok(Samples.Page(0, 2, [], hasNext: false)));
        await Server.Client().Payments.SearchPageAsync(new PaymentSearch
        {
            Reference = "a b&c",
            Email = "x+y@example.org",
            State = PaymentStatus.Success,
            CardBrand = "master-card",
            FromDate = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 6, TimeSpan.FromHours(1)),
            ToDate = new DateTimeOffset(2026, 2, 2, 3, 4, 5, TimeSpan.Zero),
            CardholderName = "Bogs",
            FirstDigitsCardNumber = "123456",
            LastDigitsCardNumber = "0012",
            FromSettledDate = new DateTime(2026, 1, 3, 0, 0, 0, DateTimeKind.Unspecified),
            ToSettledDate = new DateTime(2026, 1, 4, 0, 0, 0, DateTimeKind.Unspecified),
            AgreementId = "ag",
            Page = 2,
            DisplaySize = 50,
        });
        Assert.That(
            Server.Targets.Single(),
            Is.EqualTo("GET /v1/payments?reference=a%20b%26c&email=x%2By%40example.org&state=success&card_brand=master-card"
                + "&from_date=2026-01-02T02%3A04%3A05.006Z&to_date=2026-02-02T03%3A04%3A05.000Z&cardholder_name=Bogs"
                + "&first_digits_card_number=123456&last_digits_card_number=0012&from_settled_date=2026-01-03&to_settled_date=2026-01-04"
                + "&agreement_id=ag&page=2&display_size=50"));
    }

    [Test]
    public async Task An_empty_search_sends_no_parameters()
    {
        Server.Then(Answer.Ok(Samples.Page(0, 1, [], hasNext: false)));
        await Server.Client().Payments.SearchPageAsync(new PaymentSearch { Reference = "", State = default(PaymentStatus) });
        Assert.That(Server.Targets.Single(), Is.EqualTo("GET /v1/payments"));
    }

    [Test]
    public async Task The_callers_own_http_client_is_used_and_left_alone()
    {
        Server.Then(Answer.Ok(Samples.Payment()), Answer.Ok(Samples.Payment()));
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("X-Own", "1");
        var pay = new PayClient(http, Server.Options());
        await pay.Payments.GetAsync("p");
        await pay.Payments.GetAsync("p");
        Assert.That(Server.Requests.Select(r => r.Headers["X-Own"].ToString()), Is.All.EqualTo("1"));
        Assert.That(http.DefaultRequestHeaders.Count(), Is.EqualTo(1));
        Assert.That(http.BaseAddress, Is.Null);
    }

    [Test]
    public async Task Redirects_are_not_followed_because_they_would_turn_a_create_into_a_read()
    {
        Server.Then(Answer.Body(302, contentType: null, "", ("Location", "/v1/elsewhere")));
        var fault = await FaultOf(Server.Client().Payments.CreateAsync(new CreatePaymentRequest { Amount = 1 }));
        Assert.That((int?)fault.StatusCode, Is.EqualTo(302));
        Assert.That(Server.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public void Numbers_are_integers_however_large()
    {
        var body = JsonSerializer.Serialize(new RefundRequest { Amount = 10_000_000, RefundAmountAvailable = long.MaxValue }, PayJsonContext.Wire.RefundRequest);
        Assert.That(body, Is.EqualTo("""{"amount":10000000,"refund_amount_available":9223372036854775807}"""));
    }
}
