using System.Globalization;
using Pay.Benchmarks.Http;
using Pay.Benchmarks.Processes;
using Pay.Benchmarks.Search;

// http [ROUNDS] [SECONDS]            the gateway beside bare servers; needs wrk (Debian: apt-get install wrk)
// search [sqlite|postgres|both]      searching among 10 thousand, 100 thousand and 1 million payments
// memory [PAYMENTS]                  what the process holds in memory after 100,000 payments
// start [TIMES]                      from starting the process to its first answer
// authorise [TIMES]                  the gateway's own time in an authorisation
// scale [ROUNDS] [PERCENT]           one gateway, and two, on one PostgreSQL, each held to so much of a core; needs wrk
// verbs [PAYMENTS]                   verify, backup and move among 1 million payments
// bare ...                           one bare server; started by the comparison itself
var gateway = Path.GetFullPath(Path.Combine(
    AppContext.BaseDirectory, "..", "..", "..", "..", "..", "host", "Pay.Gateway", "bin", Configuration, "net10.0", "Pay.Gateway.dll"));
switch (args)
{
    case ["bare", var url, var directory, var commit, var answerFile]:
        await BareServer.RunAsync(url, directory, commit == "group", await File.ReadAllBytesAsync(answerFile));
        return 0;

    case ["http", .. var numbers]:
        await HttpComparison.RunAsync(gateway, Number(numbers, 0, otherwise: 5), Number(numbers, 1, otherwise: 5));
        return 0;

    case ["search", .. var engines] when engines is [] or ["sqlite" or "postgres" or "both"]:
        foreach (var engine in engines is ["sqlite" or "postgres"] ? engines : ["sqlite", "postgres"])
        {
            await SearchBenchmark.RunAsync(gateway, engine);
        }

        return 0;

    case ["memory", .. var numbers]:
        await Memory.RunAsync(gateway, Number(numbers, 0, otherwise: 100_000));
        return 0;

    case ["start", .. var numbers]:
        await StartUp.RunAsync(gateway, Number(numbers, 0, otherwise: 15));
        return 0;

    case ["authorise", .. var numbers]:
        await Authorisation.RunAsync(gateway, Number(numbers, 0, otherwise: 1000));
        return 0;

    case ["scale", .. var numbers]:
        await Scale.RunAsync(gateway, Number(numbers, 0, otherwise: 5), Number(numbers, 1, otherwise: 20));
        return 0;

    case ["verbs", .. var numbers]:
        await Verbs.RunAsync(gateway, Number(numbers, 0, otherwise: 1_000_000));
        return 0;

    default:
        Console.Error.WriteLine("Usage: dotnet run -c Release --project tests/Pay.Benchmarks -- http|search|memory|start|authorise|scale|verbs ...");
        return 2;
}

static int Number(string[] numbers, int at, int otherwise) =>
    numbers.Length > at ? int.Parse(numbers[at], CultureInfo.InvariantCulture) : otherwise;

internal sealed partial class Program
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif
}
