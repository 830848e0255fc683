using NUnit.Framework;
using Pay.Gateway.Providers.Stripe;

namespace Pay.Providers.Tests.Stripe;

/// <summary>Which key is used, which is not, and what Stripe says of it (stripe.md section 1).</summary>
internal sealed class StripeCredentialsTests
{
    private static readonly Dictionary<string, string> Deployment = new(StringComparer.OrdinalIgnoreCase)
    {
        ["SecretKeyTest"] = "sk_test_deployment",
        ["SecretKeyLive"] = "sk_live_deployment",
    };

    [TestCase("sk_test_own", false, "Bearer sk_test_own", TestName = "An account's own key wins")]
    [TestCase(null, false, "Bearer sk_test_deployment", TestName = "A test account without a key takes the deployment's for tests")]
    [TestCase(null, true, "Bearer sk_live_deployment", TestName = "A live account without a key takes the deployment's for live payments")]
    [TestCase("rk_live_own", true, "Bearer rk_live_own", TestName = "A restricted key is a key")]
    public async Task The_key_is(string? own, bool isLive, string expected)
    {
        var transport = new ScriptedTransport(new PspReply.NotSent("x"));
        await new StripeAdapter().CaptureAsync(
            StripeSamples.Capture, StripeSamples.Context(transport, secretKey: own, isLive: isLive, settings: Deployment), CancellationToken.None);
        Assert.That(transport.Messages.Single().Headers, Does.Contain(KeyValuePair.Create("Authorization", expected)));
    }

    [TestCase(null, false, TestName = "No key at all")]
    [TestCase("sk_live_own", false, TestName = "A live key for a test account")]
    [TestCase("rk_live_own", false, TestName = "A live restricted key for a test account")]
    [TestCase("sk_test_own", true, TestName = "A test key for a live account")]
    [TestCase("pk_test_own", false, TestName = "A publishable key")]
    [TestCase("sk_test_own\r\nX-More: 1", false, TestName = "A key with a line break")]
    public async Task Nothing_is_sent_with(string? own, bool isLive)
    {
        var transport = new ScriptedTransport();
        var context = StripeSamples.Context(transport, secretKey: own, isLive: isLive);
        var adapter = new StripeAdapter();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(StripeSamples.Short(await adapter.AuthoriseAsync(StripeSamples.Authorise(), context, CancellationToken.None)), Is.EqualTo("failed Credentials -"));
            Assert.That(StripeSamples.Short(await adapter.CaptureAsync(StripeSamples.Capture, context, CancellationToken.None)), Is.EqualTo("failed Credentials"));
            Assert.That(StripeSamples.Short(await adapter.CancelAsync(StripeSamples.Cancel, context, CancellationToken.None)), Is.EqualTo("failed Credentials"));
            Assert.That(StripeSamples.Short(await adapter.RefundAsync(StripeSamples.Refund, context, CancellationToken.None)), Is.EqualTo("failed Credentials"));
            Assert.That(StripeSamples.Short(await adapter.QueryAsync(StripeSamples.Query, context, CancellationToken.None)), Is.EqualTo("inconclusive"));
            Assert.That(StripeSamples.Short(await adapter.QueryRefundAsync(StripeSamples.QueryRefund, context, CancellationToken.None)), Is.EqualTo("inconclusive"));
            Assert.That(StripeSamples.Short(await adapter.CheckCredentialsAsync(context, CancellationToken.None)), Is.EqualTo("refused"));
            Assert.That(transport.Messages, Is.Empty);
        }
    }

    [TestCase("sk_test_51Otter", false, true)]
    [TestCase("rk_live_51Otter", true, true)]
    [TestCase(null, true, true)]
    [TestCase("sk_test_51Otter", true, false)]
    [TestCase("rk_live_51Otter", false, false)]
    public void A_key_belongs_to_an_account_of_its_mode(string? key, bool isLive, bool isGood)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["stripe_account_id"] = "acct_1Otter" };
        if (key is not null)
        {
            values["secret_key"] = key;
        }

        Assert.That(new StripeAdapter().Credentials.JudgeTogether(values, isLive), isGood ? Is.Null : Is.Not.Empty);
    }

    [TestCase("secret_key", "sk_test_51Otter", true)]
    [TestCase("secret_key", "sk_live_51Otter", true)]
    [TestCase("secret_key", "rk_test_51Otter", true)]
    [TestCase("secret_key", "pk_test_51Otter", false)]
    [TestCase("secret_key", "sk_test_", false)]
    [TestCase("secret_key", " sk_test_51Otter", false)]
    [TestCase("secret_key", "sk_test_51Otter\n", false)]
    [TestCase("webhook_signing_secret", "whsec_otter_6b1f0c2d9e", true)]
    [TestCase("webhook_signing_secret", "whsec_", false)]
    [TestCase("webhook_signing_secret", "whsec_a b", false)]
    [TestCase("webhook_signing_secret", "sk_test_51Otter", false)]
    [TestCase("stripe_account_id", "acct_1Otter", true)]
    [TestCase("stripe_account_id", "1Otter", false)]
    [TestCase("stripe_account_id", "acct_1Otter/../x", false)]
    public void A_value_is_judged(string key, string value, bool isGood)
    {
        var field = new StripeAdapter().Credentials.Fields.Single(field => field.Key == key);
        Assert.That(field.Judge(value), isGood ? Is.Null : Is.Not.Empty);
    }

    [Test]
    public void The_account_id_names_the_account_and_the_rest_is_secret()
    {
        var fields = new StripeAdapter().Credentials.Fields;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(fields.Select(field => field.Key), Is.EqualTo(["secret_key", "webhook_signing_secret", "stripe_account_id"]));
            Assert.That(fields.Select(field => field.IsSecret), Is.EqualTo([true, true, false]));
            Assert.That(fields.Select(field => field.IsIdentity), Is.EqualTo([false, false, true]));
            Assert.That(fields.All(field => field.IsOptional), Is.True);
            Assert.That(fields[2].Aliases, Is.EqualTo(["accountId", "stripe_account"]));
        }
    }

    [TestCase(200, """{"id":"acct_1Otter","object":"account"}""", "sk_test_own", "acct_1Otter", "accepted", "/v1/account")]
    [TestCase(200, """{"id":"acct_1Otter","object":"account"}""", "sk_test_own", null, "accepted", "/v1/account")]
    [TestCase(200, """{"id":"acct_1Otter","object":"account"}""", "sk_test_own", "acct_2", "refused", "/v1/account")]
    [TestCase(200, """{"id":"acct_1Otter","object":"account"}""", null, "acct_1Otter", "accepted", "/v1/accounts/acct_1Otter")]
    [TestCase(404, """{"error":{"type":"invalid_request_error","code":"resource_missing"}}""", null, "acct_1Otter", "refused", "/v1/accounts/acct_1Otter")]
    [TestCase(401, """{"error":{"type":"invalid_request_error"}}""", "sk_test_own", null, "refused", "/v1/account")]
    [TestCase(403, """{"error":{"type":"invalid_request_error"}}""", "sk_test_own", null, "refused", "/v1/account")]
    [TestCase(403, """{"error":{"type":"invalid_request_error"}}""", "rk_test_own", null, "inconclusive", "/v1/account")]
    [TestCase(429, "", "sk_test_own", null, "inconclusive", "/v1/account")]
    [TestCase(500, "", "sk_test_own", null, "inconclusive", "/v1/account")]
    [TestCase(200, "<html>", "sk_test_own", null, "inconclusive", "/v1/account")]
    [TestCase(200, """{"id":"pi_1Otter","object":"payment_intent"}""", "sk_test_own", null, "inconclusive", "/v1/account")]
    public async Task Stripe_says_of_the_credentials(int status, string body, string? own, string? accountId, string expected, string path)
    {
        var transport = new ScriptedTransport(StripeSamples.Reply(status, body));
        var context = StripeSamples.Context(transport, secretKey: own, accountId: accountId, settings: Deployment);
        Assert.That(StripeSamples.Short(await new StripeAdapter().CheckCredentialsAsync(context, CancellationToken.None)), Is.EqualTo(expected));
        Assert.That(transport.Messages.Single().Uri.AbsolutePath, Is.EqualTo(path));
    }

    [Test]
    public void Nothing_prints_its_secrets()
    {
        var message = StripeAuthorise.BuildPaymentMethod(StripeSamples.Authorise(), StripeSamples.Access());
        var all = $"{message} {StripeSamples.Access()} {new StripeForm().Add("card[number]", "4242424242424242")} {StripeSamples.Context()}";
        Assert.That(all, Does.Not.Contain("sk_test").And.Not.Contain("4242"));
    }
}
