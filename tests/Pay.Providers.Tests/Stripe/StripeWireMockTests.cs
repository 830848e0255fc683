using NUnit.Framework;
using Pay.Gateway.Providers.Stripe;
using Pay.Providers.Tests.WireMock;

namespace Pay.Providers.Tests.Stripe;

/// <summary>The adapter over real HTTP against <c>Stubs/stripe</c>: each of its scenarios, by the trigger that its README names.</summary>
internal sealed class StripeWireMockTests
{
    private static readonly TimeSpan PatienceWithSlowness = TimeSpan.FromMilliseconds(300);

    private readonly StripeAdapter _adapter = new();
    private WireMockServer _stripe = null!;
    private HttpClient _http = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _stripe = await WireMockServer.StartAsync("stripe");
        _http = new HttpClient(HttpPspTransport.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _http.Dispose();
        await _stripe.DisposeAsync();
    }

    [TestCase("4242424242424242", "authorised pi_ok_1250_P")]
    [TestCase("4000056655665556", "authorised pi_ok_1250_P")]
    [TestCase("5555555555554444", "authorised pi_ok_1250_P")]
    [TestCase("378282246310005", "authorised pi_ok_1250_P")]
    [TestCase("30569309025904", "authorised pi_ok_1250_P")]
    [TestCase("4000000000000002", "rejected pi_declined_1250_P clean-up")]
    [TestCase("4000000000009995", "rejected pi_declined_1250_P clean-up")]
    [TestCase("4000000000000069", "rejected pi_declined_1250_P clean-up")]
    [TestCase("4000000000000127", "rejected pi_declined_1250_P clean-up")]
    [TestCase("4000000000000119", "rejected pi_declined_1250_P clean-up")]
    [TestCase("4000000000000341", "rejected pi_declined_1250_P clean-up")]
    [TestCase("4111111111111111", "rejected -")]
    public async Task A_card_is(string number, string expected) => Assert.That(await AuthoriseAsync(number), Is.EqualTo(expected));

    [TestCase(900001, "pending pi_late_A_P")]
    [TestCase(900002, "cancelled pi_gone_A_P")]
    [TestCase(900003, "authorised pi_taken_A_P captured")]
    [TestCase(900004, "unknown pi_odd_A_P")]
    [TestCase(900005, "failed Protocol pi_script_A_P clean-up")]
    [TestCase(900006, "failed Protocol - clean-up")]
    [TestCase(900007, "failed Protocol pi_ok_A_P clean-up")]
    [TestCase(900008, "failed Protocol pi_ok_A_P clean-up")]
    [TestCase(900010, "rejected -")]
    [TestCase(900302, "unknown -")]
    [TestCase(900400, "failed InvalidRequest -")]
    [TestCase(900401, "failed Credentials -")]
    [TestCase(900403, "failed Credentials -")]
    [TestCase(900404, "failed InvalidRequest -")]
    [TestCase(900409, "unknown -")]
    [TestCase(900410, "failed Protocol - clean-up")]
    [TestCase(900429, "failed Throttled -")]
    [TestCase(900500, "unknown -")]
    [TestCase(900502, "unknown -")]
    [TestCase(900503, "unknown -")]
    [TestCase(900504, "unknown -")]
    [TestCase(901001, "unknown -")]
    [TestCase(901002, "unknown -")]
    [TestCase(901003, "unknown -")]
    [TestCase(901004, "unknown -")]
    [TestCase(901005, "unknown -")]
    [TestCase(901006, "unknown -")]
    [TestCase(901007, "unknown -")]
    [TestCase(901008, "unknown -")]
    public async Task An_authorisation_of_an_amount_is(long amount, string expected) =>
        Assert.That(await AuthoriseAsync(amount: amount), Is.EqualTo(expected.Replace("_A_", $"_{amount}_", StringComparison.Ordinal)));

    [TestCase("Mx Reset", "failed PspInternal -")]
    [TestCase("Mx Hasty", "failed Throttled -")]
    [TestCase("Mx Broken", "failed PspInternal -")]
    [TestCase("Mx Uncertified", "failed InvalidRequest -")]
    public async Task Without_a_payment_method_there_is_no_intent(string holder, string expected)
    {
        await _stripe.ResetAsync();
        Assert.That(await AuthoriseAsync(holder: holder), Is.EqualTo(expected));
        Assert.That((await _stripe.RequestsAsync()).Select(request => request.Url), Is.EqualTo(["/v1/payment_methods"]));
    }

    [Test]
    public async Task An_authorisation_is_two_requests_with_the_key_and_idempotency_keys()
    {
        await _stripe.ResetAsync();
        await AuthoriseAsync();
        var requests = await _stripe.RequestsAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(requests.Select(request => request.Url), Is.EqualTo(["/v1/payment_methods", "/v1/payment_intents"]));
            Assert.That(requests.Select(request => request.Header("Idempotency-Key")), Is.EqualTo(
                [$"payment_method-{StripeSamples.PaymentId}", $"payment_intent-{StripeSamples.PaymentId}"]));
            Assert.That(requests.Select(request => request.Header("Authorization")), Is.All.EqualTo("Bearer sk_test_otter"));
            Assert.That(requests.Select(request => request.Header("Stripe-Version")), Is.All.EqualTo("2020-08-27"));
            Assert.That(requests.Select(request => request.Header("Content-Type")), Is.All.EqualTo("application/x-www-form-urlencoded"));
            Assert.That(requests.All(request => request.WasMatched), Is.True);
            Assert.That(requests[0].Text, Does.Contain("card[number]=4242424242424242"));
            Assert.That(requests[1].Text, Does.Contain("payment_method=pm_4242").And.Not.Contain("4242424242424242"));
        }
    }

    [TestCase("4000002760003184", "sca", "authorised pi_sca_1250_P")]
    [TestCase("4000002500003155", "scafailed", "rejected pi_scafailed_1250_P clean-up")]
    [TestCase("4000000000003220", "scaopen", "pending pi_scaopen_1250_P")]
    public async Task The_payer_goes_to_the_bank_and_comes_back(string number, string state, string expected)
    {
        var context = Context();
        var result = (AuthoriseResult.AuthenticationRequired)await _adapter.AuthoriseAsync(StripeSamples.Authorise(number), context, CancellationToken.None);
        var bank = ((Challenge.Redirect)result.Challenge).Uri;
        var page = await _http.GetStringAsync(bank);
        var end = await _adapter.ContinueAsync(StripeSamples.Continue(result.TransactionId), context, CancellationToken.None);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(bank.AbsolutePath, Is.EqualTo($"/bank/pi_{state}_1250_{StripeSamples.PaymentId}"));
            Assert.That(page, Does.Contain($"action=\"https://pay.example.test/card_details/{StripeSamples.PaymentId}/3ds_required_in\""));
            Assert.That(Named(end), Is.EqualTo(expected));
        }
    }

    [TestCase(1250, "completed ch_P")]
    [TestCase(910001, "refused")]
    [TestCase(910002, "already done")]
    [TestCase(910003, "refused")]
    public async Task A_capture_of_an_amount_is(long amount, string expected) => Assert.That(await CaptureAsync(amount), Is.EqualTo(expected));

    [TestCase(1250, "completed pi_ok_1250_P")]
    [TestCase(930001, "already done")]
    [TestCase(930002, "refused")]
    public async Task A_cancellation_of_an_amount_is(long amount, string expected) => Assert.That(await CancelAsync(amount), Is.EqualTo(expected));

    [TestCase(500, "completed re_rf0001")]
    [TestCase(920001, "submitted re_rf0001")]
    [TestCase(920002, "submitted re_rf0001")]
    [TestCase(920003, "refused")]
    [TestCase(920004, "refused")]
    [TestCase(920005, "refused")]
    [TestCase(920006, "failed InvalidRequest")]
    public async Task A_refund_of_an_amount_is(long amount, string expected) => Assert.That(await RefundAsync(amount), Is.EqualTo(expected));

    [TestCase(302, "unknown")]
    [TestCase(400, "failed InvalidRequest")]
    [TestCase(401, "failed Credentials")]
    [TestCase(403, "failed Credentials")]
    [TestCase(404, "not found")]
    [TestCase(409, "unknown")]
    [TestCase(410, "unknown")]
    [TestCase(429, "failed Throttled")]
    [TestCase(500, "unknown")]
    [TestCase(502, "unknown")]
    [TestCase(503, "unknown")]
    [TestCase(504, "unknown")]
    [TestCase(1001, "unknown")]
    [TestCase(1002, "unknown")]
    [TestCase(1003, "unknown")]
    [TestCase(1004, "unknown")]
    [TestCase(1005, "unknown")]
    [TestCase(1006, "unknown")]
    [TestCase(1007, "unknown")]
    [TestCase(1008, "unknown")]
    public async Task Whatever_goes_wrong_means_the_same_to_a_capture_a_cancellation_and_a_refund(long fault, string expected)
    {
        await _stripe.ResetAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await CaptureAsync(910_000 + fault), Is.EqualTo(expected), "capture");
            Assert.That(await CancelAsync(930_000 + fault), Is.EqualTo(expected), "cancellation");
            Assert.That(await RefundAsync(920_000 + fault), Is.EqualTo(expected), "refund");
            Assert.That((await _stripe.RequestsAsync()).Select(request => request.WasMatched), Is.EqualTo([true, true, true]), "each is sent once, a redirect is not followed");
        }
    }

    [TestCase(1250, "Authorised pi_ok_A_P A")]
    [TestCase(940001, "AuthenticationRequired pi_ok_A_P A")]
    [TestCase(940002, "Rejected pi_ok_A_P A")]
    [TestCase(940003, "Pending pi_ok_A_P A")]
    [TestCase(940004, "Cancelled pi_ok_A_P A")]
    [TestCase(940005, "Captured pi_ok_A_P A")]
    [TestCase(940006, "inconclusive")]
    [TestCase(940404, "not found")]
    [TestCase(940500, "inconclusive")]
    [TestCase(941002, "inconclusive")]
    public async Task An_intent_of_an_amount_is(long amount, string expected)
    {
        var result = await _adapter.QueryAsync(new QueryRequest(StripeSamples.PaymentId, IntentOf(amount)), Context(), CancellationToken.None);
        Assert.That(Named(result), Is.EqualTo(expected.Replace("_A_", $"_{amount}_", StringComparison.Ordinal).Replace(" A", $" {amount}", StringComparison.Ordinal)));
    }

    [TestCase("never1", "not found")]
    [TestCase("found1", "Authorised pi_ok_1250_found1 1250")]
    [TestCase("twice1", "inconclusive")]
    public async Task A_search_finds(string paymentId, string expected)
    {
        var query = new QueryRequest(paymentId, TransactionId: null) { SentAt = StripeSamples.Now.AddHours(-2) };
        Assert.That(StripeSamples.Short(await _adapter.QueryAsync(query, Context(), CancellationToken.None)), Is.EqualTo(expected));
    }

    [Test]
    public async Task A_cancellation_finds_the_intent_first()
    {
        var request = new CancelRequest("op-3", "found1", TransactionId: null, Attempt: 1);
        Assert.That(StripeSamples.Short(await _adapter.CancelAsync(request, Context(), CancellationToken.None)), Is.EqualTo("completed pi_ok_1250_found1"));
    }

    [TestCase(1250, "not found")]
    [TestCase(950001, "succeeded re_rf0001")]
    [TestCase(950002, "pending")]
    [TestCase(950003, "failed")]
    [TestCase(950500, "inconclusive")]
    public async Task A_refund_is_asked_for(long amount, string expected)
    {
        var request = StripeSamples.QueryRefund with { TransactionId = IntentOf(amount) };
        Assert.That(StripeSamples.Short(await _adapter.QueryRefundAsync(request, Context(), CancellationToken.None)), Is.EqualTo(expected));
    }

    [TestCase("sk_test_otter", "acct_1Otter", "accepted")]
    [TestCase("sk_test_otter", "acct_2", "refused")]
    [TestCase("sk_test_wrong", null, "refused")]
    [TestCase("rk_test_narrow", null, "inconclusive")]
    public async Task Credentials_are(string key, string? accountId, string expected)
    {
        var context = StripeSamples.Context(Transport, key, accountId, baseUrl: _stripe.BaseUrl);
        Assert.That(StripeSamples.Short(await _adapter.CheckCredentialsAsync(context, CancellationToken.None)), Is.EqualTo(expected));
    }

    [Test]
    public async Task A_wrong_key_fails_at_the_first_call()
    {
        var context = StripeSamples.Context(Transport, "sk_test_wrong", baseUrl: _stripe.BaseUrl);
        Assert.That(StripeSamples.Short(await _adapter.AuthoriseAsync(StripeSamples.Authorise(), context, CancellationToken.None)), Is.EqualTo("failed Credentials -"));
    }

    private HttpPspTransport Transport => new(_http);

    private static string IntentOf(long amount) => $"pi_ok_{amount}_{StripeSamples.PaymentId}";

    /// <summary>Slow answers are those whose amounts end in 1001 and 1006: nobody waits ten seconds for them here.</summary>
    private static CancellationTokenSource DeadlineFor(long amount) =>
        amount % 10_000 is 1001 or 1006 ? new CancellationTokenSource(PatienceWithSlowness) : new CancellationTokenSource();

    private static string Named(object result) =>
        StripeSamples.Short(result).Replace(StripeSamples.PaymentId, "P", StringComparison.Ordinal);

    private PspContext Context() => StripeSamples.Context(Transport, baseUrl: _stripe.BaseUrl);

    private async Task<string> AuthoriseAsync(string number = "4242424242424242", long amount = 1250, string holder = "J Bloggs")
    {
        using var deadline = DeadlineFor(amount);
        return Named(await _adapter.AuthoriseAsync(StripeSamples.Authorise(number, amount: amount, holder: holder), Context(), deadline.Token));
    }

    private async Task<string> CaptureAsync(long amount)
    {
        using var deadline = DeadlineFor(amount);
        return Named(await _adapter.CaptureAsync(StripeSamples.Capture with { Amount = amount, TransactionId = IntentOf(amount) }, Context(), deadline.Token));
    }

    private async Task<string> CancelAsync(long amount)
    {
        using var deadline = DeadlineFor(amount);
        return Named(await _adapter.CancelAsync(StripeSamples.Cancel with { TransactionId = IntentOf(amount) }, Context(), deadline.Token));
    }

    private async Task<string> RefundAsync(long amount)
    {
        using var deadline = DeadlineFor(amount);
        return Named(await _adapter.RefundAsync(StripeSamples.Refund with { Amount = amount, TransactionId = IntentOf(1250) }, Context(), deadline.Token));
    }
}
