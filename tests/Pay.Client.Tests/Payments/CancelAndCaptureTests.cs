using Pay.Client.Tests.Server;

namespace Pay.Client.Tests.Payments;

internal sealed class CancelAndCaptureTests : ScriptedTests
{
    [Test]
    public async Task A_refusal_without_a_lost_answer_is_told_as_it_is_without_reading()
    {
        Server.Then(Answer.Error(400, "P0501"), Answer.Error(404, "P0500"), Answer.Error(409, "P1003"));
        var pay = Server.Client();
        Assert.That((await FaultOf(pay.Payments.CancelAsync("p"))).Code, Is.EqualTo("P0501"));
        Assert.That((await FaultOf(pay.Payments.CancelAsync("p"))).Code, Is.EqualTo("P0500"));
        Assert.That((await FaultOf(pay.Payments.CaptureAsync("p"))).Code, Is.EqualTo("P1003"));
    }

    [Test]
    public async Task A_cancel_whose_first_answer_was_lost_succeeds_when_the_payment_turns_out_cancelled()
    {
        Server.Then(Answer.Reset(), Answer.Error(400, "P0501"), Answer.Ok(Samples.Payment(status: "cancelled")));
        await Server.Client().Payments.CancelAsync("p");
        Assert.That(Server.Targets, Is.EqualTo(new[] { "POST /v1/payments/p/cancel", "POST /v1/payments/p/cancel", "GET /v1/payments/p" }));
    }

    [TestCase("success")]
    [TestCase("failed")]
    [TestCase("started")]
    public async Task A_cancel_that_came_too_late_is_refused_even_after_a_lost_answer(string status)
    {
        Server.Then(Answer.Reset(), Answer.Error(400, "P0501"), Answer.Ok(Samples.Payment(status: status)));
        var fault = await FaultOf(Server.Client().Payments.CancelAsync("p"));
        Assert.That((fault.Code, fault.IsOutcomeUnknown), Is.EqualTo(("P0501", false)));
    }

    [Test]
    public async Task When_the_payment_cannot_be_read_the_outcome_stays_unknown()
    {
        Server.Then(Answer.Reset(), Answer.Error(409, "P0502"), Answer.Error(404, "P0200"));
        var fault = await FaultOf(Server.Client().Payments.CancelAsync("p"));
        Assert.That((fault.Code, fault.IsOutcomeUnknown), Is.EqualTo(("P0502", true)));
    }

    [Test]
    public async Task A_lost_cancel_is_repeated_and_told_as_unknown_when_no_answer_ever_comes()
    {
        Server.Then(Answer.Reset(), Answer.Error(500, "P0598"), Answer.Reset(), Answer.Reset());
        var fault = await FaultOf(Server.Client().Payments.CancelAsync("p"));
        Assert.That((fault.Attempts, fault.IsOutcomeUnknown, fault.StatusCode), Is.EqualTo((4, true, (System.Net.HttpStatusCode?)null)));
    }

    [Test]
    public async Task A_capture_whose_answer_was_lost_is_repeated()
    {
        Server.Then(Answer.Reset(), Answer.NoContent());
        await Server.Client().Payments.CaptureAsync("p");
    }

    [TestCase("success", true)]
    [TestCase("capturable", false)]
    [TestCase("failed", false)]
    public async Task A_capture_refused_after_a_lost_answer_is_checked_by_reading(string status, bool succeeds)
    {
        Server.Then(Answer.Body(502, "text/html", "<html>"), Answer.Error(409, "P1003"), Answer.Ok(Samples.Payment(status: status)));
        var capture = Server.Client().Payments.CaptureAsync("p");
        if (succeeds)
        {
            await capture;
        }
        else
        {
            Assert.That((await FaultOf(capture)).Code, Is.EqualTo("P1003"));
        }
    }

    [Test]
    public async Task Any_success_status_will_do()
    {
        Server.Then(Answer.Json(200, "{}"), Answer.Body(202, "text/plain", "fine"));
        await Server.Client().Payments.CancelAsync("p");
        await Server.Client().Payments.CaptureAsync("p");
    }
}
