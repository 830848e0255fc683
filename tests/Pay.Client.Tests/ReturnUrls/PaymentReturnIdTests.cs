using Pay.Client.Tests.Server;

namespace Pay.Client.Tests.ReturnUrls;

internal sealed class PaymentReturnIdTests : ScriptedTests
{
    [Test]
    public void An_id_is_long_random_and_safe_in_an_address()
    {
        var ids = Enumerable.Range(0, 2000).Select(_ => PaymentReturnId.New().Value).ToList();
        Assert.That(ids, Is.Unique);
        Assert.That(ids, Is.All.Match("^[A-Za-z0-9_-]{32}$"), "32 characters of 6 bits are 192 bits");
        // Every position takes many values: nothing of it is fixed or counted.
        Assert.That(Enumerable.Range(0, 32).Select(i => ids.Select(id => id[i]).Distinct().Count()), Is.All.GreaterThan(50));
        Assert.That(PaymentReturnId.TryParse(ids[0], out var id) ? id.Value : null, Is.EqualTo(ids[0]));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("short")]
    [TestCase("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/")]
    [TestCase("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Anything_else_is_not_an_id(string? text) => Assert.That(PaymentReturnId.TryParse(text, out _), Is.False);

    [TestCase("https://service.example/return")]
    [TestCase("https://service.example/return/")]
    public void It_becomes_the_last_segment(string address)
    {
        var id = PaymentReturnId.New();
        Assert.That(id.AppendTo(new Uri(address)), Is.EqualTo("https://service.example/return/" + id));
    }

    [Test]
    public void An_address_that_it_cannot_be_appended_to_is_refused()
    {
        Assert.That(() => PaymentReturnId.New().AppendTo(new Uri("https://service.example/?a=b")), Throws.ArgumentException);
        Assert.That(() => PaymentReturnId.New().AppendTo(new Uri("/return", UriKind.Relative)), Throws.ArgumentException);
        Assert.That(() => default(PaymentReturnId).AppendTo(new Uri("https://service.example/")), Throws.InvalidOperationException);
    }

    [Test]
    public async Task A_returning_payment_is_stored_under_the_id_that_was_sent()
    {
        Server.Then(Answer.Json(201, Samples.Payment()));
        var store = new MemoryPaymentReturnStore();
        var request = new CreatePaymentRequest { Amount = 1 };
        await Server.Client().Payments.CreateReturningAsync(request, new Uri("https://service.example/back"), store);
        Assert.That(Server.Requests.Single().Text, Does.Contain(request.ReturnUrl));
        Assert.That(request.ReturnUrl, Does.StartWith("https://service.example/back/"));
        Assert.That(PaymentReturnId.TryParse(request.ReturnUrl!.Split('/')[^1], out var id), Is.True);
        Assert.That(await store.FindAsync(id), Is.EqualTo(Samples.PaymentId));
        Assert.That(await store.FindAsync(id), Is.EqualTo(Samples.PaymentId), "payers reload");
        Assert.That(await store.FindAsync(PaymentReturnId.New()), Is.Null);
    }

    [Test]
    public async Task The_memory_store_has_a_limit()
    {
        var store = new MemoryPaymentReturnStore();
        var first = PaymentReturnId.New();
        await store.SaveAsync(first, "first");
        var second = PaymentReturnId.New();
        await store.SaveAsync(second, "second");
        for (var i = 0; i < MemoryPaymentReturnStore.ReturnsMax - 1; i++)
        {
            await store.SaveAsync(PaymentReturnId.New(), "later");
        }

        Assert.That(await store.FindAsync(first), Is.Null);
        Assert.That(await store.FindAsync(second), Is.EqualTo("second"));
    }
}
