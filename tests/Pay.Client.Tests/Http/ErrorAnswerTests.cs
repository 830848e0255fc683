using Pay.Client.Tests.Server;

namespace Pay.Client.Tests.Http;

internal sealed class ErrorAnswerTests : ScriptedTests
{
    [Test]
    public async Task An_error_of_the_API_is_taken_apart()
    {
        const string Body = """{"field":"amount","code":"P0102","description":"Invalid attribute value: amount. Must be less than or equal to 10000000"}""";
        Server.Then(Answer.Json(422, Body));
        var fault = await FaultOf(Server.Client().Payments.CreateAsync(new CreatePaymentRequest { Amount = 10_000_001 }));
        Assert.That((int?)fault.StatusCode, Is.EqualTo(422));
        Assert.That(fault.Code, Is.EqualTo("P0102"));
        Assert.That(fault.Field, Is.EqualTo("amount"));
        Assert.That(fault.Header, Is.Null);
        Assert.That(fault.Description, Is.EqualTo("Invalid attribute value: amount. Must be less than or equal to 10000000"));
        Assert.That(fault.ResponseBody, Is.EqualTo(Body));
        Assert.That(fault.Message, Is.EqualTo("Pay answered 422 P0102 to POST v1/payments: Invalid attribute value: amount. Must be less than or equal to 10000000"));
        Assert.That(fault.IsOutcomeUnknown, Is.False);
        Assert.That(fault.Attempts, Is.EqualTo(1));
    }

    [Test]
    public async Task The_header_variant_names_the_header()
    {
        Server.Then(Answer.Json(422, """{"header":"Idempotency-Key","code":"P0102","description":"Header [Idempotency-Key] can have a size between 1 and 255"}"""));
        var fault = await FaultOf(Server.Client().Payments.CreateAsync(new CreatePaymentRequest()));
        Assert.That((fault.Header, fault.Field, fault.Code), Is.EqualTo(("Idempotency-Key", (string?)null, "P0102")));
    }

    [TestCase(404, "application/json", """{"code":404,"message":"HTTP 404 Not Found"}""", null, "HTTP 404 Not Found")]
    [TestCase(405, "application/json", """{"code":405,"message":"HTTP 405 Method Not Allowed"}""", null, "HTTP 405 Method Not Allowed")]
    [TestCase(400, "application/json", """{"code":"P0920","description":"Request blocked"}""", "P0920", "Request blocked")]
    [TestCase(400, "text/html", "<html><body>Bad Request</body></html>", null, null)]
    [TestCase(400, null, "", null, null)]
    [TestCase(400, "application/json", "", null, null)]
    [TestCase(400, "application/json", "null", null, null)]
    [TestCase(400, "application/json", "[1]", null, null)]
    [TestCase(400, "application/json", "\"P0102\"", null, null)]
    [TestCase(400, "application/json", """{"code":""", null, null)]
    [TestCase(400, "application/json", """{"code":null,"description":{"a":1},"field":7}""", null, null)]
    [TestCase(400, "application/json", """{"code":"\ud800","description":"half a pair"}""", null, "half a pair")]
    [TestCase(400, "application/json; charset=nonsense", """{"code":"P0101","description":"d"}""", "P0101", "d")]
    [TestCase(400, "nonsense", "\u0000\u0001\u00ff", null, null)]
    public async Task Any_body_will_do(int status, string? contentType, string body, string? code, string? description)
    {
        Server.Then(Answer.Body(status, contentType, body));
        var fault = await FaultOf(Server.Client().Payments.GetAsync("p"));
        Assert.That((int?)fault.StatusCode, Is.EqualTo(status));
        Assert.That(fault.Code, Is.EqualTo(code));
        Assert.That(fault.Description, Is.EqualTo(description));
        Assert.That(fault.ResponseBody, Is.EqualTo(body));
    }

    [TestCase("text/html;charset=iso-8859-1", "<html><head><title>Error 401 Unauthorized</title></head></html>")]
    [TestCase("application/json", """{"url":"/v1/payments/p","status":"401","message":"Unauthorized"}""")]
    [TestCase("text/plain", "Credentials are required to access this resource.")]
    [TestCase("application/json", """{"code":"P0920","description":"not an API error even if it looks like one"}""")]
    public async Task A_401_is_told_by_its_status_alone(string contentType, string body)
    {
        Server.Then(Answer.Body(401, contentType, body, ("WWW-Authenticate", "Bearer realm=\"realm\""), ("Cache-Control", "must-revalidate,no-cache,no-store")));
        var fault = await FaultOf(Server.Client().Payments.GetAsync("p"));
        Assert.That((int?)fault.StatusCode, Is.EqualTo(401));
        Assert.That(fault.Code, Is.Null);
        Assert.That(fault.Description, Is.Null);
        Assert.That(fault.Message, Does.Contain("API key was not accepted"));
        Assert.That(fault.ResponseBody, Is.EqualTo(body));
    }

    [Test]
    public async Task A_429_with_its_odd_content_encoding_is_read()
    {
        Server.Then(Answer.RateLimited(("Retry-After", "7")));
        var fault = await FaultOf(Server.Client(o => o.RetriesMax = 0).Payments.GetAsync("p"));
        Assert.That((int?)fault.StatusCode, Is.EqualTo(429));
        Assert.That(fault.Code, Is.EqualTo("P0900"));
        Assert.That(fault.RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(7)));
    }

    [Test]
    public async Task A_success_with_the_odd_content_encoding_is_read_too()
    {
        Server.Then(Answer.Json(200, Samples.Payment(), ("Content-Encoding", "utf-8")));
        Assert.That((await Server.Client().Payments.GetAsync("p")).PaymentId, Is.EqualTo(Samples.PaymentId));
    }

    [Test]
    public async Task The_API_key_never_shows()
    {
        Server.Then(Answer.Json(400, """{"code":"P0102","description":"you sent api_test_key","field":"api_test_key"}"""));
        var fault = await FaultOf(Server.Client().Payments.GetAsync("p"));
        Assert.That(fault.ToString() + fault.ResponseBody + fault.Description + fault.Field, Does.Not.Contain("api_test_key"));
        Assert.That(fault.Description, Is.EqualTo("you sent [API key]"));
    }

    [Test]
    public async Task A_large_body_is_cut()
    {
        Server.Then(Answer.Body(400, "text/html", new string('x', 1_000_000)));
        var fault = await FaultOf(Server.Client().Payments.GetAsync("p"));
        Assert.That(fault.ResponseBody, Has.Length.EqualTo(4096));
    }

    [TestCase("not json")]
    [TestCase("<html></html>")]
    [TestCase("")]
    [TestCase("null")]
    [TestCase("""{"amount":"ten"}""")]
    public async Task A_successful_answer_that_cannot_be_read_is_a_fault_and_a_lost_create(string body)
    {
        Server.Then(Answer.Json(201, body), Answer.Json(200, body));
        var created = await FaultOf(Server.Client().Payments.CreateAsync(new CreatePaymentRequest { Amount = 1 }));
        Assert.That((int?)created.StatusCode, Is.EqualTo(201));
        Assert.That(created.IsOutcomeUnknown, Is.True);
        Assert.That(created.ResponseBody, Is.EqualTo(body));
        var read = await FaultOf(Server.Client().Payments.GetAsync("p"));
        Assert.That(read.IsOutcomeUnknown, Is.False);
    }
}
