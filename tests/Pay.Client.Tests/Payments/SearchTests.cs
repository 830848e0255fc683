using Pay.Client.Tests.Server;

namespace Pay.Client.Tests.Payments;

internal sealed class SearchTests : ScriptedTests
{
    private static async Task<List<string>> Read(IAsyncEnumerable<Payment> payments)
    {
        var ids = new List<string>();
        await foreach (var payment in payments)
        {
            ids.Add(payment.PaymentId);
        }

        return ids;
    }

    private static readonly PaymentSearch s_two = new() { Reference = "r", DisplaySize = 2 };

    [Test]
    public async Task All_pages_are_read_from_the_filters_and_not_from_the_links()
    {
        Server.Then(
            Answer.Ok(Samples.Page(5, 1, ["a", "b"], hasNext: true)),
            Answer.Ok(Samples.Page(5, 2, ["c", "d"], hasNext: true)),
            Answer.Ok(Samples.Page(5, 3, ["e"], hasNext: false)));
        var ids = await Read(Server.Client().Payments.SearchAsync(s_two));
        Assert.That(ids, Is.EqualTo(new[] { "a", "b", "c", "d", "e" }));
        Assert.That(Server.Targets, Is.EqualTo(Enumerable.Range(1, 3).Select(n => $"GET /v1/payments?reference=r&page={n}&display_size=2")));
    }

    [Test]
    public async Task Pages_are_asked_for_when_they_are_needed()
    {
        Server.Then(Answer.Ok(Samples.Page(4, 1, ["a", "b"], hasNext: true)));
        await foreach (var payment in Server.Client().Payments.SearchAsync(s_two))
        {
            if (payment.PaymentId == "b")
            {
                break;
            }
        }

        Assert.That(Server.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Nothing_found_is_one_request()
    {
        Server.Then(Answer.Ok(Samples.Page(0, 1, [], hasNext: false)));
        Assert.That(await Read(Server.Client().Payments.SearchAsync(new PaymentSearch())), Is.Empty);
    }

    [Test]
    public async Task Without_links_the_total_says_whether_there_is_more()
    {
        Server.Then(
            Answer.Ok("""{"total":2,"count":1,"page":1,"results":[{"payment_id":"a"}]}"""),
            Answer.Ok("""{"total":2,"count":1,"page":2,"results":[{"payment_id":"b"}],"_links":{} }"""));
        Assert.That(await Read(Server.Client().Payments.SearchAsync(new PaymentSearch { DisplaySize = 1 })), Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public async Task A_page_smaller_than_asked_for_is_not_taken_for_the_last()
    {
        Server.Then(
            Answer.Ok(Samples.Page(3, 1, ["a", "b"], hasNext: true)),
            Answer.Ok(Samples.Page(3, 2, ["c"], hasNext: false)));
        Assert.That(await Read(Server.Client().Payments.SearchAsync(new PaymentSearch())), Is.EqualTo(new[] { "a", "b", "c" }));
    }

    [Test]
    public async Task New_payments_meanwhile_give_no_duplicates()
    {
        Server.Then(
            Answer.Ok(Samples.Page(4, 1, ["d", "c"], hasNext: true)),
            Answer.Ok(Samples.Page(5, 2, ["c", "b"], hasNext: true)),
            Answer.Ok(Samples.Page(5, 3, ["a"], hasNext: false)));
        Assert.That(await Read(Server.Client().Payments.SearchAsync(s_two)), Is.EqualTo(new[] { "d", "c", "b", "a" }));
    }

    [Test]
    public async Task Fewer_matches_meanwhile_end_the_search_without_a_fault()
    {
        Server.Then(
            Answer.Ok(Samples.Page(4, 1, ["d", "c"], hasNext: true)),
            Answer.Error(404, "P0402", "Page not found"));
        Assert.That(await Read(Server.Client().Payments.SearchAsync(s_two)), Is.EqualTo(new[] { "d", "c" }));
    }

    [Test]
    public async Task A_first_page_that_does_not_exist_is_a_fault()
    {
        Server.Then(Answer.Error(404, "P0402", "Page not found"));
        var fault = await FaultOf(Read(Server.Client().Payments.SearchAsync(new PaymentSearch { Page = 9 })));
        Assert.That(fault.Code, Is.EqualTo("P0402"));
        Assert.That(Server.Targets.Single(), Is.EqualTo("GET /v1/payments?page=9"));
    }

    [Test]
    public async Task The_search_begins_at_the_page_that_was_asked_for()
    {
        Server.Then(Answer.Ok(Samples.Page(5, 3, ["e"], hasNext: false)));
        Assert.That(await Read(Server.Client().Payments.SearchAsync(new PaymentSearch { Page = 3, DisplaySize = 2 })), Is.EqualTo(new[] { "e" }));
    }

    [Test]
    public async Task A_server_that_ignores_the_page_is_noticed()
    {
        Server.Then(
            Answer.Ok(Samples.Page(4, 1, ["a", "b"], hasNext: true)),
            Answer.Ok(Samples.Page(4, 1, ["a", "b"], hasNext: true)));
        var fault = await FaultOf(Read(Server.Client().Payments.SearchAsync(s_two)));
        Assert.That(fault.Message, Does.Contain("Page 2").And.Contain("page 1"));
    }

    [Test]
    public async Task A_server_that_always_has_a_next_page_cannot_keep_the_search_going()
    {
        Server.Then(
            Answer.Ok(Samples.Page(2, 1, ["a", "b"], hasNext: true)),
            Answer.Ok(Samples.Page(2, 2, ["a", "b"], hasNext: true)));
        Assert.That(await Read(Server.Client().Payments.SearchAsync(s_two)), Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public async Task An_empty_page_ends_the_search_whatever_the_total_says()
    {
        Server.Then(
            Answer.Ok(Samples.Page(1000, 1, ["a", "b"], hasNext: true)),
            Answer.Ok(Samples.Page(1000, 2, [], hasNext: true)));
        Assert.That(await Read(Server.Client().Payments.SearchAsync(s_two)), Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public async Task The_same_search_can_be_read_twice_and_changing_the_filters_midway_changes_nothing()
    {
        Server.Then(
            Answer.Ok(Samples.Page(2, 1, ["a"], hasNext: true)), Answer.Ok(Samples.Page(2, 2, ["b"], hasNext: false)),
            Answer.Ok(Samples.Page(1, 1, ["a"], hasNext: false)));
        var search = new PaymentSearch { Reference = "one", DisplaySize = 1 };
        var found = Server.Client().Payments.SearchAsync(search);
        await foreach (var payment in found)
        {
            Assert.That(payment.PaymentId, Is.Not.Empty);
            search.Reference = "two";
        }

        await Read(found);
        Assert.That(Server.Targets.Select(t => t.Contains("reference=one", StringComparison.Ordinal)), Is.EqualTo(new[] { true, true, false }));
    }

    [Test]
    public async Task A_result_of_a_search_may_have_null_links()
    {
        Server.Then(Answer.Ok("""{"total":1,"count":1,"page":1,"results":[{"payment_id":"a","_links":{"self":{"href":"s","method":"GET"},"cancel":null,"events":null,"refunds":null,"capture":null}}],"_links":{"self":{"href":"?reference=%2F"}},"extra":1}"""));
        var page = await Server.Client().Payments.SearchPageAsync(new PaymentSearch());
        Assert.That((page.Total, page.Count, page.Page, page.Results[0].Links.Cancel, page.Links!.Self!.Href), Is.EqualTo((1, 1, 1, (Link?)null, "?reference=%2F")));
        Assert.That(page.AdditionalProperties, Contains.Key("extra"));
    }

    [Test]
    public void A_token_given_to_the_enumeration_stops_it()
    {
        Server.Then(Answer.Silence());
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        Assert.That(
            async () =>
            {
                await foreach (var payment in Server.Client().Payments.SearchAsync(s_two).WithCancellation(cancelled.Token))
                {
                    Assert.Fail(payment.PaymentId);
                }
            },
            Throws.InstanceOf<OperationCanceledException>());
    }
}
