using Pay.Gateway.Storage;

namespace Pay.Gateway.Reliability;

/// <summary>What came of one rule.</summary>
/// <param name="Rule">The rule as a sentence.</param>
/// <param name="Rows">Rows looked at; <see langword="null"/> for a check of the storage as a whole.</param>
/// <param name="Broken">How many break it.</param>
/// <param name="Ids">Public ids of the first ones.</param>
internal sealed record RuleResult(string Rule, long? Rows, long Broken, IReadOnlyList<string> Ids);

/// <summary>Judges a whole database by every rule there is. The session sees one moment throughout.</summary>
internal sealed record Verification(IReadOnlyList<RuleResult> Rules, IReadOnlyList<(string Table, long Rows)> Totals, long Parked)
{
    /// <summary>A broken database may break a rule a million times; a person reads the first few.</summary>
    public const int IdsPerRuleMax = 20;

    private static readonly string[] Counted = ["payments", "payment_events", "refunds", "provider_operations", "work"];

    public bool Holds => Rules.All(rule => rule.Broken == 0);

    public static async ValueTask<Verification> RunAsync(Session session, Action<string> progress)
    {
        var results = new List<RuleResult>();
        foreach (var (rule, sql) in session.Dialect.StorageChecks)
        {
            progress(rule);
            results.Add(await CheckAsync(session, rule, rows: null, sql));
        }

        if (results.Exists(result => result.Broken > 0))
        {
            // What cannot be read reliably cannot be judged.
            return new Verification(results, [], Parked: 0);
        }

        var rows = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in Invariants.All.Select(invariant => invariant.Table).Concat(Counted).Distinct(StringComparer.Ordinal))
        {
            rows[table] = await CountAsync(session, table);
        }

        foreach (var invariant in Invariants.All)
        {
            progress(invariant.Rule);
            results.Add(await CheckAsync(session, invariant.Rule, rows[invariant.Table], invariant.BrokenSql));
        }

        return new Verification(
            results,
            [.. Counted.Select(table => (table, rows[table]))],
            await CountAsync(session, "work WHERE parked_at IS NOT NULL"));
    }

    private static async Task<RuleResult> CheckAsync(Session session, string rule, long? rows, string sql)
    {
        var broken = 0L;
        var ids = new List<string>();
        await foreach (var id in session.StreamAsync(sql, row => row.GetString(0)))
        {
            broken++;
            if (ids.Count < IdsPerRuleMax)
            {
                ids.Add(id);
            }
        }

        return new RuleResult(rule, rows, broken, ids);
    }

    private static async Task<long> CountAsync(Session session, string table)
    {
        await foreach (var count in session.StreamAsync($"SELECT count(*) FROM {table}", row => row.GetInt64(0)))
        {
            return count;
        }

        return 0;
    }
}
