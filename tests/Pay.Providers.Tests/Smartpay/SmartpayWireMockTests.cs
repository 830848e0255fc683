using System.Net;
using System.Net.Sockets;
using System.Xml.Linq;
using NUnit.Framework;
using Pay.Gateway.Providers.Smartpay;
using Pay.Providers.Tests.WireMock;

namespace Pay.Providers.Tests.Smartpay;

/// <summary>The adapter over real HTTP, against the mapping files of <c>Stubs/smartpay</c>.</summary>
internal sealed class SmartpayWireMockTests
{
    // Long against a machine that is busy; short where the PSP does not answer at all.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortDeadline = TimeSpan.FromMilliseconds(300);

    // In the order of their codes in the stub's README, of which the first is 11.
    private static readonly string[] Troubles =
    [
        "cut-off", "dribble", "empty", "html", "http-302", "http-404", "http-500", "http-503", "malformed-chunk", "random-data", "reset", "slow",
    ];

    private readonly SmartpayAdapter _adapter = new();
    private WireMockServer _psp = null!;
    private HttpClient _http = null!;

    public static IEnumerable<TestCaseData> Modifications() =>
        from operation in new[] { (Name: "capture", Codes: 2011), (Name: "refund", Codes: 3011), (Name: "cancel", Codes: 4011) }
        from code in Enumerable.Range(0, Troubles.Length)
        select new TestCaseData(operation.Name, Troubles[code], operation.Codes + code).SetArgDisplayNames(operation.Name, Troubles[code]);

    [OneTimeSetUp]
    public async Task Start()
    {
        _psp = await WireMockServer.StartAsync("smartpay");
        _http = new HttpClient(HttpPspTransport.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _http.Dispose();
        await _psp.DisposeAsync();
    }

    [SetUp]
    public Task Reset() => _psp.ResetAsync();

    [Test]
    public async Task Authorises()
    {
        var result = await AuthoriseAsync(SmartpaySamples.Authorise());

        Assert.That(result, Is.TypeOf<AuthoriseResult.Authorised>().With.Property("TransactionId").Match("^88[0-9]{14}$"));
        var request = (await _psp.RequestsAsync()).Single();
        var sent = XDocument.Parse(request.Text).Descendants(SmartpaySoap.Payment + "paymentRequest").Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(request.Method, Is.EqualTo("POST"));
            Assert.That(request.Url, Is.EqualTo("/pal/servlet/soap/Payment"));
            Assert.That(request.Header("Authorization"), Is.EqualTo("Basic d3NfNDQ4MjExQENvbXBhbnkuT3R0ZXJDb3VuY2lsOlNwcmluZy1UaWRlLTg4"));
            Assert.That(request.Header("SOAPAction"), Is.EqualTo("\"\""));
            Assert.That(sent.Element(SmartpaySoap.Payment + "reference")!.Value, Is.EqualTo(SmartpaySamples.PaymentId));
            Assert.That(sent.Element(SmartpaySoap.Payment + "amount")!.Value, Is.EqualTo("GBP1250"));
        }
    }

    [TestCase("DECLINED", "Refused")]
    [TestCase("CARD_EXPIRED", "Expired Card")]
    [TestCase("NOT_ENOUGH_BALANCE", "Not enough balance")]
    [TestCase("CVC_DECLINED", "CVC Declined")]
    [TestCase("BLOCK_CARD", "Blocked Card")]
    [TestCase("INVALID_CARD", "Invalid Card Number")]
    public async Task Is_refused(string holder, string reason) => Assert.That(
        await AuthoriseAsync(holder), Is.TypeOf<AuthoriseResult.Rejected>().With.Property("Reason").EqualTo(reason));

    [Test]
    public async Task Is_refused_by_card_number() => Assert.That(
        await AuthoriseAsync(SmartpaySamples.Authorise(SmartpaySamples.Card("4000300011112220"))), Is.TypeOf<AuthoriseResult.Rejected>());

    [TestCase("ERROR", typeof(AuthoriseResult.Failed))]
    [TestCase("FRAUD", typeof(AuthoriseResult.CancelledByPsp))]
    [TestCase("RECEIVED", typeof(AuthoriseResult.Pending))]
    [TestCase("PENDING", typeof(AuthoriseResult.Pending))]
    [TestCase("PRESENT_TO_SHOPPER", typeof(AuthoriseResult.Pending))]
    [TestCase("NO_MD", typeof(AuthoriseResult.Failed))]
    [TestCase("NO_REFERENCE", typeof(AuthoriseResult.Unknown))]
    [TestCase("NEW_RESULT", typeof(AuthoriseResult.Unknown))]
    [TestCase("ANOTHER_OPERATION", typeof(AuthoriseResult.Unknown))]
    [TestCase("FAULT_101", typeof(AuthoriseResult.Failed))]
    [TestCase("FAULT_137", typeof(AuthoriseResult.Failed))]
    [TestCase("FAULT_901", typeof(AuthoriseResult.Failed))]
    [TestCase("FAULT_702", typeof(AuthoriseResult.Unknown))]
    [TestCase("HTTP_403", typeof(AuthoriseResult.Failed))]
    public async Task Ends_as_specified(string holder, Type expected) => Assert.That(await AuthoriseAsync(holder), Is.TypeOf(expected));

    [TestCaseSource(nameof(Troubles))]
    public async Task Does_not_know_what_became_of_an_authorisation_after(string trouble)
    {
        var holder = trouble.ToUpperInvariant().Replace('-', '_');
        var result = await AuthoriseAsync(SmartpaySamples.Authorise(SmartpaySamples.Card(holder: holder)), DeadlineOf(trouble));

        Assert.That(result, Is.TypeOf<AuthoriseResult.Unknown>());
        Assert.That(await _psp.RequestsAsync(atLeast: 1), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Goes_to_the_bank_and_back()
    {
        var request = SmartpaySamples.Authorise(
            SmartpaySamples.Card("4212345678901237"), new PayerBrowser(null, "text/html", "en-GB", "Mozilla/5.0"), threeDSecure: true);
        var required = (AuthoriseResult.AuthenticationRequired)await AuthoriseAsync(request);
        var form = (Challenge.PostForm)required.Challenge;

        using var fields = new FormUrlEncodedContent(form.Fields);
        using var page = await _http.PostAsync(form.Uri, fields);
        var md = form.Fields.Single(field => string.Equals(field.Key, "MD", StringComparison.Ordinal)).Value;
        Assert.That(WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync()), Does.Contain(md).And.Contain(SmartpaySamples.ReturnUrl.AbsoluteUri));

        Assert.That(await ContinueAsync(required, md, "bank-says-yes"), Is.TypeOf<AuthoriseResult.Authorised>());
        Assert.That(
            await ContinueAsync(required, md, "bank-says-no"),
            Is.TypeOf<AuthoriseResult.Rejected>().With.Property("Reason").EqualTo("3d-secure: Authentication failed"));
        Assert.That(await ContinueAsync(required, md, "bank-says-twice"), Is.TypeOf<AuthoriseResult.Unknown>());
        Assert.That(await ContinueAsync(required, md, "bank-says-reset"), Is.TypeOf<AuthoriseResult.Unknown>());
        var before = (await _psp.RequestsAsync()).Count;
        Assert.That(await ContinueAsync(required, md, ""), Is.TypeOf<AuthoriseResult.Rejected>());
        Assert.That(await _psp.RequestsAsync(), Has.Count.EqualTo(before));
    }

    [Test]
    public async Task Gives_up_on_3d_secure_2() => Assert.That(
        await AuthoriseAsync(SmartpaySamples.Authorise(SmartpaySamples.Card("4917610000000000"), threeDSecure: true)),
        Is.TypeOf<AuthoriseResult.Failed>().With.Property("CleanUp").True);

    [Test]
    public async Task Submits_capture_refund_and_cancellation()
    {
        foreach (var operation in new[] { "capture", "refund", "cancel" })
        {
            Assert.That(
                await ModifyAsync(operation, 1250), Is.TypeOf<ModificationResult.Submitted>().With.Property("Reference").Match("^88[0-9]{14}$"), operation);
        }

        var sent = (await _psp.RequestsAsync()).Select(request => XDocument.Parse(request.Text).Descendants(SmartpaySoap.Payment + "modificationRequest").Single());
        Assert.That(
            sent.Select(request => string.Join(' ', request.Elements().Select(element => element.Value))),
            Is.EqualTo(new[]
            {
                $"OtterCouncilECOM GBP1250 8815000000001250 {SmartpaySamples.PaymentId}",
                "OtterCouncilECOM GBP1250 8815000000001250 rf0001",
                $"OtterCouncilECOM 8815000000001250 {SmartpaySamples.PaymentId}",
            }));
    }

    [TestCase(1, typeof(ModificationResult.Failed), typeof(ModificationResult.Failed))]
    [TestCase(2, typeof(ModificationResult.Refused), typeof(ModificationResult.Refused))]
    [TestCase(3, typeof(ModificationResult.Unknown), typeof(ModificationResult.Unknown))]
    [TestCase(4, typeof(ModificationResult.Submitted), typeof(ModificationResult.Unknown))]
    [TestCase(5, typeof(ModificationResult.Unknown), typeof(ModificationResult.Unknown))]
    public async Task Ends_a_modification_as_specified(int code, Type expected, Type expectedOfRefund)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await ModifyAsync("capture", 2000 + code), Is.TypeOf(expected));
            Assert.That(await ModifyAsync("cancel", 4000 + code), Is.TypeOf(expected));
            Assert.That(await ModifyAsync("refund", 3000 + code), Is.TypeOf(expectedOfRefund));
        }
    }

    [TestCaseSource(nameof(Modifications))]
    public async Task Does_not_know_what_became_of(string operation, string trouble, int amount)
    {
        Assert.That(await ModifyAsync(operation, amount, DeadlineOf(trouble)), Is.TypeOf<ModificationResult.Unknown>());
        Assert.That(await _psp.RequestsAsync(atLeast: 1), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Releases_what_it_holds_by_the_reference_that_it_got()
    {
        var authorised = (AuthoriseResult.Authorised)await AuthoriseAsync(SmartpaySamples.Authorise(amount: 4002));
        using var deadline = new CancellationTokenSource(Deadline);

        Assert.That(
            await _adapter.CancelAsync(SmartpaySamples.Cancel(authorised.TransactionId), Context(), deadline.Token), Is.TypeOf<ModificationResult.Refused>());
    }

    [Test]
    public async Task Checks_credentials()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await CheckAsync(SmartpayCredentials.MerchantId, SmartpaySamples.MerchantAccount), Is.TypeOf<CredentialCheck.Accepted>());
            Assert.That(await CheckAsync(SmartpayCredentials.MerchantId, "HeronCouncilECOM"), Is.TypeOf<CredentialCheck.Refused>());
            Assert.That(await CheckAsync(SmartpayCredentials.Username, "ws_1@Company.OtterCouncil"), Is.TypeOf<CredentialCheck.Refused>());
            Assert.That(await CheckAsync(SmartpayCredentials.Password, "spring-tide-88"), Is.TypeOf<CredentialCheck.Refused>());
        }
    }

    [Test]
    public async Task Knows_that_nothing_was_sent_where_nobody_listens()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var nobody = new UriBuilder("http", "127.0.0.1", ((IPEndPoint)socket.LocalEndPoint!).Port).Uri;
        using var deadline = new CancellationTokenSource(Deadline);

        Assert.That(
            await _adapter.AuthoriseAsync(SmartpaySamples.Authorise(), Context(nobody), deadline.Token),
            Is.TypeOf<AuthoriseResult.Failed>().With.Property("Class").EqualTo(FailureClass.NotSent));
    }

    private static TimeSpan DeadlineOf(string trouble) => trouble is "slow" or "dribble" ? ShortDeadline : Deadline;

    private PspContext Context(Uri? baseUrl = null, IReadOnlyDictionary<string, string>? credentials = null) =>
        SmartpaySamples.Context(new HttpPspTransport(_http), baseUrl ?? new Uri(_psp.BaseUrl, "pal/servlet/soap/Payment"), credentials);

    private Task<AuthoriseResult> AuthoriseAsync(string holder) => AuthoriseAsync(SmartpaySamples.Authorise(SmartpaySamples.Card(holder: holder)));

    private async Task<AuthoriseResult> AuthoriseAsync(AuthoriseRequest request, TimeSpan? timeLimit = null)
    {
        using var deadline = new CancellationTokenSource(timeLimit ?? Deadline);
        return await _adapter.AuthoriseAsync(request, Context(), deadline.Token);
    }

    private async Task<AuthoriseResult> ContinueAsync(AuthoriseResult.AuthenticationRequired required, string md, string paRes)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        return await _adapter.ContinueAsync(
            new ContinueRequest
            {
                OperationId = "op-1",
                PaymentId = SmartpaySamples.PaymentId,
                TransactionId = required.TransactionId,
                Amount = 1250,
                ProviderState = required.ProviderState,
                Fields = [KeyValuePair.Create("PaRes", paRes), KeyValuePair.Create("MD", md)],
                ReturnUrl = SmartpaySamples.ReturnUrl,
            },
            Context(),
            deadline.Token);
    }

    /// <summary>With a transaction whose reference ends in the amount, as the stub makes them.</summary>
    private async Task<ModificationResult> ModifyAsync(string operation, int amount, TimeSpan? timeLimit = null)
    {
        using var deadline = new CancellationTokenSource(timeLimit ?? Deadline);
        var transactionId = $"881500000000{amount}";
        return operation switch
        {
            "capture" => await _adapter.CaptureAsync(new("op-2", SmartpaySamples.PaymentId, transactionId, amount, 1), Context(), deadline.Token),
            "refund" => await _adapter.RefundAsync(new("op-4", SmartpaySamples.PaymentId, transactionId, "rf0001", amount, amount, 1), Context(), deadline.Token),
            _ => await _adapter.CancelAsync(new("op-3", SmartpaySamples.PaymentId, transactionId, 1), Context(), deadline.Token),
        };
    }

    private async Task<CredentialCheck> CheckAsync(string key, string value)
    {
        var credentials = SmartpaySamples.Credentials();
        credentials[key] = value;
        using var deadline = new CancellationTokenSource(Deadline);
        return await _adapter.CheckCredentialsAsync(Context(credentials: credentials), deadline.Token);
    }
}
