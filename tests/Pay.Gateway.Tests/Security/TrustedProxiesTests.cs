using NUnit.Framework;
using Pay.Gateway.Accounts;
using Pay.Gateway.Tests.Providers;

namespace Pay.Gateway.Tests.Security;

/// <summary>Whose address a request has: <c>X-Forwarded-For</c> counts as far as trusted proxies have written it, and no further.</summary>
[Category(TestEngine.One)]
internal sealed class TrustedProxiesTests
{
    private const string Https = "--Pay:PublicUrl=https://pay.example.org";
    private const string Payers = "198.51.100.7";
    private const string Proxys = "203.0.113.9";

    [TestCase("", "127.0.0.1", TestName = "Nobody_is_believed_unless_the_operator_says_so")]
    [TestCase("192.0.2.0/24", "127.0.0.1", TestName = "Somebody_else_is_not_believed")]
    [TestCase("127.0.0.1", Proxys, TestName = "What_stands_left_of_the_trusted_proxys_own_word_is_not_believed")]
    [TestCase("127.0.0.0/8,203.0.113.0/24", Payers, TestName = "A_chain_of_trusted_proxies_leads_to_the_payer")]
    [TestCase("::ffff:127.0.0.1,203.0.113.9", Payers, TestName = "Addresses_may_be_written_either_way")]
    public async Task The_provider_is_told_the_address_of(string trusted, string expected)
    {
        var provider = new RecordingProvider("recording");
        await using var gateway = await GatewayUnderTest.StartAsync(
            provider.Install,
            [Https, .. trusted.Split(',', StringSplitOptions.RemoveEmptyEntries).Select((entry, index) => $"--Pay:TrustedProxies:{index}={entry}")]);
        var (accountId, key) = await gateway.CreateAccountAsync();
        var account = await gateway.Database.ReadAsync(session => AccountRows.FindAsync(session, accountId));
        await gateway.Database.WriteAsync(session =>
            AccountRows.SetAsync(session, account!.Number, [(AccountSetting.Find("send_payer_ip_address")!, 1L)]));
        await provider.ConnectAsync(gateway, accountId, "M", "p");

        using var payer = Payer.BehindProxy(gateway, $"192.0.2.66, {Payers}, {Proxys}");
        await payer.PayAsync(await gateway.CreatedAsync(key: key));
        Assert.That(provider.Authorisations.Single().Browser!.IpAddress, Is.EqualTo(expected));
    }

    [Test]
    public async Task A_trusted_proxy_without_https_is_still_a_proxy_without_https([Values] bool isTrusted)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(isTrusted ? ["--Pay:TrustedProxies:0=127.0.0.1"] : []);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", Payers);
        using var answer = await gateway.Http.SendAsync(request);
        Assert.That((int)answer.StatusCode, Is.EqualTo(403), "the payer's part of the way is not on this machine");
    }

    [Test]
    public void A_list_that_is_none_is_refused() => Assert.That(
        async () => await GatewayUnderTest.StartAsync("--Pay:TrustedProxies:0=proxy.example.org"),
        Throws.TypeOf<SettingsException>().With.Message.Contain("Pay:TrustedProxies").And.Message.Contain("proxy.example.org"));
}
