using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Pay.Client.Tests.Server;

namespace Pay.Client.Tests.Http;

internal sealed class RetryTests : ScriptedTests
{
    private static readonly CreatePaymentRequest s_create = new() { Amount = 1, Reference = "r", Description = "d", ReturnUrl = "https://service.example" };

    private static IEnumerable<TestCaseData> LostAnswers()
    {
        yield return new TestCaseData(Answer.Reset()).SetArgDisplayNames("reset");
        yield return new TestCaseData(Answer.ResetMidway(200, Samples.Payment())).SetArgDisplayNames("reset midway");
        yield return new TestCaseData(Answer.Json(500, """{"code":500,"message":"logged"}""")).SetArgDisplayNames("500");
        yield return new TestCaseData(Answer.Body(502, "text/html", "<html>")).SetArgDisplayNames("502");
        yield return new TestCaseData(Answer.Error(503, "P0999")).SetArgDisplayNames("503");
        yield return new TestCaseData(Answer.Silence()).SetArgDisplayNames("time-out");
    }

    [TestCaseSource(nameof(LostAnswers))]
    public async Task A_read_is_repeated_after_a_lost_answer(Func<HttpContext, Task> lost)
    {
        Server.Then(lost, lost, Answer.Ok(Samples.Payment()));
        var payment = await Server.Client(o => o.Timeout = TimeSpan.FromMilliseconds(400)).Payments.GetAsync("p");
        Assert.That(payment.PaymentId, Is.EqualTo(Samples.PaymentId));
        Assert.That(Server.Requests, Has.Count.EqualTo(3));
    }

    [TestCaseSource(nameof(LostAnswers))]
    public async Task A_create_is_never_repeated_after_a_lost_answer(Func<HttpContext, Task> lost)
    {
        Server.Then(lost);
        var fault = await FaultOf(Server.Client(o => o.Timeout = TimeSpan.FromMilliseconds(400)).Payments.CreateAsync(s_create));
        Assert.That(fault.IsOutcomeUnknown, Is.True);
        Assert.That(Server.Requests, Has.Count.EqualTo(1));
    }

    [TestCaseSource(nameof(LostAnswers))]
    public async Task A_create_with_a_key_is_not_repeated_where_the_key_is_ignored(Func<HttpContext, Task> lost)
    {
        Server.Then(lost);
        var request = new CreatePaymentRequest { Amount = 1, IdempotencyKey = "key" };
        var fault = await FaultOf(Server.Client(o => o.Timeout = TimeSpan.FromMilliseconds(400)).Payments.CreateAsync(request));
        Assert.That(fault.IsOutcomeUnknown, Is.True);
    }

    [TestCaseSource(nameof(LostAnswers))]
    public async Task A_raw_refund_is_never_repeated_after_a_lost_answer(Func<HttpContext, Task> lost)
    {
        Server.Then(lost);
        var request = new RefundRequest { Amount = 1, RefundAmountAvailable = 2 };
        var fault = await FaultOf(Server.Client(o => o.Timeout = TimeSpan.FromMilliseconds(400)).Refunds.CreateAsync("p", request));
        Assert.That(fault.IsOutcomeUnknown, Is.True);
    }

    [TestCaseSource(nameof(LostAnswers))]
    public async Task A_create_is_repeated_with_one_key_where_keys_are_honoured(Func<HttpContext, Task> lost)
    {
        Server.Then(lost, Answer.Json(201, Samples.Payment()));
        var pay = Server.Client(o =>
        {
            o.IdempotencyKeysHonoured = true;
            o.Timeout = TimeSpan.FromMilliseconds(400);
        });
        Assert.That((await pay.Payments.CreateAsync(s_create)).PaymentId, Is.EqualTo(Samples.PaymentId));
        Assert.That(Server.Requests.Select(r => r.Headers["Idempotency-Key"].ToString()).Distinct(StringComparer.Ordinal).Count(), Is.EqualTo(1));
        Assert.That(Server.Requests.Select(r => r.Text).Distinct(StringComparer.Ordinal).Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task An_agreement_payment_with_a_key_is_repeated_everywhere_and_without_one_nowhere()
    {
        Server.Then(Answer.Reset(), Answer.Json(200, Samples.Payment()), Answer.Reset());
        var request = new CreatePaymentRequest { Amount = 1, AuthorisationMode = AuthorisationMode.Agreement, AgreementId = "a", IdempotencyKey = "key" };
        await Server.Client().Payments.CreateAsync(request);
        request.IdempotencyKey = null;
        var fault = await FaultOf(Server.Client().Payments.CreateAsync(request));
        Assert.That(fault.IsOutcomeUnknown, Is.True);
    }

    [Test]
    public async Task A_key_in_progress_after_a_lost_answer_is_waited_for_but_a_key_used_before_is_not()
    {
        Server.Then(Answer.Reset(), Answer.Error(409, "P0191"), Answer.Json(201, Samples.Payment()), Answer.Error(409, "P0191"));
        var pay = Server.Client(o => o.IdempotencyKeysHonoured = true);
        await pay.Payments.CreateAsync(s_create);
        var fault = await FaultOf(pay.Payments.CreateAsync(s_create));
        Assert.That((fault.Code, fault.IsOutcomeUnknown, fault.Attempts), Is.EqualTo(("P0191", false, 1)));
    }

    [Test]
    public async Task A_key_that_stays_in_progress_after_a_lost_answer_leaves_the_outcome_open()
    {
        Server.Then(Answer.Reset(), Answer.Error(409, "P0191"));
        var fault = await FaultOf(Server.Client(o =>
        {
            o.IdempotencyKeysHonoured = true;
            o.RetriesMax = 1;
        }).Payments.CreateAsync(s_create));
        Assert.That((fault.Code, fault.IsOutcomeUnknown), Is.EqualTo(("P0191", true)));
    }

    [Test]
    public async Task A_429_is_repeated_whatever_the_call()
    {
        Server.Then(
            Answer.RateLimited(), Answer.Ok(Samples.Payment()),
            Answer.RateLimited(), Answer.RateLimited(), Answer.Json(201, Samples.Payment()),
            Answer.RateLimited(), Answer.Json(202, Samples.Refund("r", 1)),
            Answer.RateLimited(), Answer.NoContent());
        var pay = Server.Client();
        await pay.Payments.GetAsync("p");
        await pay.Payments.CreateAsync(s_create);
        await pay.Refunds.CreateAsync("p", new RefundRequest { Amount = 1 });
        await pay.Payments.CancelAsync("p");
    }

    [Test]
    public async Task A_429_that_stays_is_told_with_the_number_of_attempts()
    {
        Server.Then(Answer.RateLimited(), Answer.RateLimited(), Answer.RateLimited(), Answer.RateLimited());
        var fault = await FaultOf(Server.Client().Payments.CreateAsync(s_create));
        Assert.That((fault.Code, fault.Attempts, fault.IsOutcomeUnknown), Is.EqualTo(("P0900", 4, false)));
    }

    [Test]
    public async Task By_default_a_429_is_repeated_after_a_second_at_least()
    {
        Server.Then(Answer.RateLimited(), Answer.Json(201, Samples.Payment()));
        var watch = Stopwatch.StartNew();
        await Server.Client(o => o.RetryDelay = new PayClientOptions().RetryDelay).Payments.CreateAsync(s_create);
        Assert.That(watch.Elapsed, Is.GreaterThanOrEqualTo(TimeSpan.FromMilliseconds(990)));
    }

    [Test]
    public async Task Retry_After_is_honoured_and_too_long_a_wait_is_left_to_the_caller()
    {
        Server.Then(Answer.RateLimited(("Retry-After", "1")), Answer.Ok(Samples.Payment()), Answer.RateLimited(("Retry-After", "60")));
        var watch = Stopwatch.StartNew();
        await Server.Client().Payments.GetAsync("p");
        Assert.That(watch.Elapsed, Is.GreaterThanOrEqualTo(TimeSpan.FromMilliseconds(990)));
        var fault = await FaultOf(Server.Client().Payments.GetAsync("p"));
        Assert.That((fault.RetryAfter, fault.Attempts), Is.EqualTo((TimeSpan.FromSeconds(60), 1)));
    }

    [Test]
    public void The_wait_doubles_has_jitter_and_a_limit()
    {
        var policy = new RetryPolicy(new PayClientOptions { ApiKey = "k", RetryDelay = TimeSpan.FromSeconds(1), RetryDelayMax = TimeSpan.FromSeconds(6) });
        for (var i = 0; i < 200; i++)
        {
            Assert.That(policy.Delay(0).TotalSeconds, Is.InRange(1, 1.5));
            Assert.That(policy.Delay(1).TotalSeconds, Is.InRange(2, 3));
            Assert.That(policy.Delay(2).TotalSeconds, Is.InRange(4, 6));
            Assert.That(policy.Delay(9).TotalSeconds, Is.EqualTo(6));
        }

        Assert.That(Enumerable.Range(0, 50).Select(_ => policy.Delay(0)).Distinct().Count(), Is.GreaterThan(10));
        Assert.That(policy.Delay(0, TimeSpan.FromSeconds(4)), Is.EqualTo(TimeSpan.FromSeconds(4)));
        Assert.That(policy.Delay(0, TimeSpan.Zero).TotalSeconds, Is.GreaterThanOrEqualTo(1));
    }

    [TestCase(400)]
    [TestCase(401)]
    [TestCase(403)]
    [TestCase(404)]
    [TestCase(409)]
    [TestCase(412)]
    [TestCase(422)]
    public async Task A_refusal_is_never_repeated(int status)
    {
        Server.Then(Answer.Error(status, "P0000"), Answer.Error(status, "P0000"));
        var read = await FaultOf(Server.Client().Payments.GetAsync("p"));
        var create = await FaultOf(Server.Client(o => o.IdempotencyKeysHonoured = true).Payments.CreateAsync(s_create));
        Assert.That((read.IsOutcomeUnknown, create.IsOutcomeUnknown), Is.EqualTo((false, false)));
    }

    [Test]
    public async Task Without_a_connection_nothing_was_sent_so_that_even_a_create_is_repeated()
    {
        // A port that nobody listens on at first.
        using var reserved = new TcpListener(IPAddress.Loopback, 0);
        reserved.Start();
        var port = ((IPEndPoint)reserved.LocalEndpoint).Port;
        reserved.Stop();

        var fault = await FaultOf(new PayClient(Server.Options(o => o.BaseUrl = new Uri($"http://127.0.0.1:{port}"))).Payments.CreateAsync(s_create));
        Assert.That(fault.StatusCode, Is.Null);
        Assert.That(fault.IsOutcomeUnknown, Is.False);
        Assert.That(fault.Attempts, Is.EqualTo(4));
        Assert.That(fault.InnerException, Is.InstanceOf<HttpRequestException>());
    }

    [Test]
    public async Task A_connection_that_is_reset_while_it_is_made_is_a_lost_answer_and_no_other_exception()
    {
        Server.Then(Answer.Ok(Samples.Payment()));
        using var http = new HttpClient(new ResetOnConnecting());
        var pay = new PayClient(http, Server.Options());
        Assert.That((await pay.Payments.GetAsync("p")).PaymentId, Is.EqualTo(Samples.PaymentId), "a read is repeated");

        using var again = new HttpClient(new ResetOnConnecting());
        var fault = await FaultOf(new PayClient(again, Server.Options()).Payments.CreateAsync(s_create));
        Assert.That((fault.IsOutcomeUnknown, fault.Attempts), Is.EqualTo((true, 1)));
        Assert.That(fault.InnerException, Is.TypeOf<SocketException>());
    }

    [Test]
    public async Task A_lost_answer_stays_open_when_the_repetition_is_turned_away_at_the_door()
    {
        Server.Then(Answer.Reset(), Answer.Body(401, "text/plain", "no"));
        var fault = await FaultOf(Server.Client(o => o.IdempotencyKeysHonoured = true).Payments.CreateAsync(s_create));
        Assert.That((int?)fault.StatusCode, Is.EqualTo(401));
        Assert.That(fault.IsOutcomeUnknown, Is.True);
    }

    [Test]
    public async Task Retries_can_be_switched_off()
    {
        Server.Then(Answer.Reset());
        var fault = await FaultOf(Server.Client(o => o.RetriesMax = 0).Payments.GetAsync("p"));
        Assert.That((fault.Attempts, fault.IsOutcomeUnknown), Is.EqualTo((1, false)));
    }

    [Test]
    public async Task A_time_limit_says_whose_it_was()
    {
        Server.Then(Answer.Silence(), Answer.Silence());
        var ours = await FaultOf(Server.Client(o => o.Timeout = TimeSpan.FromMilliseconds(250)).Payments.CreateAsync(s_create));
        Assert.That((ours.StatusCode, ours.IsOutcomeUnknown, ours.Message), Is.EqualTo(((HttpStatusCode?)null, true, "No answer within 0.25 s to POST v1/payments.")));
        using var http = new HttpClient { Timeout = TimeSpan.FromMilliseconds(250) };
        var theirs = await FaultOf(new PayClient(http, Server.Options()).Payments.CreateAsync(s_create));
        Assert.That((theirs.StatusCode, theirs.IsOutcomeUnknown, theirs.Message), Is.EqualTo(((HttpStatusCode?)null, true, "No answer within the time limit of the HttpClient to POST v1/payments.")));
    }

    [Test]
    public void The_callers_cancellation_is_not_a_fault_of_Pay()
    {
        Server.Then(Answer.Silence());
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        Assert.That(
            async () => await Server.Client().Payments.GetAsync("p", cancelled.Token),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void The_wait_before_a_repetition_can_be_cancelled()
    {
        Server.Then(Answer.RateLimited(("Retry-After", "4")));
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var watch = Stopwatch.StartNew();
        Assert.That(
            async () => await Server.Client().Payments.GetAsync("p", cancelled.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(3)));
    }

    /// <summary>As SocketsHttpHandler when the other end is gone before it has looked whom it is connected to: the first request only.</summary>
    private sealed class ResetOnConnecting : DelegatingHandler
    {
        private bool _isReset;

        public ResetOnConnecting()
            : base(new SocketsHttpHandler())
        {
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (_isReset)
            {
                return base.SendAsync(request, cancellationToken);
            }

            _isReset = true;
            return Task.FromException<HttpResponseMessage>(new SocketException((int)SocketError.NotConnected));
        }
    }
}
