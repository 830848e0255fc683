using System.Text;
using NUnit.Framework;
using Pay.Gateway.Providers.Worldpay;
using Pay.Providers.Tests.WireMock;
using static Pay.Providers.Tests.Worldpay.WorldpaySamples;

namespace Pay.Providers.Tests.Worldpay;

/// <summary>The adapter over real HTTP, against the scenarios of <c>Stubs/worldpay</c>.</summary>
internal sealed class WorldpayWireMockTests
{
    private const string Path = "jsp/merchant/xml/paymentService.jsp";

    /// <summary>Long enough to send five requests, far shorter than the answers of the two slow scenarios take.</summary>
    private static readonly TimeSpan ShortTimeLimit = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LongTimeLimit = TimeSpan.FromSeconds(60);
    private static readonly WorldpayAdapter Adapter = new();
    private static readonly PayerBrowser Browser = new("203.0.113.9", "text/html", "en-GB", "Mozilla/5.0 (X11)");

    private WireMockServer _psp = null!;
    private HttpClient _http = null!;
    private HttpPspTransport _transport = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _psp = await WireMockServer.StartAsync("worldpay");
        _http = new HttpClient(HttpPspTransport.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        _transport = new HttpPspTransport(_http);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _http.Dispose();
        await _psp.DisposeAsync();
    }

    [SetUp]
    public Task Reset() => _psp.ResetAsync();

    [TestCase("J Bloggs", "Authorised")]
    [TestCase("AUTHORISED", "Authorised")]
    [TestCase("CAPTURED", "Authorised captured")]
    [TestCase("REFUSED", "Rejected refused: 5 REFUSED")]
    [TestCase("REFUSED51", "Rejected refused: 51 REFUSED")]
    [TestCase("CANCELLED", "CancelledByPsp")]
    [TestCase("PENDING", "Pending")]
    [TestCase("ERROR", "Failed PspInternal")]
    [TestCase("ERROR CODE 1", "Unknown")]
    [TestCase("ERROR CODE 5", "Failed InvalidRequest")]
    [TestCase("ERROR CODE 7", "Failed InvalidCardDetails")]
    [TestCase("ERROR CODE 13", "Failed PspInternal clean-up")]
    [TestCase("IN PROGRESS", "Unknown")]
    [TestCase("ANOTHER AMOUNT", "Failed Protocol clean-up")]
    [TestCase("ANOTHER ORDER", "Failed Protocol clean-up")]
    public async Task Authorises(string holder, string expected)
    {
        var order = Order(Card(new BillingAddress("10 Mill Lane", null, "LS1 4AB", "Leeds", "GB"), holder));
        Assert.That(Name(await Adapter.AuthoriseAsync(order, Context(), CancellationToken.None)), Is.EqualTo(expected));
        await ReceivedAsync(1, $"<cardNumber>{Visa}</cardNumber>");
    }

    [TestCase("IDENTIFIED", "Authorised")]
    [TestCase("NOT_IDENTIFIED", "Rejected refused")]
    [TestCase("ERROR", "Failed InvalidCardDetails")]
    public async Task Goes_to_the_bank_and_back_by_3D_Secure_1(string paRes, string expected)
    {
        var asked = await AskedAsync("3D", flex: false);
        var form = (Challenge.PostForm)asked.Challenge;
        Assert.That(form.Uri, Is.EqualTo(new Uri(_psp.BaseUrl, "acs/pareq")));
        Assert.That(form.Fields[0], Is.EqualTo(KeyValuePair.Create("PaReq", "eJxVUstubedPaReq+/=")));

        var result = await Adapter.ContinueAsync(Return(asked.ProviderState, ("PaRes", paRes), ("MD", PaymentId)), Context(), CancellationToken.None);
        Assert.That(Name(result), Is.EqualTo(expected));
        var second = await ReceivedAsync(2, $"<paResponse>{paRes}</paResponse>");
        Assert.That(second.Header("Cookie"), Is.EqualTo($"machine=node.{Amount}"));
    }

    [TestCase("3DS_V2_CHALLENGE_IDENTIFIED", "Authorised")]
    [TestCase("3DS_V2_CHALLENGE_NOT_IDENTIFIED", "Rejected refused")]
    public async Task Goes_to_the_bank_and_back_by_3D_Secure_2(string holder, string expected)
    {
        var asked = await AskedAsync(holder, flex: true);
        var form = (Challenge.PostForm)asked.Challenge;
        Assert.That(form.Uri, Is.EqualTo(new Uri(_psp.BaseUrl, "V2/Cruise/StepUp")));
        Assert.That(form.Fields.Select(field => field.Key), Is.EqualTo(["JWT"]));

        var result = await Adapter.ContinueAsync(Return(asked.ProviderState), Context(flex: true), CancellationToken.None);
        Assert.That(Name(result), Is.EqualTo(expected));
        await ReceivedAsync(2, "<completedAuthentication />");
    }

    [Test]
    public async Task Authorises_without_friction()
    {
        var order = Order(Card(holder: "3DS_V2_FRICTIONLESS_IDENTIFIED"), threeDSecure: true, browser: Browser);
        Assert.That(Name(await Adapter.AuthoriseAsync(order, Context(flex: true), CancellationToken.None)), Is.EqualTo("Authorised"));
    }

    [Test]
    public async Task Goes_to_the_bank_twice_and_not_three_times()
    {
        var asked = await AskedAsync("3D", flex: false);
        var again = await Adapter.ContinueAsync(Return(asked.ProviderState, ("PaRes", "AGAIN")), Context(), CancellationToken.None);
        var state = ((AuthoriseResult.AuthenticationRequired)again).ProviderState;
        Assert.That(Name(await Adapter.ContinueAsync(Return(state, ("PaRes", "AGAIN")), Context(), CancellationToken.None)), Is.EqualTo("Failed Protocol clean-up"));
        Assert.That(Name(await Adapter.ContinueAsync(Return(state, ("PaRes", "IDENTIFIED")), Context(), CancellationToken.None)), Is.EqualTo("Authorised"));
    }

    [TestCase(1250, "Submitted")]
    [TestCase(66604, "Failed Credentials")]
    [TestCase(66605, "Failed InvalidRequest")]
    [TestCase(66608, "Failed PspInternal")]
    [TestCase(66650, "Failed InvalidRequest")]
    [TestCase(66651, "Unknown")]
    public async Task Captures(long amount, string expected)
    {
        Assert.That(Name(await Adapter.CaptureAsync(Capture(amount: amount), Context(), CancellationToken.None)), Is.EqualTo(expected));
        await ReceivedAsync(1, $"""<capture><date dayOfMonth="20" month="11" year="2025" /><amount currencyCode="GBP" exponent="2" value="{amount}" />""");
    }

    [TestCase("OTTERCOUNCIL", "Submitted")]
    [TestCase("CANCEL-ERROR-5", "Refused")]
    [TestCase("CANCEL-ERROR-8", "Failed PspInternal")]
    [TestCase("CANCEL-ERROR-99", "Unknown")]
    [TestCase("WRONG-MERCHANT", "Failed Credentials")]
    public async Task Cancels(string merchant, string expected)
    {
        Assert.That(Name(await Adapter.CancelAsync(Cancel(), Context(merchant), CancellationToken.None)), Is.EqualTo(expected));
        await ReceivedAsync(1, $"""<orderModification orderCode="{OrderCode}"><cancel />""");
    }

    [TestCase(500, "Submitted")]
    [TestCase(66601, "Unknown")]
    [TestCase(66605, "Refused")]
    [TestCase(66608, "Unknown")]
    [TestCase(66650, "Refused")]
    [TestCase(66652, "Unknown")]
    public async Task Refunds(long amount, string expected)
    {
        Assert.That(Name(await Adapter.RefundAsync(Refund(amount: amount), Context(), CancellationToken.None)), Is.EqualTo(expected));
        var received = await ReceivedAsync(1, $"""<refund reference="{RefundId}">""");
        Assert.That(received.Header("Idempotency-Key"), Is.EqualTo(Guid.Parse(OperationId).ToString("D")));
    }

    [TestCase("OTTERCOUNCIL", "NotFound")]
    [TestCase("INQUIRY-AUTHORISED-1250", "Authorised 1250")]
    [TestCase("INQUIRY-CAPTURED-1250", "Captured 1250")]
    [TestCase("INQUIRY-SETTLED_BY_MERCHANT-7", "Captured 7")]
    [TestCase("INQUIRY-SENT_FOR_REFUND-1250", "Captured 1250")]
    [TestCase("INQUIRY-REFUSED-1250", "Rejected 1250")]
    [TestCase("INQUIRY-EXPIRED-1250", "Cancelled 1250")]
    [TestCase("INQUIRY-SENT_FOR_AUTHORISATION-1250", "Pending 1250")]
    [TestCase("INQUIRY-null-1250", "Error 1250")]
    [TestCase("INQUIRY-SHREDDED-1250", "Inconclusive")]
    [TestCase("INQUIRY-ERROR-CODE-1", "Inconclusive")]
    [TestCase("INQUIRY-3DS", "AuthenticationRequired ")]
    [TestCase("WRONG-MERCHANT", "Inconclusive")]
    public async Task Asks(string merchant, string expected)
    {
        var answer = await Adapter.QueryAsync(new QueryRequest(PaymentId, OrderCode), Context(merchant), CancellationToken.None);
        Assert.That(answer is QueryResult.Found found ? $"{found.Payment} {found.Amount}" : answer.GetType().Name, Is.EqualTo(expected));
        await ReceivedAsync(1, $"""<inquiry><orderInquiry orderCode="{OrderCode}" />""");
    }

    [TestCase("OTTERCOUNCIL", Password, false, "Accepted")]
    [TestCase("OTTERCOUNCIL", Password, true, "Accepted")]
    [TestCase("OTTERCOUNCIL", "wrong", false, "Refused")]
    [TestCase("WRONG-MERCHANT", Password, true, "Refused")]
    [TestCase("FAULT-HTTP-503", Password, false, "Inconclusive")]
    public async Task Checks_credentials(string merchant, string password, bool flex, string expected)
    {
        var context = Context(merchant, password, flex);
        Assert.That((await Adapter.CheckCredentialsAsync(context, CancellationToken.None)).GetType().Name, Is.EqualTo(expected));
    }

    [Test]
    public async Task Is_refused_at_the_door_with_a_wrong_password()
    {
        var context = Context(password: "wrong");
        Assert.That(Name(await Adapter.AuthoriseAsync(Order(), context, CancellationToken.None)), Is.EqualTo("Failed Credentials"));
        Assert.That(Name(await Adapter.RefundAsync(Refund(), context, CancellationToken.None)), Is.EqualTo("Failed Credentials"));
    }

    [TestCase("FAULT-RESET")]
    [TestCase("FAULT-EMPTY")]
    [TestCase("FAULT-MALFORMED")]
    [TestCase("FAULT-RANDOM")]
    [TestCase("FAULT-TRUNCATED")]
    [TestCase("FAULT-RETRY")]
    [TestCase("FAULT-NOTHING")]
    [TestCase("FAULT-HTTP-302")]
    [TestCase("FAULT-HTTP-400")]
    [TestCase("FAULT-HTTP-404")]
    [TestCase("FAULT-HTTP-500")]
    [TestCase("FAULT-HTTP-503")]
    [TestCase("FAULT-TIMEOUT")]
    [TestCase("FAULT-DRIBBLE")]
    public async Task Leaves_unknown_what_a_fault_hides(string merchant)
    {
        var context = Context(merchant);
        using var deadline = new CancellationTokenSource(merchant is "FAULT-TIMEOUT" or "FAULT-DRIBBLE" ? ShortTimeLimit : LongTimeLimit);
        var (authorise, capture) = (Adapter.AuthoriseAsync(Order(), context, deadline.Token), Adapter.CaptureAsync(Capture(), context, deadline.Token));
        var (cancel, refund) = (Adapter.CancelAsync(Cancel(), context, deadline.Token), Adapter.RefundAsync(Refund(), context, deadline.Token));
        var query = Adapter.QueryAsync(new QueryRequest(PaymentId, OrderCode), context, deadline.Token);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await authorise, Is.TypeOf<AuthoriseResult.Unknown>());
            Assert.That(await capture, Is.TypeOf<ModificationResult.Unknown>());
            Assert.That(await cancel, Is.TypeOf<ModificationResult.Unknown>());
            Assert.That(await refund, Is.TypeOf<ModificationResult.Unknown>());
            Assert.That(await query, Is.TypeOf<QueryResult.Inconclusive>());
            Assert.That(await _psp.RequestsAsync(), Has.Count.EqualTo(5), "nothing is sent twice, and no redirect is followed");
        }
    }

    [Test]
    public async Task Has_sent_nothing_where_nobody_listens()
    {
        var context = Context() with { BaseUrl = new Uri("http://127.0.0.1:1/") };
        Assert.That(Name(await Adapter.AuthoriseAsync(Order(), context, CancellationToken.None)), Is.EqualTo("Failed NotSent"));
        Assert.That(Name(await Adapter.RefundAsync(Refund(), context, CancellationToken.None)), Is.EqualTo("Failed NotSent"));
        Assert.That(await Adapter.QueryAsync(new QueryRequest(PaymentId, OrderCode), context, CancellationToken.None), Is.TypeOf<QueryResult.Inconclusive>());
    }

    private async Task<AuthoriseResult.AuthenticationRequired> AskedAsync(string holder, bool flex)
    {
        var order = Order(Card(holder: holder), threeDSecure: true, browser: Browser);
        var result = await Adapter.AuthoriseAsync(order, Context(flex: flex), CancellationToken.None);
        Assert.That(result, Is.TypeOf<AuthoriseResult.AuthenticationRequired>());
        return (AuthoriseResult.AuthenticationRequired)result;
    }

    private PspContext Context(string merchant = "OTTERCOUNCIL", string password = Password, bool flex = false)
    {
        var credentials = flex ? FlexCredentials() : Credentials();
        credentials["merchant_id"] = merchant;
        credentials["password"] = password;
        return WorldpaySamples.Context(
            _transport,
            url: new Uri(_psp.BaseUrl, Path),
            settings:
            [
                ("IdempotencyKeys", "true"),
                ("ThreeDSecureUrl", new Uri(_psp.BaseUrl, "V2/Cruise/StepUp").AbsoluteUri),
                ("DeviceDataUrl", new Uri(_psp.BaseUrl, "V1/Cruise/Collect").AbsoluteUri),
            ]) with { Credentials = credentials };
    }

    /// <summary>The last of as many requests as expected, as WireMock's journal has it.</summary>
    private async Task<ReceivedRequest> ReceivedAsync(int count, string part)
    {
        var requests = await _psp.RequestsAsync();
        Assert.That(requests, Has.Count.EqualTo(count));
        var last = requests[^1];
        Assert.That((last.Method, last.Url), Is.EqualTo(("POST", "/" + Path)));
        Assert.That(Encoding.UTF8.GetString(last.Body.Span), Does.Contain(part));
        return last;
    }

    private static string Name(AuthoriseResult result) => result switch
    {
        AuthoriseResult.Authorised { AlreadyCaptured: true } => "Authorised captured",
        AuthoriseResult.Rejected rejected => $"Rejected {rejected.Reason}",
        AuthoriseResult.Failed failed => $"Failed {failed.Class}" + (failed.CleanUp ? " clean-up" : ""),
        _ => result.GetType().Name,
    };

    private static string Name(ModificationResult result) => result is ModificationResult.Failed failed ? $"Failed {failed.Class}" : result.GetType().Name;
}
