using Pay.Client.Tests.Server;

namespace Pay.Client.Tests.Refunds;

internal sealed class RefundCallsTests : ScriptedTests
{
    [TestCase(200)]
    [TestCase(202)]
    public async Task A_refund_may_answer_200_or_202(int status)
    {
        Server.Then(Answer.Json(status, Samples.Refund("r1", 100, "submitted")));
        var refund = await Server.Client().Refunds.CreateAsync("p", new RefundRequest { Amount = 100 });
        Assert.That((refund.RefundId, refund.Amount, refund.Status, refund.Links!.Payment!.Href, refund.SettlementSummary), Is.EqualTo(("r1", 100L, RefundStatus.Submitted, "p", (SettlementSummary?)null)));
        Assert.That(Server.Targets.Single(), Is.EqualTo("POST /v1/payments/p/refunds"));
    }

    [Test]
    public async Task A_refund_is_read_and_unknown_things_of_it_are_kept()
    {
        Server.Then(Answer.Ok("""{"refund_id":"r","created_date":"2026-01-02T03:04:05.006Z","amount":7,"_links":{"self":{"href":"s"},"new":1},"status":"pondering","settlement_summary":{"settled_date":"2026-01-05"},"x":1}"""));
        var refund = await Server.Client().Refunds.GetAsync("p", "r/1");
        Assert.That(Server.Targets.Single(), Is.EqualTo("GET /v1/payments/p/refunds/r%2F1"));
        Assert.That((refund.Status.Value, refund.SettlementSummary!.SettledDate!.Value.Day), Is.EqualTo(("pondering", 5)));
        Assert.That(refund.AdditionalProperties, Contains.Key("x"));
        Assert.That(refund.Links!.AdditionalProperties, Contains.Key("new"));
    }

    [Test]
    public async Task The_list_is_unwrapped()
    {
        Server.Then(Answer.Ok(Samples.Refunds(Samples.Refund("a", 1), Samples.Refund("b", 2, "error"))), Answer.Ok("""{"payment_id":"p"}"""));
        var refunds = await Server.Client().Refunds.ListAsync("p");
        Assert.That(refunds.Refunds.Select(r => (r.RefundId, r.Status.Value)), Is.EqualTo(new[] { ("a", "success"), ("b", "error") }));
        Assert.That((await Server.Client().Refunds.ListAsync("p")).Refunds, Is.Empty);
    }

    [Test]
    public async Task A_stale_figure_is_told_with_412()
    {
        Server.Then(Answer.Error(412, "P0604", "Refund amount available mismatch."));
        var fault = await FaultOf(Server.Client().Refunds.CreateAsync("p", new RefundRequest { Amount = 1, RefundAmountAvailable = 5 }));
        Assert.That(((int?)fault.StatusCode, fault.Code), Is.EqualTo((412, "P0604")));
    }
}
