using System.Diagnostics;

namespace Pay.Client.Tests.Gateway;

/// <summary>The SDK and the gateway of this repository, over real sockets and through the payment pages.</summary>
[Category("Gateway")]
internal sealed class SdkAgainstTheGatewayTests
{
    private GatewayUnderTest _gateway = null!;
    private PayClient _pay = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _gateway = await GatewayUnderTest.StartAsync();
        _pay = _gateway.Client();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }
    }

    private CreatePaymentRequest Request(long amount = 14500, string reference = "sdk") => new()
    {
        Amount = amount,
        Reference = reference,
        Description = "Council tax",
        // Something that answers, so that the payer arrives somewhere.
        ReturnUrl = new Uri(_gateway.Url, "healthcheck").AbsoluteUri,
    };

    private async Task<Payment> PaidAsync(long amount = 14500, bool delayed = false)
    {
        var request = Request(amount);
        request.DelayedCapture = delayed ? true : null;
        var payment = await _pay.Payments.CreateAsync(request);
        using var payer = new Payer();
        await payer.PayAsync(payment.NextUrl!);
        return await UntilAsync(payment.PaymentId, p => p.State.Status == PaymentStatus.Capturable || p.RefundSummary!.Status == RefundAvailability.Available);
    }

    private async Task<Payment> UntilAsync(string paymentId, Func<Payment, bool> isReached)
    {
        var since = Stopwatch.StartNew();
        while (true)
        {
            var payment = await _pay.Payments.GetAsync(paymentId);
            if (isReached(payment))
            {
                return payment;
            }

            Assert.That(since.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)), $"{payment.State.Status} {payment.RefundSummary?.Status}");
            await Task.Delay(100);
        }
    }

    private static async Task<string?> CodeOf(Task call)
    {
        try
        {
            await call;
            return null;
        }
        catch (PayException e)
        {
            return $"{(int?)e.StatusCode} {e.Code} {e.Field}".TrimEnd();
        }
    }

    [Test]
    public async Task A_payment_is_created_read_and_cancelled()
    {
        var request = Request();
        request.Language = PaymentLanguage.Welsh;
        request.Email = "payer@example.org";
        request.Metadata = new Dictionary<string, MetadataValue>(StringComparer.Ordinal) { ["text"] = "a", ["number"] = 1.25m, ["flag"] = true };
        var created = await _pay.Payments.CreateAsync(request);
        Assert.That((created.Amount, created.State.Status, created.State.Finished, created.Language), Is.EqualTo((14500L, PaymentStatus.Created, false, (PaymentLanguage?)PaymentLanguage.Welsh)));
        Assert.That(created.Metadata, Is.EqualTo(request.Metadata));
        Assert.That(created.AdditionalProperties, Is.Null, "the SDK knows everything that the gateway sends");
        Assert.That(created.Links.AdditionalProperties, Is.Null);

        var read = await _pay.Payments.GetAsync(created.PaymentId);
        Assert.That((read.Email, read.ReturnUrl, read.CreatedDate), Is.EqualTo((request.Email, request.ReturnUrl, created.CreatedDate)));
        Assert.That(read.NextUrl, Is.Not.EqualTo(created.NextUrl), "each reading makes a fresh one");

        await _pay.Payments.CancelAsync(created.PaymentId);
        var cancelled = await _pay.Payments.GetAsync(created.PaymentId);
        Assert.That((cancelled.State.Status, cancelled.State.Code, cancelled.NextUrl), Is.EqualTo((PaymentStatus.Cancelled, "P0040", (string?)null)));
        var events = await _pay.Payments.GetEventsAsync(created.PaymentId);
        Assert.That(events.Events.Select(e => e.State.Status), Is.EqualTo(new[] { PaymentStatus.Created, PaymentStatus.Cancelled }));
        Assert.That(await CodeOf(_pay.Payments.CancelAsync(created.PaymentId)), Is.EqualTo("400 P0501"));
    }

    [Test]
    public async Task Refusals_arrive_with_code_and_field()
    {
        Assert.That(await CodeOf(_pay.Payments.CreateAsync(Request(amount: 10_000_001))), Is.EqualTo("422 P0102 amount"));
        Assert.That(await CodeOf(_pay.Payments.CreateAsync(new CreatePaymentRequest { Amount = 1 })), Is.EqualTo("400 P0101 reference"));
        Assert.That(await CodeOf(_pay.Payments.GetAsync("nothing")), Is.EqualTo("404 P0200"));
        Assert.That(await CodeOf(_pay.Payments.GetEventsAsync("nothing")), Is.EqualTo("404 P0300"));
        Assert.That(await CodeOf(_pay.Payments.CancelAsync("nothing")), Is.EqualTo("404 P0500"));
        Assert.That(await CodeOf(_pay.Payments.CaptureAsync("nothing")), Is.EqualTo("404 P1000"));
        Assert.That(await CodeOf(_pay.Refunds.ListAsync("nothing")), Is.EqualTo("404 P0800"));
        Assert.That(await CodeOf(_pay.Refunds.GetAsync("nothing", "nothing")), Is.EqualTo("404 P0700"));
        Assert.That(await CodeOf(_pay.Refunds.CreateAsync("nothing", new RefundRequest { Amount = 1 })), Is.EqualTo("404 P0600"));
        Assert.That(await CodeOf(_pay.Payments.SearchPageAsync(new PaymentSearch { DisplaySize = 501 })), Is.EqualTo("422 P0401"));
        var stranger = new PayClient(new PayClientOptions { ApiKey = "api_test_" + new string('a', 58), BaseUrl = _gateway.Url });
        Assert.That(await CodeOf(stranger.Payments.GetAsync("nothing")), Is.EqualTo("401"));
    }

    [Test]
    public async Task A_paid_payment_is_refunded_once_by_each_figure()
    {
        var paid = await PaidAsync();
        Assert.That((paid.State.Status, paid.CardDetails!.LastDigitsCardNumber, paid.RefundSummary!.AmountAvailable), Is.EqualTo((PaymentStatus.Success, "1111", 14500L)));
        Assert.That(paid.AdditionalProperties, Is.Null);
        Assert.That(paid.CardDetails.AdditionalProperties, Is.Null);

        var half = new RefundRequest { Amount = 7250, RefundAmountAvailable = 14500 };
        var first = (RefundResult.Confirmed)await _pay.Refunds.RefundAsync(paid.PaymentId, half);
        var second = (RefundResult.Rejected)await _pay.Refunds.RefundAsync(paid.PaymentId, half);
        Assert.That((first.Refund.Amount, first.Refund.Status, second.Reason!.Code), Is.EqualTo((7250L, RefundStatus.Success, "P0604")));
        Assert.That(await _pay.Refunds.RefundAsync(paid.PaymentId, 7250), Is.InstanceOf<RefundResult.Confirmed>());
        Assert.That(((RefundResult.Rejected)await _pay.Refunds.RefundAsync(paid.PaymentId, 1)).Reason!.Code, Is.EqualTo("P0603"));

        var refunds = await _pay.Refunds.ListAsync(paid.PaymentId);
        Assert.That(refunds.Refunds.Select(r => r.Amount), Is.EqualTo(new[] { 7250L, 7250L }));
        Assert.That((await _pay.Refunds.GetAsync(paid.PaymentId, first.Refund.RefundId)).Amount, Is.EqualTo(7250));
        Assert.That(refunds.AdditionalProperties ?? refunds.Refunds[0].AdditionalProperties, Is.Null);
        Assert.That((await _pay.Payments.GetAsync(paid.PaymentId)).RefundSummary!.Status, Is.EqualTo(RefundAvailability.Full));
    }

    [Test]
    public async Task Many_equal_refunds_at_once_refund_once()
    {
        var paid = await PaidAsync();
        var pay = _gateway.Client(keysHonoured: false);
        var request = new RefundRequest { Amount = 100, RefundAmountAvailable = 14500 };
        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => pay.Refunds.RefundAsync(paid.PaymentId, request)));
        Assert.That(results.OfType<RefundResult.Confirmed>().Count(), Is.EqualTo(1));
        Assert.That(results.OfType<RefundResult.Rejected>().Select(r => r.Reason!.Code), Is.EqualTo(Enumerable.Repeat("P0604", 11)));
    }

    [Test]
    public async Task A_declined_card_is_a_failed_payment()
    {
        var payment = await _pay.Payments.CreateAsync(Request());
        using var payer = new Payer();
        await payer.PayAsync(payment.NextUrl!, "4000000000000002");
        var failed = await UntilAsync(payment.PaymentId, p => p.State.Finished);
        Assert.That((failed.State.Status, failed.State.Code, failed.RefundSummary!.Status), Is.EqualTo((PaymentStatus.Failed, "P0010", RefundAvailability.Unavailable)));
    }

    [Test]
    public async Task A_delayed_capture_is_captured_and_capturing_twice_is_fine()
    {
        var payment = await PaidAsync(delayed: true);
        Assert.That((payment.State.Status, payment.DelayedCapture, payment.Links.Capture), Is.EqualTo((PaymentStatus.Capturable, true, payment.Links.Capture)));
        await _pay.Payments.CaptureAsync(payment.PaymentId);
        await _pay.Payments.CaptureAsync(payment.PaymentId);
        Assert.That((await _pay.Payments.GetAsync(payment.PaymentId)).State.Status, Is.EqualTo(PaymentStatus.Success));
        Assert.That(await CodeOf(_pay.Payments.CaptureAsync((await _pay.Payments.CreateAsync(Request())).PaymentId)), Is.EqualTo("409 P1003"));
    }

    [Test]
    public async Task A_search_reads_all_pages_newest_first()
    {
        var reference = "Search " + Guid.NewGuid().ToString("N");
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add((await _pay.Payments.CreateAsync(Request(reference: reference))).PaymentId);
        }

        var found = new List<string>();
        await foreach (var payment in _pay.Payments.SearchAsync(new PaymentSearch { Reference = reference.ToUpperInvariant(), State = PaymentStatus.Created, DisplaySize = 2 }))
        {
            found.Add(payment.PaymentId);
            Assert.That((payment.NextUrl, payment.AdditionalProperties), Is.EqualTo(((string?)null, payment.AdditionalProperties)));
        }

        Assert.That(found, Is.EqualTo(Enumerable.Reverse(ids)));
        Assert.That(await CodeOf(_pay.Payments.SearchPageAsync(new PaymentSearch { Reference = reference, Page = 9 })), Is.EqualTo("404 P0402"));
        Assert.That((await _pay.Payments.SearchPageAsync(new PaymentSearch { Reference = reference, FromDate = DateTimeOffset.UtcNow.AddHours(1) })).Total, Is.Zero);
    }

    [Test]
    public async Task One_key_is_one_payment()
    {
        var request = Request();
        request.IdempotencyKey = Guid.NewGuid().ToString();
        var first = await _pay.Payments.CreateAsync(request);
        Assert.That((await _pay.Payments.CreateAsync(request)).PaymentId, Is.EqualTo(first.PaymentId));
        request.Amount++;
        Assert.That(await CodeOf(_pay.Payments.CreateAsync(request)), Is.EqualTo("409 P0191"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_refund_whose_answer_is_lost_is_confirmed_and_made_once(bool keysHonoured)
    {
        var paid = await PaidAsync();
        await using var proxy = await LossyProxy.StartAsync(_gateway.Url);
        var options = _gateway.Options(keysHonoured);
        options.BaseUrl = proxy.Url;
        proxy.Losses = 1;
        var confirmed = (RefundResult.Confirmed)await new PayClient(options).Refunds.RefundAsync(paid.PaymentId, 100);
        Assert.That(confirmed.IsFoundByReading, Is.EqualTo(!keysHonoured));
        Assert.That((await _pay.Refunds.ListAsync(paid.PaymentId)).Refunds.Single().RefundId, Is.EqualTo(confirmed.Refund.RefundId));
    }

    [Test]
    public async Task A_payment_whose_answer_is_lost_is_created_once_with_a_key()
    {
        await using var proxy = await LossyProxy.StartAsync(_gateway.Url);
        var options = _gateway.Options(keysHonoured: true);
        options.BaseUrl = proxy.Url;
        proxy.Losses = 2;
        var reference = "Lost " + Guid.NewGuid().ToString("N");
        var payment = await new PayClient(options).Payments.CreateAsync(Request(reference: reference));
        var found = await _pay.Payments.SearchPageAsync(new PaymentSearch { Reference = reference });
        Assert.That(found.Results.Select(p => p.PaymentId), Is.EqualTo(new[] { payment.PaymentId }));
    }

    [Test]
    public async Task A_cancel_whose_answer_is_lost_succeeds()
    {
        var payment = await _pay.Payments.CreateAsync(Request());
        await using var proxy = await LossyProxy.StartAsync(_gateway.Url);
        var options = _gateway.Options(keysHonoured: false);
        options.BaseUrl = proxy.Url;
        proxy.Losses = 1;
        await new PayClient(options).Payments.CancelAsync(payment.PaymentId);
        Assert.That((await _pay.Payments.GetAsync(payment.PaymentId)).State.Status, Is.EqualTo(PaymentStatus.Cancelled));
    }

    [Test]
    public async Task A_rate_limit_is_waited_out()
    {
        await using var slow = await GatewayUnderTest.StartAsync("--Pay:Api:RateLimits:CreatePerSecond=1");
        var pay = slow.Client(keysHonoured: false);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 3; i++)
        {
            ids.Add((await pay.Payments.CreateAsync(Request())).PaymentId);
        }

        Assert.That(ids, Has.Count.EqualTo(3));
        var impatient = new PayClient(new PayClientOptions { ApiKey = slow.ApiKey, BaseUrl = slow.Url, RetriesMax = 0 });
        var calls = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => CodeOf(impatient.Payments.CreateAsync(Request()))));
        Assert.That(calls, Does.Contain("429 P0900"));
    }
}
