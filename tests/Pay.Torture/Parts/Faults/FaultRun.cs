using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Pay.Gateway.Providers.Sandbox;
using Pay.Gateway.Reliability;
using Pay.Gateway.Tests;
using Pay.Torture.Running;

namespace Pay.Torture.Parts.Faults;

/// <summary>
/// Every operation with every fault of the sandbox, alone and with questions that go wrong, too, in a time that passes fifty times as
/// fast: everything ends, and ends as the provider's books have it.
/// </summary>
internal sealed class FaultRun(int seed, int cases, TimeSpan timeMax, Tally tally)
{
    private const int CasesAtOnce = 12;

    private static readonly TimeSpan TimePassesBy = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TimePassesEvery = TimeSpan.FromMilliseconds(20);

    private readonly Stopwatch _elapsed = Stopwatch.StartNew();

    /// <summary>Each operation with each of its faults.</summary>
    private static readonly (string Operation, string Fault)[] s_all =
        [.. SandboxFaults.Operations.SelectMany(operation => SandboxFaults.FaultNames(operation).Select(fault => (operation, fault)))];

    public async Task RunAsync()
    {
        var random = new Random(seed);
        var questions = SandboxFaults.FaultNames(SandboxFaults.Query).ToList();
        var wanted = new ConcurrentQueue<FaultCase>();
        foreach (var (operation, fault) in s_all.OrderBy(_ => random.Next()))
        {
            wanted.Enqueue(new FaultCase(operation, fault, Times: 1, Question: null));
        }

        while (wanted.Count < cases)
        {
            var (operation, fault) = s_all[random.Next(s_all.Length)];
            wanted.Enqueue(new FaultCase(operation, fault, random.Next(1, 4), operation == SandboxFaults.Query ? null : questions[random.Next(questions.Count)]));
        }

        await using var gateway = await GatewayUnderTest.StartAsync("--Logging:LogLevel:Default=None", "--Logging:LogLevel:Pay=None");
        using var stop = new CancellationTokenSource();
        var time = PassTimeAsync(gateway.Clock, stop.Token);
        await Task.WhenAll(Enumerable.Range(0, CasesAtOnce).Select(_ => Task.Run(async () =>
        {
            while (_elapsed.Elapsed < timeMax && wanted.TryDequeue(out var next))
            {
                await RunAsync(gateway, next);
            }
        })));
        await stop.CancelAsync();
        await time;
        tally.ExpectVisits([.. s_all.Select(one => $"{one.Operation}={one.Fault}")]);
        var broken = await gateway.Database.ReadSnapshotAsync(async session =>
            (await Verification.RunAsync(session, _ => { })).Rules.Where(rule => rule.Broken > 0).Select(rule => $"{rule.Rule}: {string.Join(", ", rule.Ids)}").ToList());
        tally.Check(broken.Count == 0, string.Join('\n', broken));
    }

    private static async Task PassTimeAsync(MovableClock clock, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            clock.Pass(TimePassesBy);
            await Task.Delay(TimePassesEvery, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RunAsync(GatewayUnderTest gateway, FaultCase @case)
    {
        try
        {
            await new FaultJourney(gateway, @case, tally).RunAsync();
            tally.Visit($"{@case.Operation}={@case.Fault}");
        }
        catch (Exception fault)
        {
            tally.Violation($"{@case}: {fault}");
        }

        tally.Add(Count.Rounds);
    }
}

/// <summary>What goes wrong, how often, and whether questions about it go wrong as well.</summary>
internal sealed record FaultCase(string Operation, string Fault, int Times, string? Question)
{
    private const int QuestionTimes = 2;

    /// <summary>As a payment's description asks for it. What questions need to be asked at all comes with a question's fault.</summary>
    public string Marker => (Operation == SandboxFaults.Query ? "sandbox:authorise=reset-after " : "")
        + string.Create(CultureInfo.InvariantCulture, $"sandbox:{Operation}={Fault}*{Times}")
        + (Question is null ? "" : string.Create(CultureInfo.InvariantCulture, $" sandbox:query={Question}*{QuestionTimes}"));

    public override string ToString() => Marker;
}
