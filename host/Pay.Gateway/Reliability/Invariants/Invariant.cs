namespace Pay.Gateway.Reliability;

/// <summary>Something that holds in the database at every commit, whatever is running, killed or half-way.</summary>
/// <param name="Rule">The rule as a sentence.</param>
/// <param name="Table">The table whose rows it is about.</param>
/// <param name="BrokenSql">Finds the public ids of what breaks the rule: one column of text, never personal data.</param>
internal sealed record Invariant(string Rule, string Table, string BrokenSql);
