using System.Globalization;
using Pay.Benchmarks.Http;

// http [ROUNDS] [SECONDS]   the gateway beside bare servers; needs wrk (Debian: apt-get install wrk)
// bare ...                  one bare server; started by the comparison itself
switch (args)
{
    case ["bare", var url, var directory, var commit, var answerFile]:
        await BareServer.RunAsync(url, directory, commit == "group", await File.ReadAllBytesAsync(answerFile));
        return 0;

    case ["http", .. var numbers]:
        var gateway = Path.GetFullPath(Path.Combine(
            AppContext.BaseDirectory, "..", "..", "..", "..", "..", "host", "Pay.Gateway", "bin", Configuration, "net10.0", "Pay.Gateway.dll"));
        await HttpComparison.RunAsync(gateway, Number(numbers, 0, otherwise: 5), Number(numbers, 1, otherwise: 5));
        return 0;

    default:
        Console.Error.WriteLine("Usage: dotnet run -c Release --project tests/Pay.Benchmarks -- http [ROUNDS] [SECONDS]");
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
