using System.Globalization;
using Pay.Benchmarks.Search;
using Pay.Gateway.Tests.Postgres;

namespace Pay.Benchmarks.Processes;

/// <summary>How long the operators' verbs take on many payments, and how much memory, on SQLite and after a move on PostgreSQL.</summary>
internal static class Verbs
{
    private const double Megabyte = 1_000_000;

    public static async Task RunAsync(string gatewayDll, int payments)
    {
        await using var database = await BenchDatabase.CreateAsync("sqlite");
        await GatewayRun.NewKeyAsync(gatewayDll, database.Settings);
        await new Seed(payments, DateTimeOffset.UtcNow).FillAsync(database);
        Conditions.Print($"{payments} payments");
        var directory = Directory.CreateTempSubdirectory("pay-bench-").FullName;
        try
        {
            await using var cluster = await PostgresCluster.StartAsync();
            string[] postgres = [$"--Pay:Storage:Postgres={cluster.ConnectionString}"];
            Console.WriteLine(await ReportAsync(gatewayDll, "verify, SQLite", ["verify", .. database.Settings]));
            await ReportAsync(gatewayDll, "backup, SQLite", ["backup", Path.Combine(directory, "sqlite.db"), .. database.Settings]);
            Console.WriteLine(await ReportAsync(gatewayDll, "move", ["move", "--to", "postgres", "--connection", cluster.ConnectionString, .. database.Settings]));
            await ReportAsync(gatewayDll, "verify, PostgreSQL", ["verify", .. postgres]);
            await ReportAsync(gatewayDll, "backup, PostgreSQL", ["backup", Path.Combine(directory, "postgres.db"), .. postgres]);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<string> ReportAsync(string gatewayDll, string what, string[] words)
    {
        var (output, peak, took) = await GatewayRun.RunAsync(gatewayDll, words);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {took.TotalSeconds:F0} s, at most {peak / Megabyte:F0} MB"));
        return output;
    }
}
