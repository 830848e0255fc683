using System.Globalization;
using Pay.Torture.Child;
using Pay.Torture.Running;

namespace Pay.Torture.Parts;

/// <summary>The gateways on one ground, each on a port of its own, to which it comes back.</summary>
internal sealed class Fleet(Ground ground, int size, int seed) : IAsyncDisposable
{
    private readonly int[] _ports = [.. Enumerable.Range(0, size).Select(_ => Ports.Free())];
    private readonly ChildGateway?[] _gateways = new ChildGateway?[size];

    public Ground Ground => ground;

    public IEnumerable<ChildGateway> Serving => _gateways.OfType<ChildGateway>().Where(gateway => gateway.IsServing);

    /// <summary>Those that take requests at this moment.</summary>
    public IReadOnlyList<Uri> Addresses() => [.. Serving.Select(gateway => gateway.Address)];

    /// <summary>Starts whatever is dead, one of them with a failpoint. The one that this round kills is returned.</summary>
    public async Task<ChildGateway> StartVictimAsync(Random random, string? failpoint, int slowPerMille)
    {
        var victim = random.Next(size);
        if (_gateways[victim] is { } alive)
        {
            await alive.DisposeAsync();
            _gateways[victim] = null;
        }

        for (var place = 0; place < size; place++)
        {
            if (_gateways[place] is not { IsServing: true })
            {
                await ReplaceAsync(place, place == victim ? failpoint : null, slowPerMille);
            }
        }

        return _gateways[victim]!;
    }

    /// <summary>Starts what is dead, except one place: what that one left behind is for the others.</summary>
    public async Task StartAllAsync(int except = -1)
    {
        for (var place = 0; place < size; place++)
        {
            if (place != except && _gateways[place] is not { IsServing: true })
            {
                await ReplaceAsync(place, failpoint: null, slowPerMille: 0);
            }
        }
    }

    /// <summary>The first place without a gateway that serves; -1: all serve.</summary>
    public int FirstDead() => size == 1 ? -1 : Array.FindIndex(_gateways, gateway => gateway is not { IsServing: true });

    /// <summary>A gateway ends when it is killed and not before.</summary>
    public void ExpectAlive(Tally tally)
    {
        foreach (var gateway in _gateways.OfType<ChildGateway>().Where(gateway => gateway is { Ended.IsCompleted: true, KilledFromOutside: false, DiedAtFailpoint: false }))
        {
            tally.Violation(string.Create(CultureInfo.InvariantCulture, $"a gateway ended by itself with exit code {gateway.ExitCode}:\n{gateway.Log}"));
        }
    }

    public async Task ShiftAsync(TimeSpan by)
    {
        ground.Shift += by;
        foreach (var gateway in Serving)
        {
            await gateway.ShiftAsync(by);
        }
    }

    public async Task KillAllAsync()
    {
        foreach (var gateway in _gateways.OfType<ChildGateway>())
        {
            await gateway.KillAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways.OfType<ChildGateway>())
        {
            await gateway.DisposeAsync();
        }
    }

    private async Task ReplaceAsync(int place, string? failpoint, int slowPerMille)
    {
        if (_gateways[place] is { } dead)
        {
            await dead.DisposeAsync();
        }

        _gateways[place] = await ground.StartAsync(_ports[place], seed + place, failpoint, slowPerMille);
    }
}
