using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Pay.Benchmarks.Processes;

namespace Pay.Benchmarks.Search;

/// <summary>
/// <c>GET /v1/payments</c> over HTTP with 10 thousand, 100 thousand and 1 million payments of one account. What finds the same number of
/// payments in each size has a figure (architecture section 8: 1 million takes at most 1.5 times as long as 10 thousand).
/// </summary>
internal static class SearchBenchmark
{
    private const int MatchesOfWindow = 100;

    /// <summary>Slow queries are asked for this long, quick ones this often.</summary>
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(3);

    private const int TimesMax = 300;
    private const int TimesMin = 5;

    private static readonly int[] Sizes = [10_000, 100_000, 1_000_000];

    public static async Task RunAsync(string gatewayDll, string engine)
    {
        var results = new Dictionary<string, List<(double Ms, long Total)>>(StringComparer.Ordinal);
        List<(string Name, string Plan)> plans = [];
        var name = "";
        foreach (var size in Sizes)
        {
            await using var database = await BenchDatabase.CreateAsync(engine);
            name = database.Engine;
            var key = await GatewayRun.NewKeyAsync(gatewayDll, database.Settings);
            var seed = new Seed(size, DateTimeOffset.UtcNow);
            var watch = Stopwatch.StartNew();
            await seed.FillAsync(database);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {size} payments in {watch.Elapsed.TotalSeconds:F0} s"));
            await using var gateway = await GatewayRun.StartAsync(gatewayDll, database.Settings);
            using var http = gateway.Client(key);
            foreach (var query in SearchQuery.All)
            {
                var list = results.TryGetValue(query.Name, out var known) ? known : results[query.Name] = [];
                list.Add(await MeasureAsync(http, query, seed));
            }

            if (size == Sizes[^1])
            {
                foreach (var query in SearchQuery.All)
                {
                    plans.Add((query.Name, await database.ExplainAsync(query.PageSql(seed))));
                }
            }
        }

        Print(name, results, plans);
    }

    private static async Task<(double Ms, long Total)> MeasureAsync(HttpClient http, SearchQuery query, Seed seed)
    {
        var total = 0L;
        var taken = new List<double>();
        var patience = Stopwatch.StartNew();
        for (var i = 0; i < TimesMax && (i < TimesMin || patience.Elapsed < LongEnough); i++)
        {
            var at = (int)(((i * 7919L) + 13) % (seed.Count - MatchesOfWindow - 1000)) + 1;
            var watch = Stopwatch.StartNew();
            using var answer = await http.GetAsync(new Uri("/v1/payments?" + query.Parameters(seed, at), UriKind.Relative));
            var body = await answer.Content.ReadAsByteArrayAsync();
            taken.Add(watch.Elapsed.TotalMilliseconds);
            answer.EnsureSuccessStatusCode();
            using var json = JsonDocument.Parse(body);
            total = json.RootElement.GetProperty("total").GetInt64();
        }

        taken.Sort();
        return (taken[taken.Count / 2], total);
    }

    private static void Print(string engine, Dictionary<string, List<(double Ms, long Total)>> results, List<(string Name, string Plan)> plans)
    {
        Conditions.Print(engine);
        Console.WriteLine($"{"median ms over HTTP (payments found)",-44}{string.Concat(Sizes.Select(size => $"{size,20}"))}   1M / 10k");
        foreach (var query in SearchQuery.All)
        {
            var row = results[query.Name];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{query.Name,-44}{string.Concat(row.Select(cell => string.Create(CultureInfo.InvariantCulture, $"{cell.Ms:F2} ({cell.Total})").PadLeft(20)))}   {row[^1].Ms / row[0].Ms:F2} x{(query.HasFigure ? "  figure: <= 1.5" : "")}"));
        }

        Console.WriteLine("plans of the page at 1 million:");
        foreach (var (query, plan) in plans)
        {
            Console.WriteLine($"    {query}\n{plan}");
        }
    }
}
