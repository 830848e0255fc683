using System.Globalization;
using Pay.Gateway.Tests;
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
    private const int ProbeAmount = 100;

    private readonly List<Client> _clients;
    private readonly List<PaymentCase> _adopted = [];

    public Crew(Ground ground, Tally tally, int clients, int seed, bool strict = true)
    {
        Wire = new Wire(ground.ApiKey);
        _clients = [.. Enumerable.Range(0, clients).Select(number => new Client(Wire, tally, number, seed, strict))];
    }

    public Wire Wire { get; }

    public IEnumerable<PaymentCase> Cases => _clients.SelectMany(client => client.Cases).Concat(_adopted);

    /// <summary>Payments that were made otherwise, to be judged with the crew's own.</summary>
    public void Adopt(IEnumerable<PaymentCase> cases) => _adopted.AddRange(cases);

    /// <summary>One create beside the crew's own, to see how the gateway is; what comes of it is judged with the rest.</summary>
    public async Task<ApiReply?> ProbeAsync(Uri gateway)
    {
        var reference = string.Create(CultureInfo.InvariantCulture, $"probe-{_adopted.Count}");
        var probe = new PaymentCase
        {
            Reference = reference,
            Amount = ProbeAmount,
            Course = Course.Abandon,
            EndsAt = "created",
            Body = PaymentCase.BodyOf(ProbeAmount, reference, delayed: false),
            CreateSent = true,
        };
        _adopted.Add(probe);
        var reply = await Wire.PostAsync(gateway, "/v1/payments", probe.Body, key: null);
        if (reply?.Status == 201)
        {
            probe.PaymentId = reply.Json.Id();
            probe.State = reply.Json.State();
        }

        return reply;
    }

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
        _adopted.ForEach(@case => @case.Browser?.Dispose());
        _clients.ForEach(client => client.Dispose());
    }
}
