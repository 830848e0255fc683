using NUnit.Framework;

namespace Pay.Gateway.Tests.Api;

/// <summary>api.md section 4: a counter per account and class, in fixed windows of one second.</summary>
internal sealed class RateLimitTests
{
    private const string TooMany = """429 {"code":"P0900","description":"Too many requests"}""";

    private GatewayUnderTest _gateway = null!;

    [SetUp]
    public async Task StartAsync() => _gateway = await GatewayUnderTest.StartAsync(
        Frozen,
        "--Pay:Api:RateLimits:CreatePerSecond=3", "--Pay:Api:RateLimits:CapturePerSecond=2",
        "--Pay:Api:RateLimits:OtherPostPerSecond=2", "--Pay:Api:RateLimits:GetPerSecond=4");

    [TearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    [TestCase("POST", "/v1/payments", 3)]
    [TestCase("POST", "/v1/payments/x/capture", 2)]
    [TestCase("POST", "/v1/payments/x/cancel", 2)]
    [TestCase("POST", "/v1/payments/x/refunds", 2)]
    [TestCase("GET", "/v1/payments", 4)]
    [TestCase("GET", "/v1/payments/x", 4)]
    public async Task The_limit_is_reached_and_not_exceeded(string method, string path, int limit)
    {
        for (var i = 0; i < limit; i++)
        {
            Assert.That((await SendAsync(method, path)).Status, Is.Not.EqualTo(429), $"request {i + 1}");
        }

        var refused = await SendAsync(method, path);
        Assert.That(refused.Line, Is.EqualTo(TooMany));
        Assert.That(refused.Header("Retry-After"), Is.Null);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That((await SendAsync(method, path)).Status, Is.Not.EqualTo(429), "the next second has a limit of its own");
    }

    [Test]
    public async Task The_classes_count_apart()
    {
        for (var i = 0; i < 3; i++)
        {
            await SendAsync("POST", "/v1/payments");
        }

        Assert.That((await SendAsync("POST", "/v1/payments")).Status, Is.EqualTo(429));
        foreach (var (method, path) in new[] { ("POST", "/v1/payments/x/capture"), ("POST", "/v1/payments/x/cancel"), ("GET", "/v1/payments/x") })
        {
            Assert.That((await SendAsync(method, path)).Status, Is.Not.EqualTo(429), path);
        }
    }

    [Test]
    public async Task Cancels_and_refunds_share_a_counter_and_all_GETs_do()
    {
        await SendAsync("POST", "/v1/payments/x/cancel");
        await SendAsync("POST", "/v1/payments/y/refunds");
        Assert.That((await SendAsync("POST", "/v1/payments/z/cancel")).Status, Is.EqualTo(429));

        foreach (var path in new[] { "/v1/payments", "/v1/payments/x", "/v1/payments/x/events", "/v1/payments/x/refunds" })
        {
            Assert.That((await SendAsync("GET", path)).Status, Is.Not.EqualTo(429));
        }

        Assert.That((await SendAsync("GET", "/v1/payments/x/refunds/y")).Status, Is.EqualTo(429));
    }

    [Test]
    public async Task Accounts_count_apart_and_keys_of_one_account_together()
    {
        var second = await _gateway.CreateKeyAsync("sandbox");
        var (_, other) = await _gateway.CreateAccountAsync();
        await SendAsync("POST", "/v1/payments");
        await SendAsync("POST", "/v1/payments", second);
        await SendAsync("POST", "/v1/payments");
        Assert.That((await SendAsync("POST", "/v1/payments", second)).Status, Is.EqualTo(429));
        Assert.That((await SendAsync("POST", "/v1/payments", other)).Status, Is.EqualTo(201));
    }

    [Test]
    public async Task Refused_bodies_count_and_refused_keys_do_not()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.That((await SendAsync("POST", "/v1/payments", "nonsense")).Status, Is.EqualTo(401));
        }

        for (var i = 0; i < 3; i++)
        {
            Assert.That((await _gateway.PostAsync("/v1/payments", "{")).Status, Is.EqualTo(400));
        }

        Assert.That((await _gateway.PostAsync("/v1/payments", "{")).Line, Is.EqualTo(TooMany), "the limit comes before the body");
    }

    [Test]
    public async Task The_health_check_has_no_limit()
    {
        for (var i = 0; i < 30; i++)
        {
            using var reply = await _gateway.Http.GetAsync(new Uri("/healthcheck", UriKind.Relative));
            Assert.That((int)reply.StatusCode, Is.EqualTo(200));
        }
    }

    [Test]
    public async Task Many_at_once_get_exactly_the_limit()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => SendAsync("POST", "/v1/payments")));
        Assert.That(replies.Count(reply => reply.Status == 201), Is.EqualTo(3));
        Assert.That(replies.Count(reply => reply.Line == TooMany), Is.EqualTo(37));
    }

    private readonly FrozenClock _clock = new();

    private void Frozen(Microsoft.Extensions.DependencyInjection.IServiceCollection services) =>
        Microsoft.Extensions.DependencyInjection.Extensions.ServiceCollectionDescriptorExtensions.Replace(
            services, Microsoft.Extensions.DependencyInjection.ServiceDescriptor.Singleton<TimeProvider>(_clock));

    private Task<ApiReply> SendAsync(string method, string path, string? key = null) => method == "GET"
        ? _gateway.GetAsync(path, key)
        : _gateway.PostAsync(path, path.EndsWith("/payments", StringComparison.Ordinal) ? PaymentBody.Valid : "{\"amount\":1}", key);

    /// <summary>Stands still, so that a window lasts for as long as a test needs.</summary>
    private sealed class FrozenClock : TimeProvider
    {
        private DateTimeOffset _now = DateTimeOffset.UtcNow;
        private long _moved;

        public void Advance(TimeSpan by)
        {
            _now += by;
            Interlocked.Add(ref _moved, by.Ticks);
        }

        public override DateTimeOffset GetUtcNow() => _now;

        // Timestamps too: whichever of the two a limiter counts by.
        public override long GetTimestamp() => Interlocked.Read(ref _moved);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }
}
