using NUnit.Framework;
using Pay.Gateway.Tests.Providers;
using Pay.Providers;

namespace Pay.Gateway.Tests.Reliability;

/// <summary>Two accounts, and one provider that does not answer: the other account's work does not wait for it.</summary>
internal sealed class SlowProviderTests
{
    /// <summary>Less than a call may take: what the slow provider holds is held all the time.</summary>
    private const int SecondsMax = 10;

    [Test]
    public async Task A_provider_that_hangs_holds_up_nobody_elses_work()
    {
        var slow = new RecordingProvider("slow");
        var quick = new RecordingProvider("quick");
        await using var gateway = await GatewayUnderTest.StartAsync(services =>
        {
            slow.Install(services);
            quick.Install(services);
        });
        try
        {
            // The answer to the first try is lost, so that the background work has to do the second.
            var stuck = await CaptureLaterAsync(gateway, slow);
            slow.Hangs = true;
            await PassUntilAsync(gateway, () => slow.Reached.IsCompleted);
            var quickly = await CaptureLaterAsync(gateway, quick);

            await PassUntilAsync(gateway, () => quick.Calls.Count(call => call.Call == "capture") == 2);
            Assert.That(slow.Calls.Last().Call, Is.EqualTo("query"), "it is still being asked");
            await Until.TrueAsync(() => IsCapturedAsync(gateway, quickly), "the other account's money is taken");
            Assert.That(await IsCapturedAsync(gateway, stuck), Is.False);
        }
        finally
        {
            slow.Release();
        }
    }

    private static async Task<(string PaymentId, string Key)> CaptureLaterAsync(GatewayUnderTest gateway, RecordingProvider provider)
    {
        var (account, key) = await gateway.CreateAccountAsync();
        await provider.ConnectAsync(gateway, account, "M", "p");
        provider.AnswerCapture = () => provider.Calls.Count(call => call.Call == "capture") == 1
            ? new ModificationResult.Unknown("no answer")
            : null;
        var id = await gateway.PaymentInAsync(PaymentStage.Capturable, PaymentBody.With("delayed_capture", "true"), key);
        await gateway.PostAsync($"/v1/payments/{id}/capture", key: key);
        Assert.That(provider.Calls.Count(call => call.Call == "capture"), Is.EqualTo(1));
        return (id, key);
    }

    private static async Task PassUntilAsync(GatewayUnderTest gateway, Func<bool> condition)
    {
        for (var passed = 0; passed < SecondsMax && !condition(); passed++)
        {
            gateway.Clock.Pass(TimeSpan.FromSeconds(1));
            for (var looked = 0; looked < 20 && !condition(); looked++)
            {
                await Task.Delay(10);
            }
        }

        Assert.That(condition(), Is.True, $"not within {SecondsMax} seconds");
    }

    private static async Task<bool> IsCapturedAsync(GatewayUnderTest gateway, (string PaymentId, string Key) payment) =>
        (string?)(await gateway.PaymentAsync(payment.PaymentId, payment.Key))["refund_summary"]!["status"] == "available";
}
