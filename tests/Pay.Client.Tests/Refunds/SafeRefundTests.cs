using Microsoft.AspNetCore.Http;
using Pay.Client.Tests.Server;

namespace Pay.Client.Tests.Refunds;

/// <summary>
/// The safe refund against a server that loses answers. "Acted" means that the server made the refund before the answer was lost;
/// the client cannot see that, it has to find out.
/// </summary>
internal sealed class SafeRefundTests : ScriptedTests
{
    private const string P = Samples.PaymentId;

    private static Func<HttpContext, Task> See(long available, long submitted = 0) =>
        Answer.Ok(Samples.Payment(status: "success", available: available, submitted: submitted));

    private static Func<HttpContext, Task> List(params string[] refunds) => Answer.Ok(Samples.Refunds(refunds));

    private static Func<HttpContext, Task> Accept(string id = "ours", long amount = 100, string status = "success") =>
        Answer.Json(202, Samples.Refund(id, amount, status));

    private Task<RefundResult> Refund(long amount = 100, long? available = null, Action<PayClientOptions>? change = null) =>
        Server.Client(o =>
        {
            o.Timeout = TimeSpan.FromMilliseconds(500);
            change?.Invoke(o);
        }).Refunds.RefundAsync(P, new RefundRequest { Amount = amount, RefundAmountAvailable = available });

    private static T As<T>(RefundResult result)
        where T : RefundResult
    {
        Assert.That(result, Is.InstanceOf<T>());
        return (T)result;
    }

    private int Posts => Server.Requests.Count(r => r.Method == "POST");

    [TestCase("success")]
    [TestCase("submitted")]
    [TestCase("queued")]
    public async Task An_accepted_refund_is_confirmed_with_its_status(string status)
    {
        Server.Then(See(1000), List(), Accept(status: status));
        var confirmed = As<RefundResult.Confirmed>(await Refund());
        Assert.That((confirmed.Refund.RefundId, confirmed.Refund.Status.Value, confirmed.IsFoundByReading), Is.EqualTo(("ours", status, false)));
        Assert.That(Server.Targets, Is.EqualTo(new[] { $"GET /v1/payments/{P}", $"GET /v1/payments/{P}/refunds", $"POST /v1/payments/{P}/refunds" }));
        Assert.That(Server.Requests[2].Text, Is.EqualTo("""{"amount":100,"refund_amount_available":1000}"""));
    }

    [Test]
    public async Task What_the_person_saw_guards_the_refund_and_not_what_is_there_now()
    {
        Server.Then(See(900, 100), List(Samples.Refund("first click", 100)), Answer.Error(412, "P0604"));
        var rejected = As<RefundResult.Rejected>(await Refund(available: 1000));
        Assert.That(rejected.Reason!.Code, Is.EqualTo("P0604"));
        Assert.That(Server.Requests[2].Text, Is.EqualTo("""{"amount":100,"refund_amount_available":1000}"""));
    }

    [Test]
    public async Task A_refund_that_failed_at_once_is_rejected()
    {
        Server.Then(See(1000), List(), Accept(status: "error"));
        var rejected = As<RefundResult.Rejected>(await Refund());
        Assert.That((rejected.Reason, rejected.FailedRefund!.RefundId), Is.EqualTo(((PayException?)null, "ours")));
    }

    [TestCase(400, "P0603")]
    [TestCase(412, "P0604")]
    [TestCase(422, "P0602")]
    [TestCase(403, "P0941")]
    [TestCase(404, "P0600")]
    public async Task A_refusal_is_rejected_without_another_look(int status, string code)
    {
        Server.Then(See(1000), List(), Answer.Error(status, code));
        Assert.That(As<RefundResult.Rejected>(await Refund()).Reason!.Code, Is.EqualTo(code));
    }

    [Test]
    public async Task A_payment_that_does_not_exist_is_rejected_and_one_that_cannot_be_read_throws()
    {
        Server.Then(Answer.Error(404, "P0200"));
        Assert.That(As<RefundResult.Rejected>(await Refund()).Reason!.Code, Is.EqualTo("P0200"));
        Server.Then(Answer.Body(401, "text/html", "no"));
        Assert.That((int?)(await FaultOf(Refund())).StatusCode, Is.EqualTo(401));
        Server.Then(See(1000), Answer.Error(500, "P0898"));
        var fault = await FaultOf(Refund(change: o => o.RetriesMax = 0));
        Assert.That((fault.IsOutcomeUnknown, Posts), Is.EqualTo((false, 0)));
    }

    private static IEnumerable<TestCaseData> LostAnswers()
    {
        yield return new TestCaseData(Answer.Reset()).SetArgDisplayNames("reset");
        yield return new TestCaseData(Answer.ResetMidway(202, Samples.Refund("ours", 100))).SetArgDisplayNames("reset midway");
        yield return new TestCaseData(Answer.Silence()).SetArgDisplayNames("time-out");
        yield return new TestCaseData(Answer.Body(504, "text/html", "<html>")).SetArgDisplayNames("504");
        yield return new TestCaseData(Answer.Json(500, """{"code":500,"message":"logged"}""")).SetArgDisplayNames("500");
        yield return new TestCaseData(Answer.Json(202, "garbage")).SetArgDisplayNames("garbage");
        yield return new TestCaseData(Answer.Error(500, "P0698")).SetArgDisplayNames("P0698");
    }

    [TestCaseSource(nameof(LostAnswers))]
    public async Task Lost_but_acted_is_found_by_reading(Func<HttpContext, Task> lost)
    {
        Server.Then(See(1000), List(), lost, See(900, 100), List(Samples.Refund("ours", 100, "submitted")));
        var confirmed = As<RefundResult.Confirmed>(await Refund());
        Assert.That((confirmed.Refund.RefundId, confirmed.Refund.Status, confirmed.IsFoundByReading), Is.EqualTo(("ours", RefundStatus.Submitted, true)));
        Assert.That(Posts, Is.EqualTo(1));
    }

    [Test]
    public async Task A_list_that_lags_behind_is_waited_for()
    {
        Server.Then(See(1000), List(), Answer.Reset(), See(900, 100), List(), See(900, 100), List(Samples.Refund("ours", 100)));
        Assert.That(As<RefundResult.Confirmed>(await Refund()).Refund.RefundId, Is.EqualTo("ours"));
        Assert.That(Posts, Is.EqualTo(1));
    }

    [Test]
    public async Task Lost_and_not_acted_is_sent_again_with_the_same_guard()
    {
        Server.Then(See(1000), List(), Answer.Reset(), See(1000), List(), Accept());
        Assert.That(As<RefundResult.Confirmed>(await Refund()).IsFoundByReading, Is.False);
        Assert.That(Server.Requests.Where(r => r.Method == "POST").Select(r => r.Text), Is.All.EqualTo("""{"amount":100,"refund_amount_available":1000}"""));
    }

    [TestCase(412, "P0604")]
    [TestCase(400, "P0603")]
    public async Task When_the_first_acts_after_all_the_second_is_refused_and_the_first_is_found(int status, string code)
    {
        Server.Then(See(1000), List(), Answer.Reset(), See(1000), List(), Answer.Error(status, code), See(900, 100), List(Samples.Refund("ours", 100)));
        Assert.That(As<RefundResult.Confirmed>(await Refund()).IsFoundByReading, Is.True);
        Assert.That(Posts, Is.EqualTo(2));
    }

    [Test]
    public async Task A_refusal_of_the_second_with_nothing_to_see_stays_unknown()
    {
        Server.Then(See(1000), List(), Answer.Reset(), See(1000), List(), Answer.Error(403, "P0941"), See(1000), List(), See(1000), List(), See(1000), List());
        var unknown = As<RefundResult.Unknown>(await Refund());
        Assert.That((unknown.Cause.Code, unknown.Candidates.Count), Is.EqualTo(("P0941", 0)));
    }

    [Test]
    public async Task It_is_not_sent_again_while_an_older_refund_could_fail_and_free_its_money()
    {
        var older = Samples.Refund("older", 100, "submitted");
        Server.Then(See(900, 100), List(older), Answer.Reset(), See(900, 100), List(older), See(900, 100), List(older), See(900, 100), List(older));
        var unknown = As<RefundResult.Unknown>(await Refund());
        Assert.That(Posts, Is.EqualTo(1));
        Assert.That((unknown.PaymentId, unknown.Request.Amount, unknown.Request.RefundAmountAvailable, unknown.Before!.AmountAvailable, unknown.After!.AmountAvailable), Is.EqualTo((P, 100L, 900L, 900L, 900L)));
        Assert.That((unknown.Cause.StatusCode, unknown.Cause.IsOutcomeUnknown), Is.EqualTo(((System.Net.HttpStatusCode?)null, true)));
    }

    [Test]
    public async Task It_is_sent_a_limited_number_of_times()
    {
        Server.Then(See(1000), List(), Answer.Reset(), See(1000), List(), Answer.Reset(), See(1000), List());
        As<RefundResult.Unknown>(await Refund(change: o => o.RetriesMax = 1));
        Assert.That(Posts, Is.EqualTo(2));
    }

    private static IEnumerable<TestCaseData> Ambiguous()
    {
        string Ours(string id, long amount = 100, string status = "success", DateTimeOffset? at = null) => Samples.Refund(id, amount, status, at);
        yield return new TestCaseData(See(800, 200), List(Ours("a"), Ours("b"))).SetArgDisplayNames("two of the same amount");
        yield return new TestCaseData(See(850, 150), List(Ours("a"), Ours("b", 50))).SetArgDisplayNames("ours and another");
        yield return new TestCaseData(See(950, 50), List(Ours("b", 50))).SetArgDisplayNames("somebody else's only");
        yield return new TestCaseData(See(800, 200), List(Ours("a"))).SetArgDisplayNames("more money moved than is listed");
        yield return new TestCaseData(See(1000), List(Ours("a"))).SetArgDisplayNames("listed but no money moved");
        yield return new TestCaseData(See(900, 100), List()).SetArgDisplayNames("money moved but nothing is listed");
        yield return new TestCaseData(See(900, 100), List(Ours("a", at: DateTimeOffset.UtcNow.AddMinutes(-1)))).SetArgDisplayNames("made before we asked");
        yield return new TestCaseData(See(1000), List(Ours("a", status: "error"))).SetArgDisplayNames("a failed one that need not be ours");
    }

    [TestCaseSource(nameof(Ambiguous))]
    public async Task Anything_ambiguous_stays_unknown_and_is_not_sent_again(Func<HttpContext, Task> see, Func<HttpContext, Task> list)
    {
        Server.Then(See(1000), List(), Answer.Reset(), see, list, see, list, see, list);
        As<RefundResult.Unknown>(await Refund());
        Assert.That(Posts, Is.EqualTo(1));
    }

    [Test]
    public async Task With_another_guard_than_what_was_available_a_new_refund_cannot_be_ours()
    {
        Server.Then(See(950, 50), List(Samples.Refund("x", 50)), Answer.Reset());
        for (var i = 0; i < 3; i++)
        {
            Server.Then(See(850, 150), List(Samples.Refund("x", 50), Samples.Refund("theirs", 100)));
        }

        var unknown = As<RefundResult.Unknown>(await Refund(available: 1000));
        Assert.That(unknown.Candidates.Select(r => r.RefundId), Is.EqualTo(new[] { "theirs" }));
    }

    [Test]
    public async Task A_list_that_lagged_behind_before_proves_nothing_afterwards()
    {
        // 100 had been refunded before, but the list did not show it yet.
        Server.Then(See(900, 100), List(), Answer.Reset());
        for (var i = 0; i < 3; i++)
        {
            Server.Then(See(800, 200), List(Samples.Refund("ours", 100)));
        }

        As<RefundResult.Unknown>(await Refund());
    }

    [Test]
    public async Task The_providers_refusal_is_rejected_once_two_looks_show_nothing()
    {
        Server.Then(See(1000), List(), Answer.Error(500, "P0698"), See(1000), List(), See(1000), List());
        Assert.That(As<RefundResult.Rejected>(await Refund()).Reason!.Code, Is.EqualTo("P0698"));
        Assert.That(Posts, Is.EqualTo(1));
    }

    [Test]
    public async Task The_providers_refusal_is_rejected_with_the_refund_that_failed()
    {
        Server.Then(See(1000), List(), Answer.Error(500, "P0698"), See(1000), List(Samples.Refund("ours", 100, "error")));
        var rejected = As<RefundResult.Rejected>(await Refund());
        Assert.That((rejected.Reason!.Code, rejected.FailedRefund!.RefundId), Is.EqualTo(("P0698", "ours")));
    }

    [Test]
    public async Task When_nothing_can_be_read_any_more_it_is_unknown()
    {
        Server.Then(See(1000), List(), Answer.Reset(), Answer.Error(500, "P0298"));
        var unknown = As<RefundResult.Unknown>(await Refund(change: o => o.RetriesMax = 0));
        Assert.That((unknown.After, unknown.Before!.AmountAvailable), Is.EqualTo(((RefundObservation?)null, 1000L)));
    }

    [Test]
    public async Task Two_at_once_in_one_process_do_not_claim_each_others_refund()
    {
        // The first is refused after its answer was lost, the second is accepted; only one refund exists.
        var firstIsSent = new TaskCompletionSource();
        var secondIsDone = new TaskCompletionSource();
        Server.Then(
            See(1000), List(),
            async context =>
            {
                firstIsSent.SetResult();
                await secondIsDone.Task;
                context.Abort();
            },
            See(1000), List(), Accept("theirs"),
            See(900, 100), List(Samples.Refund("theirs", 100)), See(900, 100), List(Samples.Refund("theirs", 100)), See(900, 100), List(Samples.Refund("theirs", 100)));
        var pay = Server.Client();
        var first = pay.Refunds.RefundAsync(P, 100);
        await firstIsSent.Task;
        As<RefundResult.Confirmed>(await Server.Client().Refunds.RefundAsync(P, 100));
        secondIsDone.SetResult();
        var unknown = As<RefundResult.Unknown>(await first);
        Assert.That(unknown.Candidates.Single().RefundId, Is.EqualTo("theirs"));
    }

    [Test]
    public async Task Cancelling_after_sending_is_unknown_and_cancelling_before_throws()
    {
        using var cancelled = new CancellationTokenSource();
        Server.Then(See(1000), List(), async context =>
        {
            await cancelled.CancelAsync();
            await Answer.Silence()(context);
        });
        var unknown = As<RefundResult.Unknown>(await Server.Client().Refunds.RefundAsync(P, 100, cancelled.Token));
        Assert.That(unknown.Cause.InnerException, Is.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await Server.Client().Refunds.RefundAsync(P, 100, cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_429_is_repeated_and_is_no_lost_answer()
    {
        Server.Then(See(1000), List(), Answer.RateLimited(), Accept());
        Assert.That(As<RefundResult.Confirmed>(await Refund()).IsFoundByReading, Is.False);
    }

    [Test]
    public async Task An_unknown_refund_can_be_resolved_later()
    {
        Server.Then(See(1000), List(), Answer.Reset(), See(900, 100), List(), See(900, 100), List(), See(900, 100), List());
        var unknown = As<RefundResult.Unknown>(await Refund());
        Server.Then(See(900, 100), List(), See(900, 100), List(Samples.Refund("ours", 100)));
        var refunds = Server.Client().Refunds;
        var still = As<RefundResult.Unknown>(await refunds.ResolveAsync(unknown));
        Assert.That(still.After!.AmountAvailable, Is.EqualTo(900));
        Assert.That(As<RefundResult.Confirmed>(await refunds.ResolveAsync(still)).Refund.RefundId, Is.EqualTo("ours"));
    }

    [Test]
    public async Task With_keys_that_are_honoured_the_repetition_is_the_proof()
    {
        Server.Then(See(1000), Answer.Reset(), Answer.Error(409, "P0191"), Accept());
        var confirmed = As<RefundResult.Confirmed>(await Refund(change: o => o.IdempotencyKeysHonoured = true));
        Assert.That(confirmed.IsFoundByReading, Is.False);
        Assert.That(Server.Requests.Skip(1).Select(r => (r.Text, r.Headers["Idempotency-Key"].ToString())).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task With_keys_and_a_figure_the_refund_is_one_request()
    {
        Server.Then(Accept());
        As<RefundResult.Confirmed>(await Refund(available: 1000, change: o => o.IdempotencyKeysHonoured = true));
    }

    [Test]
    public async Task With_keys_and_no_answer_at_all_it_is_unknown_and_the_same_request_can_be_sent_again()
    {
        Server.Then(See(1000), Answer.Reset(), Answer.Reset());
        var pay = Server.Client(o =>
        {
            o.IdempotencyKeysHonoured = true;
            o.RetriesMax = 1;
        });
        var unknown = As<RefundResult.Unknown>(await pay.Refunds.RefundAsync(P, 100));
        Server.Then(Accept());
        As<RefundResult.Confirmed>(await pay.Refunds.RefundAsync(unknown.PaymentId, unknown.Request));
        Assert.That(Server.Requests.Skip(1).Select(r => (r.Text, r.Headers["Idempotency-Key"].ToString())).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task With_keys_a_refusal_after_a_lost_answer_is_that_of_the_first()
    {
        Server.Then(See(1000), Answer.Reset(), Answer.Error(412, "P0604"));
        Assert.That(As<RefundResult.Rejected>(await Refund(change: o => o.IdempotencyKeysHonoured = true)).Reason!.Code, Is.EqualTo("P0604"));
    }

    [Test]
    public async Task With_keys_a_refund_that_is_still_in_progress_is_unknown_and_not_rejected()
    {
        Server.Then(See(1000), Answer.Reset(), Answer.Error(409, "P0191"), Answer.Error(409, "P0191"));
        void Change(PayClientOptions o)
        {
            o.IdempotencyKeysHonoured = true;
            o.RetriesMax = 2;
        }

        var unknown = As<RefundResult.Unknown>(await Refund(change: Change));
        Server.Then(Answer.Error(409, "P0191"));
        As<RefundResult.Unknown>(await Server.Client(Change).Refunds.RefundAsync(P, unknown.Request));
    }

    [TestCase(1000, true)]
    [TestCase(900, false)]
    public async Task With_keys_the_providers_refusal_is_checked_by_the_money_that_is_available(long available, bool isRejected)
    {
        Server.Then(See(1000), Answer.Error(500, "P0698"), See(available, 1000 - available));
        var result = await Refund(change: o => o.IdempotencyKeysHonoured = true);
        Assert.That(result, isRejected ? Is.InstanceOf<RefundResult.Rejected>() : Is.InstanceOf<RefundResult.Unknown>());
    }
}
