using System.Text;
using NUnit.Framework;
using Pay.Providers.Tests.WireMock;

namespace Pay.Providers.Tests.Epdq;

/// <summary>The adapter over real HTTP, against the mapping files in <c>Stubs/epdq</c>.</summary>
internal sealed class EpdqWireMockTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);

    private WireMockServer _psp = null!;
    private HttpClient _http = null!;
    private PspContext _context = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _psp = await WireMockServer.StartAsync("epdq");
        _http = new HttpClient(HttpPspTransport.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        _context = EpdqSamples.Context(new HttpPspTransport(_http), _psp.BaseUrl);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _http.Dispose();
        await _psp.DisposeAsync();
    }

    [SetUp]
    public Task ResetAsync() => _psp.ResetAsync();

    [TestCase("J Bloggs")]
    [TestCase("Łukasz Nowak")]
    public async Task Authorises_with_the_specifications_signature(string holder)
    {
        var result = await AuthoriseAsync(EpdqSamples.Authorisation(holder));

        Assert.That(result, Is.EqualTo(new AuthoriseResult.Authorised(EpdqSamples.PayId)));
        var request = (await _psp.RequestsAsync()).Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(request.Method, Is.EqualTo("POST"));
            Assert.That(request.Url, Is.EqualTo("/orderdirect.asp"));
            Assert.That(request.Header("Content-Type"), Is.EqualTo("application/x-www-form-urlencoded"));
            Assert.That(request.Header("Content-Length"), Is.Not.Null);
            Assert.That(request.Header("Expect"), Is.Null);
            Assert.That(request.Header("Authorization"), Is.Null);
            Assert.That(request.Text, Does.Contain("&PSPID=otterbank1&PSWD=Pa55-word%21&USERID=apiuser&SHASIGN="));
        }
    }

    [Test]
    public async Task Does_not_pass_with_another_passphrase()
    {
        var wrong = _context with { Credentials = new Dictionary<string, string>(_context.Credentials, StringComparer.Ordinal) { ["sha_in_passphrase"] = "Other-Lantern-47!x" } };
        AuthoriseResult[] results = [await AuthoriseAsync(EpdqSamples.Authorisation(), wrong), await AuthoriseAsync(EpdqSamples.Authorisation("Łukasz Nowak"), wrong)];

        Assert.That(results, Is.All.TypeOf<AuthoriseResult.Failed>().And.All.Property("Class").EqualTo(FailureClass.Credentials));
    }

    [TestCase(1)]
    [TestCase(10)]
    [TestCase(100)]
    [TestCase(12345)]
    [TestCase(900000)]
    public async Task Reads_the_amount_that_comes_back(long amount) =>
        Assert.That(await AuthoriseAsync(EpdqSamples.Authorisation(amount: amount)), Is.TypeOf<AuthoriseResult.Authorised>());

    [TestCase("4111113333333333", 1250, typeof(AuthoriseResult.Rejected))]
    [TestCase("4111111111111111", 900001, typeof(AuthoriseResult.Rejected))]
    [TestCase("4111111111111111", 999899, typeof(AuthoriseResult.Rejected))]
    [TestCase("4111116666666666", 1250, typeof(AuthoriseResult.Unknown))]
    [TestCase("4111111111111111", 999900, typeof(AuthoriseResult.Unknown))]
    [TestCase("5399999999999999", 1250, typeof(AuthoriseResult.Authorised))]
    [TestCase("374111111111111", 1250, typeof(AuthoriseResult.Authorised))]
    public async Task Takes_the_test_environments_cards_and_amounts(string cardNumber, long amount, Type expected) =>
        Assert.That(await AuthoriseAsync(EpdqSamples.Authorisation(cardNumber: cardNumber, amount: amount)), Is.TypeOf(expected));

    [TestCase("Status 1", typeof(AuthoriseResult.CancelledByPsp))]
    [TestCase("Status 4", typeof(AuthoriseResult.Unknown))]
    [TestCase("Status 9", typeof(AuthoriseResult.Authorised))]
    [TestCase("Status 51", typeof(AuthoriseResult.Pending))]
    [TestCase("Error 50001119", typeof(AuthoriseResult.Failed))]
    [TestCase("Error 50001134", typeof(AuthoriseResult.Rejected))]
    [TestCase("Duplicate", typeof(AuthoriseResult.Unknown))]
    [TestCase("Other order", typeof(AuthoriseResult.Failed))]
    [TestCase("Other amount", typeof(AuthoriseResult.Failed))]
    [TestCase("Other currency", typeof(AuthoriseResult.Failed))]
    public async Task Takes_what_the_cardholders_name_asks_for(string holder, Type expected) =>
        Assert.That(await AuthoriseAsync(EpdqSamples.Authorisation(holder)), Is.TypeOf(expected));

    [TestCase("4000000000000002")]
    [TestCase("4874970686672022")]
    public async Task Goes_through_3d_secure(string cardNumber)
    {
        var result = await AuthoriseAsync(EpdqSamples.Authorisation(cardNumber: cardNumber, threeDSecure: true));

        Assert.That(result, Is.TypeOf<AuthoriseResult.AuthenticationRequired>());
        var challenge = ((AuthoriseResult.AuthenticationRequired)result).Challenge as Challenge.Html;
        Assert.That(challenge?.Page, Does.Contain($"<a href='{EpdqSamples.ReturnUrl}/epdq'>").And.Contain($"<a href='{EpdqSamples.ReturnUrl}/epdq?status=declined'>"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await ContinueAsync(), Is.TypeOf<AuthoriseResult.Authorised>());
            Assert.That(await ContinueAsync("declined"), Is.TypeOf<AuthoriseResult.Rejected>().With.Property("CleanUp").True);
            Assert.That(await ContinueAsync("error"), Is.TypeOf<AuthoriseResult.Failed>().With.Property("CleanUp").True);
        }
    }

    [Test]
    public async Task Is_rejected_where_the_bank_does_not_know_the_payer()
    {
        Assert.That(await AuthoriseAsync(EpdqSamples.Authorisation("Failed at the bank", threeDSecure: true)), Is.TypeOf<AuthoriseResult.AuthenticationRequired>());
        Assert.That(await ContinueAsync(), Is.TypeOf<AuthoriseResult.Rejected>().With.Property("CleanUp").False);
    }

    [Test]
    public async Task Gives_up_without_a_page() => Assert.That(
        await AuthoriseAsync(EpdqSamples.Authorisation("No page", threeDSecure: true)), Is.TypeOf<AuthoriseResult.Failed>().With.Property("CleanUp").True);

    [Test]
    public async Task Authorises_a_3d_secure_card_without_3d_secure_where_the_account_does_not_want_it() =>
        Assert.That(await AuthoriseAsync(EpdqSamples.Authorisation(cardNumber: "4000000000000002")), Is.TypeOf<AuthoriseResult.Authorised>());

    [TestCase("Lost 5", PspPaymentState.Authorised)]
    [TestCase("Lost 2", PspPaymentState.Rejected)]
    [TestCase("Lost 46", PspPaymentState.AuthenticationRequired)]
    [TestCase("Lost 52", null)]
    public async Task Asks_after_a_lost_answer(string holder, PspPaymentState? expected)
    {
        Assert.That(await AuthoriseAsync(EpdqSamples.Authorisation(holder)), Is.TypeOf<AuthoriseResult.Unknown>());
        var state = await QueryAsync();

        Assert.That((state as QueryResult.Found)?.Payment, Is.EqualTo(expected));
        Assert.That(state, expected is null ? Is.TypeOf<QueryResult.Inconclusive>() : Is.TypeOf<QueryResult.Found>());
    }

    [Test]
    public async Task Asks_and_cancels_an_order_that_never_arrived()
    {
        Assert.That(await AuthoriseAsync(EpdqSamples.Authorisation("Lost nothing")), Is.TypeOf<AuthoriseResult.Unknown>());
        Assert.That(await QueryAsync(), Is.TypeOf<QueryResult.NotFound>());
        Assert.That(await CancelAsync(transactionId: null), Is.TypeOf<ModificationResult.NotFound>());
    }

    [Test]
    public async Task Captures_and_refunds()
    {
        Assert.That(await CaptureAsync(), Is.EqualTo(new ModificationResult.Submitted("3050012345/1")));
        Assert.That(await QueryAsync(), Is.TypeOf<QueryResult.Found>().With.Property("Payment").EqualTo(PspPaymentState.Captured));
        var refund = await RefundAsync(500);
        Assert.That(refund, Is.TypeOf<ModificationResult.Submitted>());
        Assert.That(((ModificationResult.Submitted)refund).Reference, Does.Match("^3050012345/[0-9]{4}00$"));
        Assert.That(await QueryAsync(), Is.EqualTo(new QueryResult.Found(PspPaymentState.Captured, EpdqSamples.PayId, Amount: null)));
        Assert.That(await QueryRefundAsync(((ModificationResult.Submitted)refund).Reference!), Is.TypeOf<RefundQueryResult.Succeeded>());
    }

    [TestCase(EpdqSamples.PayId)]
    [TestCase(null)]
    public async Task Cancels(string? transactionId)
    {
        Assert.That(await CancelAsync(transactionId), Is.EqualTo(new ModificationResult.Completed("3050012345/1")));
        Assert.That(await QueryAsync(), Is.TypeOf<QueryResult.Found>().With.Property("Payment").EqualTo(PspPaymentState.Cancelled));
    }

    [TestCase("3050000009", typeof(ModificationResult.Completed), typeof(ModificationResult.Unknown))]
    [TestCase("3050000092", typeof(ModificationResult.Unknown), typeof(ModificationResult.Unknown))]
    [TestCase("3050000093", typeof(ModificationResult.Refused), typeof(ModificationResult.Unknown))]
    [TestCase("3050000061", typeof(ModificationResult.Unknown), typeof(ModificationResult.Submitted))]
    [TestCase("3050000063", typeof(ModificationResult.Unknown), typeof(ModificationResult.Refused))]
    [TestCase("3050071127", typeof(ModificationResult.Unknown), typeof(ModificationResult.Refused))]
    [TestCase("3050071130", typeof(ModificationResult.NotFound), typeof(ModificationResult.NotFound))]
    [TestCase("3050071119", typeof(ModificationResult.Failed), typeof(ModificationResult.Failed))]
    [TestCase("3050090010", typeof(ModificationResult.Unknown), typeof(ModificationResult.Unknown))]
    public async Task Captures_and_cancels_as_the_transaction_asks_for(string transactionId, Type capture, Type cancellation)
    {
        Assert.That(await CaptureAsync(transactionId), Is.TypeOf(capture));
        Assert.That(await CancelAsync(transactionId), Is.TypeOf(cancellation));
    }

    [TestCase("Next 93", "3050000093")]
    [TestCase("Next error 1127", "3050071127")]
    [TestCase("Next fault 001", "3050090001")]
    public async Task Gets_such_transactions_by_the_cardholders_name(string holder, string transactionId) =>
        Assert.That(await AuthoriseAsync(EpdqSamples.Authorisation(holder)), Is.EqualTo(new AuthoriseResult.Authorised(transactionId)));

    [TestCase(508, typeof(ModificationResult.Completed))]
    [TestCase(571, typeof(ModificationResult.Submitted))]
    [TestCase(582, typeof(ModificationResult.Unknown))]
    [TestCase(583, typeof(ModificationResult.Refused))]
    [TestCase(594, typeof(ModificationResult.Refused))]
    [TestCase(529, typeof(ModificationResult.Failed))]
    [TestCase(527, typeof(ModificationResult.Refused))]
    [TestCase(513, typeof(ModificationResult.Unknown))]
    public async Task Refunds_as_the_amount_asks_for(long amount, Type expected) => Assert.That(await RefundAsync(amount), Is.TypeOf(expected));

    [Test]
    public async Task Refunds_without_a_number() => Assert.That(await RefundAsync(511), Is.EqualTo(new ModificationResult.Submitted(Reference: null)));

    [TestCase("3050012345/123400", typeof(RefundQueryResult.Succeeded))]
    [TestCase("3050012345/123481", typeof(RefundQueryResult.Pending))]
    [TestCase("3050012345/123482", typeof(RefundQueryResult.Inconclusive))]
    [TestCase("3050012345/123483", typeof(RefundQueryResult.Failed))]
    [TestCase("3050012345/123413", typeof(RefundQueryResult.Inconclusive))]
    public async Task Asks_about_a_refund(string reference, Type expected) => Assert.That(await QueryRefundAsync(reference), Is.TypeOf(expected));

    [TestCase(null, null, typeof(CredentialCheck.Accepted))]
    [TestCase("psp_id", "unknown", typeof(CredentialCheck.Refused))]
    [TestCase("password", "wrong", typeof(CredentialCheck.Refused))]
    [TestCase("psp_id", "wrongsha", typeof(CredentialCheck.Refused))]
    [TestCase("psp_id", "elsewhere", typeof(CredentialCheck.Inconclusive))]
    public async Task Checks_credentials(string? key, string? value, Type expected)
    {
        var credentials = new Dictionary<string, string>(_context.Credentials, StringComparer.Ordinal);
        if (key is not null)
        {
            credentials[key] = value!;
        }

        Assert.That(await EpdqSamples.Adapter.CheckCredentialsAsync(_context with { Credentials = credentials }, CancellationToken.None), Is.TypeOf(expected));
    }

    [Test]
    public async Task Is_not_taken_for_a_form_in_utf_8()
    {
        // The stub itself: a form of .NET's own would be refused, as ePDQ does.
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("CN", "Zoë"), KeyValuePair.Create("SHASIGN", new string('0', 128))]);
        using var answer = await _http.PostAsync(new Uri(_psp.BaseUrl, "orderdirect.asp"), form);

        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("unknown order/1/s"));
    }

    [TestCase("001")]
    [TestCase("002")]
    [TestCase("003")]
    [TestCase("004")]
    [TestCase("005")]
    [TestCase("006")]
    [TestCase("007")]
    [TestCase("008")]
    [TestCase("009")]
    [TestCase("302")]
    [TestCase("404")]
    [TestCase("500")]
    [TestCase("503")]
    public async Task Knows_nothing_where_the_answer_is_broken(string fault)
    {
        using var deadline = new CancellationTokenSource(Patience);
        var authorisation = await EpdqSamples.Adapter.AuthoriseAsync(EpdqSamples.Authorisation("Fault " + fault), _context, deadline.Token);
        using var later = new CancellationTokenSource(Patience);
        var capture = await EpdqSamples.Adapter.CaptureAsync(EpdqSamples.Capture with { TransactionId = "3050090" + fault }, _context, later.Token);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(authorisation, Is.TypeOf<AuthoriseResult.Unknown>());
            Assert.That(capture, Is.TypeOf<ModificationResult.Unknown>());
            Assert.That((await _psp.RequestsAsync()).Select(request => request.Url), Is.EqualTo(new[] { "/orderdirect.asp", "/maintenancedirect.asp" }), "each was sent once");
        }
    }

    [Test]
    public async Task Is_refused_at_the_door()
    {
        Assert.That(await AuthoriseAsync(EpdqSamples.Authorisation("Fault 401")), Is.TypeOf<AuthoriseResult.Failed>().With.Property("Class").EqualTo(FailureClass.Credentials));
        Assert.That(await CaptureAsync("3050090401"), Is.TypeOf<ModificationResult.Failed>().With.Property("Class").EqualTo(FailureClass.Credentials));
    }

    [Test]
    public async Task Sends_nothing_where_nobody_listens()
    {
        var nowhere = _context with { BaseUrl = new Uri("http://127.0.0.1:9/") };

        Assert.That(await AuthoriseAsync(EpdqSamples.Authorisation(), nowhere), Is.TypeOf<AuthoriseResult.Failed>().With.Property("Class").EqualTo(FailureClass.NotSent));
    }

    [Test]
    public async Task Never_sends_a_character_that_epdq_does_not_have()
    {
        Assert.That(await AuthoriseAsync(EpdqSamples.Authorisation("Łukasz 李 😀")), Is.TypeOf<AuthoriseResult.Authorised>());
        Assert.That(Encoding.ASCII.GetString((await _psp.RequestsAsync()).Single().Body.Span), Does.Contain("&CN=Lukasz+%3F+%3F&"));
    }

    private Task<AuthoriseResult> AuthoriseAsync(AuthoriseRequest request, PspContext? context = null) =>
        EpdqSamples.Adapter.AuthoriseAsync(request, context ?? _context, CancellationToken.None);

    private Task<AuthoriseResult> ContinueAsync(params string[] outcomes) =>
        EpdqSamples.Adapter.ContinueAsync(EpdqSamples.Continuation(outcomes), _context, CancellationToken.None);

    private Task<ModificationResult> CaptureAsync(string transactionId = EpdqSamples.PayId) =>
        EpdqSamples.Adapter.CaptureAsync(EpdqSamples.Capture with { TransactionId = transactionId }, _context, CancellationToken.None);

    private Task<ModificationResult> CancelAsync(string? transactionId) =>
        EpdqSamples.Adapter.CancelAsync(EpdqSamples.Cancellation with { TransactionId = transactionId }, _context, CancellationToken.None);

    private Task<ModificationResult> RefundAsync(long amount) =>
        EpdqSamples.Adapter.RefundAsync(EpdqSamples.Refund with { Amount = amount }, _context, CancellationToken.None);

    private Task<QueryResult> QueryAsync() => EpdqSamples.Adapter.QueryAsync(EpdqSamples.Query, _context, CancellationToken.None);

    private Task<RefundQueryResult> QueryRefundAsync(string reference) =>
        EpdqSamples.Adapter.QueryRefundAsync(EpdqSamples.RefundQuery with { Reference = reference }, _context, CancellationToken.None);
}
