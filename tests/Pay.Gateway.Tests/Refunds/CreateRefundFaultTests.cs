using NUnit.Framework;
using static Pay.Gateway.Tests.Refused;

namespace Pay.Gateway.Tests.Refunds;

/// <summary>api.md section 9.1 and lifecycle.md section 6.1: every refusal, and their order.</summary>
internal sealed class CreateRefundFaultTests
{
    private const string NotNumeric = "Invalid attribute value: amount. Must be a valid numeric format";

    private GatewayUnderTest _gateway = null!;
    private string _paid = "";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _gateway = await GatewayUnderTest.StartAsync();
        _paid = await _gateway.PaidAsync(1000);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        Assert.That(await Available(_paid), Is.EqualTo(1000), "no refused refund took anything");
        await Books.BalanceAsync(_gateway);
        await _gateway.DisposeAsync();
    }

    [TestCaseSource(nameof(Faults))]
    public async Task A_fault_is_answered_to_the_byte(string body, string expected)
    {
        Assert.That((await _gateway.RefundAsync(_paid, body)).Line, Is.EqualTo(expected));
        if (!expected.Contains("P0604", StringComparison.Ordinal) && !expected.Contains("P0603", StringComparison.Ordinal))
        {
            Assert.That((await _gateway.RefundAsync("unknown", body)).Line, Is.EqualTo(expected), "type and range come before the payment");
        }
    }

    private static IEnumerable<TestCaseData> Faults()
    {
        var rows = new List<(string Body, string Expected)>();
        foreach (var text in new[] { "{", "x", "{\"amount\":0x10}", "{\"amount\":1,}", "{\"amount\":017}" })
        {
            rows.Add((text, With(400, "P0697", "Unable to parse JSON")));
        }

        foreach (var text in new[] { "{}", "[]", "\"x\"", "{\"amount\":null}", "{\"refund_amount_available\":1000}" })
        {
            rows.Add((text, With(400, "P0601", "Missing mandatory attribute: amount", "amount")));
        }

        foreach (var value in new[] { "\"100\"", "\"\"", "1.0", "1.5", "1e2", "true", "{}", "[]", "2147483648", "-2147483649", "99999999999999999999" })
        {
            rows.Add(($"{{\"amount\":{value}}}", With(400, "P0602", NotNumeric, "amount")));
        }

        foreach (var value in new[] { "0", "-1", "-2147483648" })
        {
            rows.Add(($"{{\"amount\":{value}}}", With(422, "P0602", "Invalid attribute value: amount. Must be greater than or equal to 1", "amount")));
        }

        foreach (var value in new[] { "10000001", "2147483647" })
        {
            rows.Add(($"{{\"amount\":{value}}}", With(422, "P0602", "Invalid attribute value: amount. Must be less than or equal to 10000000", "amount")));
        }

        var mismatch = With(412, "P0604", "Refund amount available mismatch.");
        foreach (var available in new[]
        {
            "999", "1001", "0", "-1000", "null", "\"\"", "\"x\"", "\"999\"", "999.9", "{}", "[]", "[1000]", "true", "false", "\"1000x\"", "\"10 00\"",
        })
        {
            rows.Add(($"{{\"amount\":1,\"refund_amount_available\":{available}}}", mismatch));
        }

        rows.Add(("{\"amount\":2000,\"refund_amount_available\":999}", mismatch));
        rows.Add(("{\"amount\":1001}", NotAvailable("amount_not_available")));
        rows.Add(("{\"amount\":1001,\"refund_amount_available\":1000}", NotAvailable("amount_not_available")));
        rows.Add(("{\"amount\":10000000}", NotAvailable("amount_not_available")));
        return rows.Select(row => new TestCaseData(row.Body, row.Expected).SetName($"Refund refused: {row.Body}"));
    }

    [TestCase("1000")]
    [TestCase("\"1000\"")]
    [TestCase("\" 1000 \"")]
    [TestCase("1000.9")]
    [TestCase("1000.0")]
    [TestCase("1e3")]
    public async Task The_guard_is_read_leniently(string available)
    {
        var id = await _gateway.PaidAsync(1000);
        Assert.That((await _gateway.RefundAsync(id, $"{{\"amount\":1,\"refund_amount_available\":{available}}}")).Status, Is.EqualTo(202));
    }

    [TestCase("null")]
    [TestCase("\"x\"")]
    public async Task A_guard_that_is_no_number_is_zero(string available)
    {
        var id = await _gateway.PaidAsync(1000);
        await _gateway.RefundAsync(id, "{\"amount\":1000}");
        Assert.That((await _gateway.RefundAsync(id, $"{{\"amount\":1,\"refund_amount_available\":{available}}}")).Line, Is.EqualTo(NotAvailable("full")));
    }

    /// <summary>The README's decision: P0600 whether or not the guard was sent.</summary>
    [TestCase("{\"amount\":1}")]
    [TestCase("{\"amount\":1,\"refund_amount_available\":1000}")]
    [TestCase("{\"amount\":1,\"refund_amount_available\":null}")]
    public async Task An_unknown_payment_is_not_found(string body) =>
        Assert.That((await _gateway.RefundAsync("j6se0f2o427g28g8yg3u3i", body)).Line, Is.EqualTo(With(404, "P0600", "Not found")));

    [TestCase(PaymentStage.Created, "pending")]
    [TestCase(PaymentStage.Started, "pending")]
    [TestCase(PaymentStage.Submitted, "pending")]
    [TestCase(PaymentStage.Capturable, "unavailable")]
    [TestCase(PaymentStage.Declined, "unavailable")]
    [TestCase(PaymentStage.ProviderError, "unavailable")]
    [TestCase(PaymentStage.CancelledByPayer, "unavailable")]
    [TestCase(PaymentStage.CancelledByService, "unavailable")]
    [TestCase(PaymentStage.ExpiredAfterAuthorisation, "unavailable")]
    public async Task Not_every_state_can_be_refunded(PaymentStage stage, string status)
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        var id = await gateway.PaymentInAsync(stage);
        foreach (var body in new[] { "{\"amount\":1}", "{\"amount\":1,\"refund_amount_available\":7}", "{\"amount\":5000,\"refund_amount_available\":1000}" })
        {
            Assert.That((await gateway.RefundAsync(id, body)).Line, Is.EqualTo(NotAvailable(status)), "the state comes before the guard and the amount");
        }

        await Books.BalanceAsync(gateway);
    }

    [Test]
    public async Task A_full_payment_says_full_whatever_the_guard()
    {
        var id = await _gateway.PaidAsync(1000);
        Assert.That((await _gateway.RefundAsync(id, "{\"amount\":1000,\"refund_amount_available\":1000}")).Status, Is.EqualTo(202));
        foreach (var body in new[] { "{\"amount\":1}", "{\"amount\":1,\"refund_amount_available\":0}", "{\"amount\":1,\"refund_amount_available\":1000}" })
        {
            Assert.That((await _gateway.RefundAsync(id, body)).Line, Is.EqualTo(NotAvailable("full")));
        }
    }

    [Test]
    public async Task A_disabled_account_refunds_nothing()
    {
        var (accountId, key) = await _gateway.CreateAccountAsync();
        var paid = await _gateway.PaidAsync(1000, key);
        var created = (await _gateway.CreatedAsync(key: key)).Id();
        await _gateway.Database.WriteAsync(session => session.ExecuteAsync(
            "UPDATE accounts SET disabled = 1 WHERE account_id = @accountId", new { accountId }));
        await Until.TrueAsync(async () => (await _gateway.CreateAsync(key: key)).Status == 403, "the gateway sees the switch");
        var disabled = With(403, "P0941", "GOV.UK Pay has disabled payment and refund creation on this account. Contact support with your error code - "
            + "https://www.payments.service.gov.uk/support/ .");
        foreach (var id in new[] { paid, created })
        {
            Assert.That((await _gateway.RefundAsync(id, "{\"amount\":1,\"refund_amount_available\":7}", key)).Line, Is.EqualTo(disabled), "before state and guard");
        }

        Assert.That((await _gateway.RefundAsync("unknown", "{\"amount\":1}", key)).Line, Is.EqualTo(With(404, "P0600", "Not found")), "after the payment");
    }

    private static string NotAvailable(string status) => With(400, "P0603", $"The payment is not available for refund. Payment refund status: {status}");

    private async Task<int> Available(string id) => (int)(await _gateway.PaymentAsync(id))["refund_summary"]!["amount_available"]!;
}
