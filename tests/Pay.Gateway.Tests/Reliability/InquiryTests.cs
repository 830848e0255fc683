using NUnit.Framework;
using Pay.Gateway.Tests.Providers;
using Pay.Providers;

namespace Pay.Gateway.Tests.Reliability;

/// <summary>What a provider is told when it is asked about an authorisation whose answer was lost.</summary>
internal sealed class InquiryTests
{
    [Test]
    public async Task It_is_told_when_it_was_asked_to_hold_the_amount_and_not_when_the_payment_was_made()
    {
        DateTimeOffset? sentAt = null;
        var psp = new ScriptedPsp
        {
            Authorise = _ => new AuthoriseResult.Unknown("lost"),
            Query = request =>
            {
                sentAt = request.SentAt;
                return new QueryResult.NotFound();
            },
        };
        var (gateway, _, key) = await psp.StartAsync();
        using var payer = new Payer(gateway);
        var id = await payer.OpenAsync(await gateway.CreatedAsync(PaymentBody.Valid, key));
        gateway.Clock.Pass(TimeSpan.FromMinutes(80));
        var submittedAt = gateway.Clock.GetUtcNow();
        await payer.SubmitCardAsync(id);
        await gateway.Clock.PassUntilAsync(() => Task.FromResult(sentAt is not null));
        Assert.That(sentAt, Is.EqualTo(submittedAt).Within(TimeSpan.FromSeconds(10)), "a search that lags must not be believed for the time that the payer took");
        await gateway.DisposeAsync();
    }
}
