using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using Pay.Gateway.Api;
using Pay.Gateway.Notifications;
using Pay.Gateway.Payments;

namespace Pay.Gateway.Tests.Reliability;

/// <summary>What has to be true of every status and every endpoint, also of those that come later.</summary>
internal sealed class ConventionTests
{
    /// <summary>lifecycle.md section 1.2, with the failures told apart.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["created"] = ["started", "failed P0010", "failed P0020", "failed P0030", "cancelled P0040"],
        ["started"] = ["submitted", "capturable", "success", "failed P0010", "failed P0020", "failed P0030", "cancelled P0040", "error P0050"],
        ["submitted"] = ["success", "capturable", "failed P0020", "failed P0030", "cancelled P0040"],
        ["capturable"] = ["success", "failed P0020", "cancelled P0040"],
        ["success"] = ["error P0050"],
        ["failed P0010"] = [],
        ["failed P0020"] = [],
        ["failed P0030"] = [],
        ["cancelled P0040"] = [],
        ["error P0050"] = [],
    };

    /// <summary>lifecycle.md section 1: exactly these states, to the letter.</summary>
    private static readonly string[] States =
    [
        "created|False||", "started|False||", "submitted|False||", "capturable|False||", "success|True||",
        "failed|True|Payment method rejected|P0010", "failed|True|Payment expired|P0020", "failed|True|Payment was cancelled by the user|P0030",
        "cancelled|True|Payment was cancelled by the service|P0040", "error|True|Payment provider returned an error|P0050",
    ];

    [Test]
    public void Every_status_has_a_published_state()
    {
        foreach (var status in Enum.GetValues<PaymentStatus>())
        {
            var state = status.Public();
            Assert.That(States, Does.Contain($"{state.Status}|{state.Finished}|{state.Message}|{state.Code}"), status.ToString());
        }
    }

    [Test]
    public void Every_published_state_is_reached_by_some_status() => Assert.That(
        Enum.GetValues<PaymentStatus>().Select(status => status.Public()).Select(state => $"{state.Status}|{state.Finished}|{state.Message}|{state.Code}").Distinct(StringComparer.Ordinal),
        Is.EquivalentTo(States));

    [Test]
    public void Every_status_keeps_its_name_in_the_database()
    {
        var names = Enum.GetValues<PaymentStatus>().Select(status => status.Name()).ToList();
        Assert.That(names, Is.Unique);
        Assert.That(names, Has.All.Match("^[a-z0-9_]+$"));
        foreach (var status in Enum.GetValues<PaymentStatus>())
        {
            Assert.That(PaymentStatusRules.Parse(status.Name()), Is.EqualTo(status));
        }
    }

    [Test]
    public void States_move_only_along_the_published_table()
    {
        foreach (var from in Enum.GetValues<PaymentStatus>())
        {
            foreach (var to in Enum.GetValues<PaymentStatus>().Where(to => from.MayBecome(to)))
            {
                var (before, after) = (Told(from), Told(to));
                Assert.That(after == before || Allowed[before].Contains(after, StringComparer.Ordinal), Is.True, $"{from} -> {to} is {before} -> {after}");
            }

            Assert.That(from.MayBecome(from), Is.False, from.ToString());
        }
    }

    [Test]
    public void A_final_state_is_final()
    {
        foreach (var status in Enum.GetValues<PaymentStatus>().Where(status => status.Public() is { Finished: true } state && state.Status != "success"))
        {
            Assert.That(
                Enum.GetValues<PaymentStatus>().Where(to => status.MayBecome(to)).Select(Told), Has.All.EqualTo(Told(status)), status.ToString());
        }
    }

    /// <summary>The four that IdempotencyTests exercises. A fifth belongs there.</summary>
    [Test]
    public async Task Every_POST_of_the_API_is_exercised_with_an_idempotency_key()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        var posts = gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ApiEndpoint>() is not null
                && endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains("POST", StringComparer.Ordinal))
            .Select(endpoint => endpoint.RoutePattern.PathSegments[^1].Parts[0] is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart part ? part.Content : "?");
        Assert.That(posts, Is.EquivalentTo(new[] { "payments", "cancel", "capture", "refunds" }));
    }

    [Test]
    public async Task Every_endpoint_under_v1_goes_through_the_pipeline()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        var outside = gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith("v1", StringComparison.OrdinalIgnoreCase))
            .Where(endpoint => endpoint.Metadata.GetMetadata<ApiEndpoint>() is null)
            .Select(endpoint => endpoint.RoutePattern.RawText);
        Assert.That(outside, Is.EqualTo(new[] { NotificationEndpoint.Prefix + "{provider}" }), "no key, no limit, no error body: only providers have proofs of their own");
    }

    private static string Told(PaymentStatus status) => $"{status.Public().Status} {status.Public().Code}".TrimEnd();
}
