using NUnit.Framework;

namespace Pay.Gateway.Tests.Postgres;

/// <summary>api.md section 4 with several gateways on one database: an account's limit is one, wherever its requests arrive.</summary>
internal sealed class SharedRateLimitTests
{
    private readonly StoppedClock _clock = new();
    private PostgresCluster _cluster = null!;
    private GatewayUnderTest _first = null!;
    private GatewayUnderTest _second = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _cluster = await PostgresCluster.StartAsync("fsync=off");
        _first = await ServeAsync();
        _second = await ServeAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _second.DisposeAsync();
        await _first.DisposeAsync();
        await _cluster.DisposeAsync();
    }

    [SetUp]
    public void Begin_a_second() => _clock.Advance(TimeSpan.FromSeconds(1));

    [Test]
    public async Task A_small_limit_is_exact_when_requests_take_turns()
    {
        var statuses = new List<int>();
        for (var n = 0; n < 10; n++)
        {
            statuses.Add((await (n % 2 == 0 ? _first : _second).CreateAsync()).Status);
        }

        Assert.That(statuses, Is.EqualTo(Enumerable.Repeat(201, 7).Concat(Enumerable.Repeat(429, 3))));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That((await _second.CreateAsync()).Status, Is.EqualTo(201), "the next second has a limit of its own");
    }

    [Test]
    [Repeat(5)]
    public async Task A_small_limit_is_exact_when_requests_come_at_once()
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        var replies = await Task.WhenAll(Enumerable.Range(0, 60).Select(n => Task.Run(() => (n % 2 == 0 ? _first : _second).CreateAsync())));
        Assert.That(replies.Count(reply => reply.Status == 201), Is.EqualTo(7));
        Assert.That(replies.Count(reply => reply.Status == 429), Is.EqualTo(53));
    }

    [Test]
    public async Task A_large_limit_is_taken_in_blocks_and_not_exceeded()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 600).Select(n => Task.Run(() => (n % 2 == 0 ? _first : _second).GetAsync("/v1/payments/x"))));
        Assert.That(replies.Count(reply => reply.Status == 404), Is.EqualTo(400).Within(8), "a process may hold a block of four that it does not use");
        Assert.That(replies.Count(reply => reply.Status == 404), Is.LessThanOrEqualTo(400));
    }

    [Test]
    public async Task A_clock_that_was_set_back_does_not_shut_anybody_out()
    {
        _clock.Advance(TimeSpan.FromHours(1));
        for (var n = 0; n < 8; n++)
        {
            await _first.CreateAsync();
        }

        _clock.Advance(TimeSpan.FromHours(-1));
        Assert.That((await _second.CreateAsync()).Status, Is.EqualTo(201));
    }

    private Task<GatewayUnderTest> ServeAsync() => GatewayUnderTest.StartAsync(
        services => Microsoft.Extensions.DependencyInjection.Extensions.ServiceCollectionDescriptorExtensions.Replace(
            services, Microsoft.Extensions.DependencyInjection.ServiceDescriptor.Singleton<TimeProvider>(_clock)),
        $"--Pay:Storage:Postgres={_cluster.ConnectionString}", "--Pay:Api:RateLimits:CreatePerSecond=7", "--Pay:Api:RateLimits:GetPerSecond=400");

    /// <summary>Both gateways' clock: stands still, so that a second lasts for as long as a test needs.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        private DateTimeOffset _now = DateTimeOffset.UtcNow;

        public void Advance(TimeSpan by) => _now += by;

        public override DateTimeOffset GetUtcNow() => _now;
    }
}
