using System.Globalization;
using System.Text.Json.Nodes;
using NUnit.Framework;
using static Pay.Gateway.Tests.PaymentBody;

namespace Pay.Gateway.Tests.Payments;

/// <summary>api.md sections 8.4.1, 8.4.3 and 8.4.4: what is found, and how it is shown.</summary>
internal sealed class SearchTests
{
    private GatewayUnderTest _gateway = null!;

    [SetUp]
    public async Task StartAsync() => _gateway = await GatewayUnderTest.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    [Test]
    public async Task References_are_whole_and_without_case()
    {
        var id = await IdAsync(("reference", "\"Ref-ÄÖ_%5\""));
        await IdAsync(("reference", "\"Ref-ÄÖ_%55\""));
        await IdAsync(("reference", "\"Ref-ÄÖxy5\""));
        foreach (var text in new[] { "Ref-ÄÖ_%5", "REF-ÄÖ_%5", "ref-ÄÖ_%5", "ref-äö_%5" })
        {
            Assert.That(await FoundAsync($"reference={Uri.EscapeDataString(text)}"), Is.EqualTo(new[] { id }), text);
        }

        foreach (var text in new[] { "Ref", "Ref%", "Ref-ÄÖ__5", "ef-ÄÖ_%5", "Ref-ÄÖ_%" })
        {
            Assert.That(await FoundAsync($"reference={Uri.EscapeDataString(text)}"), Is.Empty, text);
        }
    }

    [Test]
    public async Task Emails_are_parts_without_case_and_wildcards_are_letters()
    {
        var plain = await IdAsync(("email", "\"Jane.Doe@Example.org\""));
        var wild = await IdAsync(("email", "\"a_b%c\\\\d@example.com\""));
        await IdAsync();
        Assert.That(await FoundAsync("email=jane.doe@example.org"), Is.EqualTo(new[] { plain }));
        Assert.That(await FoundAsync("email=DOE@EX"), Is.EqualTo(new[] { plain }));
        Assert.That(await FoundAsync("email=example"), Is.EqualTo(new[] { wild, plain }));
        Assert.That(await FoundAsync("email=%25"), Is.EqualTo(new[] { wild }));
        Assert.That(await FoundAsync("email=_"), Is.EqualTo(new[] { wild }));
        Assert.That(await FoundAsync("email=b%25c"), Is.EqualTo(new[] { wild }));
        Assert.That(await FoundAsync("email=%5C"), Is.EqualTo(new[] { wild }));
        Assert.That(await FoundAsync("email=axb"), Is.Empty);
    }

    [Test]
    public async Task Cards_are_found_by_brand_digits_and_name()
    {
        var visa = await _gateway.PaymentInAsync(PaymentStage.Submitted);
        var master = await CardAsync("5105105105105100");
        var amex = await CardAsync("371449635398431");
        await IdAsync();
        Assert.That(await FoundAsync("card_brand=visa"), Is.EqualTo(new[] { visa }));
        Assert.That(await FoundAsync("card_brand=VISA"), Is.EqualTo(new[] { visa }), "lower-cased before use");
        Assert.That(await FoundAsync("card_brand=master-card"), Is.EqualTo(new[] { master }));
        Assert.That(await FoundAsync("card_brand=american-express"), Is.EqualTo(new[] { amex }));
        Assert.That(await FoundAsync("card_brand=jcb"), Is.Empty);
        Assert.That(await FoundAsync("first_digits_card_number=510510"), Is.EqualTo(new[] { master }));
        Assert.That(await FoundAsync("last_digits_card_number=8431"), Is.EqualTo(new[] { amex }));
        Assert.That(await FoundAsync("first_digits_card_number=444433&last_digits_card_number=1111"), Is.EqualTo(new[] { visa }));
        Assert.That(await FoundAsync("first_digits_card_number=444433&last_digits_card_number=5100"), Is.Empty);
        Assert.That(await FoundAsync("cardholder_name=ANE%20d"), Is.EqualTo(new[] { amex, master, visa }));
        Assert.That(await FoundAsync("cardholder_name=%25"), Is.Empty);
    }

    [Test]
    public async Task Every_state_is_found_by_its_name_and_failed_is_all_three()
    {
        var ids = new Dictionary<PaymentStage, string>
        {
            [PaymentStage.Expired] = await _gateway.PaymentInAsync(PaymentStage.Expired),
        };
        foreach (var stage in new[]
        {
            PaymentStage.Created, PaymentStage.Started, PaymentStage.Submitted, PaymentStage.Capturable, PaymentStage.Success,
            PaymentStage.Declined, PaymentStage.ProviderError, PaymentStage.CancelledByPayer, PaymentStage.CancelledByService,
        })
        {
            ids[stage] = await _gateway.PaymentInAsync(stage);
        }

        foreach (var stage in new[] { PaymentStage.Created, PaymentStage.Started, PaymentStage.Submitted, PaymentStage.Success })
        {
            Assert.That(await FoundAsync($"state={stage.Name()}"), Is.EqualTo(new[] { ids[stage] }), stage.ToString());
        }

        Assert.That(await FoundAsync("state=cancelled"), Is.EqualTo(new[] { ids[PaymentStage.CancelledByService] }));
        Assert.That(await FoundAsync("state=error"), Is.EqualTo(new[] { ids[PaymentStage.ProviderError] }));
        Assert.That(await FoundAsync("state=failed"), Is.EqualTo(new[]
        {
            ids[PaymentStage.CancelledByPayer], ids[PaymentStage.Declined], ids[PaymentStage.Expired],
        }));
        Assert.That(await FoundAsync(""), Has.Count.EqualTo(ids.Count));
    }

    [Test]
    public async Task Dates_are_bounds_that_are_not_reached()
    {
        var payment = await _gateway.CreatedAsync();
        var at = DateTimeOffset.Parse((string)payment["created_date"]!, CultureInfo.InvariantCulture);
        foreach (var (query, found) in new[]
        {
            ($"from_date={Iso(at)}", false),
            ($"from_date={Iso(at.AddMilliseconds(-1))}", true),
            ($"to_date={Iso(at)}", false),
            ($"to_date={Iso(at.AddMilliseconds(1))}", true),
            ($"from_date={Iso(at.AddMilliseconds(-1))}&to_date={Iso(at.AddMilliseconds(1))}", true),
            ($"from_date={Iso(at.AddMilliseconds(1))}&to_date={Iso(at.AddMilliseconds(-1))}", false),
            ($"from_date={Iso(at, "fff", "5001")}", false),
            ($"from_date={Iso(at.AddMilliseconds(-1), "fff", "999999")}", true),
            ($"to_date={Iso(at, "fff", "000001")}", true),
            ($"to_date={Iso(at.AddMilliseconds(-1), "fff", "999")}", false),
            ($"from_date={Uri.EscapeDataString(at.AddMilliseconds(-1).ToOffset(TimeSpan.FromHours(5.5)).ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture))}", true),
            ($"from_date={Uri.EscapeDataString(at.ToOffset(TimeSpan.FromHours(-8)).ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture))}", false),
        })
        {
            Assert.That(await FoundAsync(query), Has.Count.EqualTo(found ? 1 : 0), query);
        }
    }

    [Test]
    public async Task Pages_lead_from_one_to_the_next_and_lose_nothing()
    {
        var ids = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            ids.Insert(0, await IdAsync(("reference", "\"a b&c=d+e\"")));
        }

        await IdAsync();
        const string Filter = "reference=a%20b%26c%3Dd%2Be&from_date=2016-01-01T23:59:59Z&unknown=x";
        var found = new List<string>();
        string? next = $"/v1/payments?{Filter}&display_size=3";
        for (var page = 1; next is not null; page++)
        {
            var reply = await _gateway.GetAsync(next);
            Assert.That(reply.Status, Is.EqualTo(200), reply.Body);
            Assert.That(reply.Json.Keys(), Is.EqualTo("total, count, page, results, _links"));
            Assert.That((int)reply.Json["total"]!, Is.EqualTo(7));
            Assert.That((int)reply.Json["count"]!, Is.EqualTo(page < 3 ? 3 : 1));
            Assert.That((int)reply.Json["page"]!, Is.EqualTo(page));
            found.AddRange(Ids(reply));

            var links = reply.Json["_links"]!;
            Assert.That(links.Keys(), Is.EqualTo(page switch
            {
                1 => "next_page, first_page, last_page, self",
                2 => "next_page, first_page, last_page, self, prev_page",
                _ => "first_page, last_page, self, prev_page",
            }));
            AssertLink(links["self"], page);
            AssertLink(links["first_page"], 1);
            AssertLink(links["last_page"], 3);
            if (page > 1)
            {
                AssertLink(links["prev_page"], page - 1);
            }

            next = links["next_page"] is { } link ? (string)link["href"]! : null;
        }

        Assert.That(found, Is.EqualTo(ids), "newest first, each once");

        void AssertLink(JsonNode? link, int page)
        {
            Assert.That(link.Keys(), Is.EqualTo("href"), "no method");
            var uri = new Uri((string)link!["href"]!);
            Assert.That(uri.GetLeftPart(UriPartial.Path), Is.EqualTo(new Uri(_gateway.Address, "/v1/payments").AbsoluteUri));
            Assert.That(uri.Query[1..].Split('&'), Is.EquivalentTo(new[]
            {
                "reference=a%20b%26c%3Dd%2Be", "from_date=2016-01-01T23%3A59%3A59Z", $"page={page}", "display_size=3",
            }).Or.EquivalentTo(new[]
            {
                "reference=a+b%26c%3Dd%2Be", "from_date=2016-01-01T23%3A59%3A59Z", $"page={page}", "display_size=3",
            }));
        }
    }

    [Test]
    public async Task A_page_past_the_end_is_not_found()
    {
        await IdAsync();
        foreach (var query in new[] { "page=2", "page=3&display_size=500", "page=2147483647&display_size=500", "page=2&display_size=1" })
        {
            Assert.That((await _gateway.GetAsync("/v1/payments?" + query)).Line, Is.EqualTo(Refused.With(404, "P0402", "Page not found")), query);
        }
    }

    [Test]
    public async Task Any_page_of_nothing_is_an_empty_page()
    {
        var first = await _gateway.GetAsync("/v1/payments");
        Assert.That(first.Body, Does.StartWith("""{"total":0,"count":0,"page":1,"results":[],"_links":{"""));
        Assert.That(first.Json["_links"].Keys(), Is.EqualTo("first_page, last_page, self"));
        Assert.That((string?)first.Json["_links"]!["self"]!["href"], Does.EndWith("page=1&display_size=500").Or.EndWith("display_size=500&page=1"));

        var third = await _gateway.GetAsync("/v1/payments?page=3");
        Assert.That(third.Body, Does.StartWith("""{"total":0,"count":0,"page":3,"results":[],"_links":{"""));
        Assert.That((string?)third.Json["_links"]!["prev_page"]!["href"], Does.Contain("page=1"));
        Assert.That(third.Json["_links"]!.AsObject().ContainsKey("next_page"), Is.False);
    }

    [Test]
    public async Task A_result_is_the_payment_with_five_links()
    {
        var id = await IdAsync(("email", "\"a@example.org\""), ("metadata", "{\"a\":1}"));
        var result = (await _gateway.GetAsync("/v1/payments")).Json["results"]![0]!.AsObject();
        var single = await _gateway.PaymentAsync(id);
        Assert.That(result.Keys(), Is.EqualTo(single.Keys()));
        foreach (var (key, value) in single.Where(member => member.Key != "_links"))
        {
            Assert.That(result[key]?.ToJsonString(), Is.EqualTo(value?.ToJsonString()), key);
        }

        var self = $"{_gateway.Address.GetLeftPart(UriPartial.Authority)}/v1/payments/{id}";
        Assert.That(result["_links"]!.ToJsonString(), Is.EqualTo(
            $$$"""{"self":{"href":"{{{self}}}","method":"GET"},"cancel":{"href":"{{{self}}}/cancel","method":"POST"}"""
            + $$$""","events":{"href":"{{{self}}}/events","method":"GET"},"refunds":{"href":"{{{self}}}/refunds","method":"GET"},"capture":null}"""));
    }

    [TestCase(PaymentStage.Success, false)]
    [TestCase(PaymentStage.Declined, false)]
    [TestCase(PaymentStage.CancelledByService, false)]
    [TestCase(PaymentStage.Started, true)]
    [TestCase(PaymentStage.Capturable, true)]
    public async Task The_cancel_link_of_a_result_is_null_when_it_cannot_work(PaymentStage stage, bool cancellable)
    {
        await _gateway.PaymentInAsync(stage);
        var links = (await _gateway.GetAsync("/v1/payments")).Json["results"]![0]!["_links"]!.AsObject();
        Assert.That(links.Keys(), Is.EqualTo("self, cancel, events, refunds, capture"));
        Assert.That(links["cancel"] is not null, Is.EqualTo(cancellable));
        Assert.That(links["capture"], Is.Null);
    }

    [Test]
    public async Task The_answer_is_not_to_be_cached()
    {
        var reply = await _gateway.GetAsync("/v1/payments");
        Assert.That(reply.Header("Pragma"), Is.EqualTo("no-cache"));
        Assert.That(reply.Header("Cache-Control"), Is.EqualTo("no-store"));
    }

    [Test]
    public async Task Five_hundred_to_a_page_unless_asked_for_fewer()
    {
        await Task.WhenAll(Enumerable.Range(0, 501).Select(_ => _gateway.CreatedAsync()));
        var reply = await _gateway.GetAsync("/v1/payments");
        Assert.That((int)reply.Json["total"]!, Is.EqualTo(501));
        Assert.That((int)reply.Json["count"]!, Is.EqualTo(500));
        var second = await _gateway.GetAsync("/v1/payments?page=2");
        Assert.That(Ids(reply).Concat(Ids(second)).Distinct(StringComparer.Ordinal).Count(), Is.EqualTo(501));
    }

    private static string Iso(DateTimeOffset at, string fraction = "fff", string more = "") =>
        at.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss." + fraction, CultureInfo.InvariantCulture) + more + "Z";

    private async Task<string> IdAsync(params (string, string)[] changes) => (await _gateway.CreatedAsync(With(changes))).Id();

    private async Task<string> CardAsync(string number)
    {
        var payment = await _gateway.CreatedAsync();
        using var payer = new Payer(_gateway);
        await payer.OpenAsync(payment);
        await payer.SubmitCardAsync(payment.Id(), number);
        return payment.Id();
    }

    private async Task<List<string>> FoundAsync(string query)
    {
        var reply = await _gateway.GetAsync("/v1/payments?" + query);
        Assert.That(reply.Status, Is.EqualTo(200), query + " " + reply.Body);
        Assert.That((int)reply.Json["count"]!, Is.EqualTo((int)reply.Json["total"]!));
        return Ids(reply);
    }

    private static List<string> Ids(ApiReply reply) => [.. reply.Json["results"]!.AsArray().Select(result => result!.AsObject().Id())];
}
