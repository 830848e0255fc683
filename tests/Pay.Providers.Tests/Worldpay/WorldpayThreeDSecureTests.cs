using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using Pay.Gateway.Providers.Worldpay;
using Pay.Gateway.Providers.Worldpay.Messages;
using Pay.Gateway.Providers.Worldpay.ThreeDSecure;
using static Pay.Providers.Tests.Worldpay.WorldpaySamples;

namespace Pay.Providers.Tests.Worldpay;

/// <summary>Sending payers to their bank and going on after they come back: sections 4.2, 4.4 and 5 of the specification.</summary>
internal sealed class WorldpayThreeDSecureTests
{
    private static readonly WorldpayChallengeDetails Details = new("2.1.0", "tx3ds-001", "https://acs.example.test/challenge", "eyJhIjoxfQ");

    [Test]
    public void Signs_a_data_collection_as_the_specification_does() => Assert.That(
        FlexToken.DataCollection(Flex, new Guid("0f8fad5b-d9cb-469f-a165-70867728950e"), DateTimeOffset.FromUnixTimeSeconds(1700000000)),
        Is.EqualTo(
            "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJqdGkiOiIwZjhmYWQ1Yi1kOWNiLTQ2OWYtYTE2NS03MDg2NzcyODk1MGUiLCJpYXQiOjE3MDAwMDAwMDAsImlzcyI6IjVj"
            + "MGE2ZTViMWYyZDNjNGI1YTY5Nzg4NyIsIk9yZ1VuaXRJZCI6IjVjMGE2ZTViMWYyZDNjNGI1YTY5Nzg4OCIsImV4cCI6MTcwMDAwNTQwMH0.wtZjVdQxHPWFJXeEhTerB_li1mz"
            + "P_HZ34cAHgUv4ujs"));

    [Test]
    public void Signs_a_challenge_as_the_specification_does()
    {
        var token = FlexToken.Challenge(
            Flex, new Guid("7c9e6679-7425-40de-944b-e07fc1f90ae7"), DateTimeOffset.FromUnixTimeSeconds(1700000100), ReturnUrl, Details);
        Assert.That(token.Split('.')[2], Is.EqualTo("5jTR75OP2p-OVLMXpjW_qjzIIr8BwbL4HaLIIgG-NCc"));
        Assert.That(Claims(token), Is.EqualTo(
            $$"""
            {"jti":"7c9e6679-7425-40de-944b-e07fc1f90ae7","iat":1700000100,"iss":"5c0a6e5b1f2d3c4b5a697887","OrgUnitId":"5c0a6e5b1f2d3c4b5a697888",
            "ReturnUrl":"{{ReturnUrl}}","Payload":{"ACSUrl":"https://acs.example.test/challenge","Payload":"eyJhIjoxfQ","TransactionId":"tx3ds-001"},
            "ObjectifyPayload":true}
            """.ReplaceLineEndings("")));
    }

    [Test]
    public async Task Posts_the_payer_to_the_issuer()
    {
        var (challenge, _) = await AskedAsync(PaRequest("eJxV\nUt1+"), flex: false);
        Assert.That(challenge.Uri, Is.EqualTo(new Uri("https://acs.example.test/pareq")));
        Assert.That(challenge.Fields, Is.EqualTo(
            [KeyValuePair.Create("PaReq", "eJxV\nUt1+"), KeyValuePair.Create("TermUrl", ReturnUrl.AbsoluteUri), KeyValuePair.Create("MD", PaymentId)]));
    }

    [Test]
    public async Task Posts_the_payer_to_a_challenge_with_a_token_of_now()
    {
        var (challenge, _) = await AskedAsync(ChallengeRequired());
        Assert.That(challenge.Uri, Is.EqualTo(new Uri("https://centinelapistag.cardinalcommerce.com/V2/Cruise/StepUp")));
        Assert.That(challenge.Fields.Select(field => field.Key), Is.EqualTo(["JWT"]));
        using var claims = JsonDocument.Parse(Claims(challenge.Fields[0].Value));
        Assert.That(claims.RootElement.GetProperty("iat").GetInt64(), Is.EqualTo(Now.ToUnixTimeSeconds()));
        Assert.That(claims.RootElement.GetProperty("ReturnUrl").GetString(), Is.EqualTo(ReturnUrl.AbsoluteUri));
        Assert.That(claims.RootElement.GetProperty("Payload").GetProperty("TransactionId").GetString(), Is.EqualTo("tx3ds-001"));
    }

    [Test]
    public async Task Posts_the_payer_where_the_operator_says([Values] bool live)
    {
        var context = Context(CannedTransport.Of(ChallengeRequired()), flex: true) with { IsLive = live };
        var (usual, _) = await AskedAsync(context);
        var (other, _) = await AskedAsync(
            Context(CannedTransport.Of(ChallengeRequired()), flex: true, settings: ("ThreeDSecureUrl", "https://stub.example.test/step-up")) with { IsLive = live });
        Assert.That(usual.Uri.Host, Is.EqualTo(live ? "centinelapi.cardinalcommerce.com" : "centinelapistag.cardinalcommerce.com"));
        Assert.That(other.Uri, Is.EqualTo(new Uri("https://stub.example.test/step-up")));
    }

    [TestCase("nowhere")]
    [TestCase("/step-up")]
    [TestCase("javascript:alert(1)")]
    public async Task Has_a_challenge_released_for_which_the_operator_names_no_address(string setting)
    {
        var context = Context(CannedTransport.Of(ChallengeRequired()), flex: true, settings: ("ThreeDSecureUrl", setting));
        var result = await new WorldpayAdapter().AuthoriseAsync(Order(threeDSecure: true), context, CancellationToken.None);
        Assert.That(result, Is.InstanceOf<AuthoriseResult.Failed>().With.Property("CleanUp").True);
    }

    [TestCase("issuer")]
    [TestCase("organisational_unit_id")]
    [TestCase("jwt_mac_key")]
    public async Task Has_a_challenge_released_that_the_account_cannot_sign(string missing)
    {
        var credentials = FlexCredentials();
        credentials.Remove(missing);
        var context = Context(CannedTransport.Of(ChallengeRequired())) with { Credentials = credentials };
        var result = await new WorldpayAdapter().AuthoriseAsync(Order(threeDSecure: true), context, CancellationToken.None);
        Assert.That(result, Is.InstanceOf<AuthoriseResult.Failed>().With.Property("CleanUp").True);
    }

    [Test]
    public async Task Goes_on_at_the_node_and_in_the_session_of_the_first_request()
    {
        var (_, state) = await AskedAsync(PaRequest(), flex: false, ("Set-Cookie", "JSESSIONID=x"), ("set-cookie", "machine=0aa20016;path=/;Secure"));
        var transport = CannedTransport.Of(Payment("AUTHORISED"));
        var result = await new WorldpayAdapter().ContinueAsync(Return(state, ("MD", "other"), ("PaRes", " eJzN+V1 a/\r\nb ")), Context(transport), CancellationToken.None);

        Assert.That(result, Is.EqualTo(new AuthoriseResult.Authorised(OrderCode)));
        Assert.That(transport.Sent.Single().Headers, Has.Member(KeyValuePair.Create("Cookie", "machine=0aa20016")));
        Assert.That(transport.LastText, Does.Contain("<paResponse>eJzN+V1+a/b</paResponse>").And.Contain($"<session id=\"{PaymentId}\" />"));
    }

    [TestCase("machine=")]
    [TestCase("machine")]
    [TestCase("amachine=x")]
    [TestCase("machine=a b")]
    [TestCase("machine=a,b")]
    [TestCase("machine=a\u0001b")]
    [TestCase("machine=\u00E9")]
    [TestCase("")]
    public async Task Sends_no_cookie_where_none_was_set_that_can_be_sent(string cookie)
    {
        var (_, state) = await AskedAsync(PaRequest(), flex: false, ("Set-Cookie", cookie));
        var transport = CannedTransport.Of(Payment("AUTHORISED"));
        await new WorldpayAdapter().ContinueAsync(Return(state, ("PaRes", "x")), Context(transport), CancellationToken.None);
        Assert.That(transport.Sent.Single().Headers.Select(header => header.Key), Has.No.Member("Cookie"));
    }

    [Test]
    public async Task Goes_on_after_a_challenge_whatever_the_browser_brings()
    {
        var (_, state) = await AskedAsync(ChallengeRequired());
        var transport = CannedTransport.Of(Payment("REFUSED"));
        var result = await new WorldpayAdapter().ContinueAsync(Return(state), Context(transport, flex: true), CancellationToken.None);
        Assert.That(result, Is.EqualTo(new AuthoriseResult.Rejected("refused", OrderCode)));
        Assert.That(transport.LastText, Does.Contain("<info3DSecure><completedAuthentication /></info3DSecure>"));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase(" \r\n\t ")]
    [TestCase("\0")]
    public async Task Sends_nothing_when_the_browser_brings_no_answer_of_the_bank(string? paRes)
    {
        var (_, state) = await AskedAsync(PaRequest(), flex: false);
        var transport = CannedTransport.Of(Payment("AUTHORISED"));
        var request = paRes is null ? Return(state, ("pares", "x")) : Return(state, ("PaRes", paRes));
        var result = await new WorldpayAdapter().ContinueAsync(request, Context(transport), CancellationToken.None);
        Assert.That(result, Is.InstanceOf<AuthoriseResult.Rejected>().With.Property("CleanUp").True);
        Assert.That(transport.Sent, Is.Empty);
    }

    [Test]
    public async Task Allows_one_more_round_and_no_third()
    {
        var (_, first) = await AskedAsync(ChallengeRequired());
        var (adapter, context) = (new WorldpayAdapter(), Context(CannedTransport.Of(PaRequest()), flex: true));
        var second = await adapter.ContinueAsync(Return(first), context, CancellationToken.None);
        Assert.That(second, Is.TypeOf<AuthoriseResult.AuthenticationRequired>());

        var third = await adapter.ContinueAsync(Return(((AuthoriseResult.AuthenticationRequired)second).ProviderState, ("PaRes", "x")), context, CancellationToken.None);
        Assert.That(third, Is.InstanceOf<AuthoriseResult.Failed>().With.Property("CleanUp").True);
    }

    [Test]
    public async Task Falls_back_from_a_challenge_to_an_issuer_and_keeps_the_node()
    {
        var (_, first) = await AskedAsync(ChallengeRequired(), flex: true, ("Set-Cookie", "machine=node-1"));
        var transport = CannedTransport.Of(PaRequest());
        var asked = (AuthoriseResult.AuthenticationRequired)await new WorldpayAdapter().ContinueAsync(Return(first), Context(transport, flex: true), CancellationToken.None);
        Assert.That(WorldpaySession.Read(asked.ProviderState), Is.EqualTo(new WorldpaySession(PaymentId, "node-1", IsChallenge: false, Round: 2)));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("17")]
    [TestCase("{}")]
    [TestCase("""{"v":2,"session":"x","round":1}""")]
    [TestCase("""{"v":1,"session":"","round":1}""")]
    [TestCase("""{"v":1,"session":7,"round":1}""")]
    [TestCase("""{"v":1,"session":"x","round":0}""")]
    [TestCase("""{"v":1,"session":"x","round":99999999999}""")]
    [TestCase("""{"v":1,"session":"x","ro""")]
    public async Task Sends_nothing_without_a_state_of_its_own(string? state)
    {
        var transport = CannedTransport.Of(Payment("AUTHORISED"));
        var result = await new WorldpayAdapter().ContinueAsync(Return(state, ("PaRes", "x")), Context(transport), CancellationToken.None);
        Assert.That(result, Is.InstanceOf<AuthoriseResult.Failed>().With.Property("CleanUp").True);
        Assert.That(transport.Sent, Is.Empty);
    }

    [Test]
    public async Task Keeps_no_card_data_and_no_secret_in_the_state()
    {
        var (_, state) = await AskedAsync(ChallengeRequired());
        Assert.That(state, Has.Length.LessThan(400));
        Assert.That(state, Does.Not.Contain(Visa).And.Not.Contain(SecurityCode + "\"").And.Not.Contain(MacKey).And.Not.Contain("eyJ").And.Not.Contain(Password));
    }

    private static string Claims(string token) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.Split('.')[1]));

    private static Task<(Challenge.PostForm Challenge, string State)> AskedAsync(byte[] body, bool flex = true, params (string Name, string Value)[] headers) =>
        AskedAsync(Context(CannedTransport.Of(body, headers), flex));

    private static async Task<(Challenge.PostForm Challenge, string State)> AskedAsync(PspContext context)
    {
        var result = await new WorldpayAdapter().AuthoriseAsync(Order(threeDSecure: true), context, CancellationToken.None);
        var asked = (AuthoriseResult.AuthenticationRequired)result;
        Assert.That(asked.TransactionId, Is.EqualTo(OrderCode));
        return ((Challenge.PostForm)asked.Challenge, asked.ProviderState!);
    }
}
