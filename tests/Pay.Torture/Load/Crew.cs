using Pay.Torture.Running;

namespace Pay.Torture.Load;

/// <summary>Which kinds of payments a crew makes, so that a rare place is reached soon.</summary>
internal enum Bias
{
    None,
    Refunds,
    Cancels,
    Captures,
    Authorisations,
}

/// <summary>Several clients, each with payments of its own, which go on where they were when the next gateway is there.</summary>
internal sealed class Crew : IDisposable
{
    private readonly List<Client> _clients;

    public Crew(Ground ground, Tally tally, int clients, int seed, bool strict = true)
    {
        Wire = new Wire(ground.ApiKey);
        _clients = [.. Enumerable.Range(0, clients).Select(number => new Client(Wire, tally, number, seed, strict))];
    }

    public Wire Wire { get; }

    public IEnumerable<PaymentCase> Cases => _clients.SelectMany(client => client.Cases);

    /// <summary>Works until told to stop, or until every gateway is gone.</summary>
    /// <param name="gateways">Those that can be reached at this moment.</param>
    /// <param name="round">Cases that have to wait wait for a later one.</param>
    /// <param name="bias">What to do more of.</param>
    /// <param name="stop">The end of the round.</param>
    public Task WorkAsync(Func<IReadOnlyList<Uri>> gateways, int round, Bias bias, CancellationToken stop) =>
        Task.WhenAll(_clients.Select(client => Task.Run(() => client.WorkAsync(gateways, round, bias, stop), CancellationToken.None)));

    /// <summary>Takes up whatever was left open, until nothing is or nothing moves any more.</summary>
    public Task FinishAsync(Func<IReadOnlyList<Uri>> gateways, int round) =>
        Task.WhenAll(_clients.Select(client => Task.Run(() => client.FinishAsync(gateways, round))));

    public void Dispose()
    {
        Wire.Dispose();
        _clients.ForEach(client => client.Dispose());
    }
}
