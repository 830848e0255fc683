namespace Pay.Gateway.Storage;

/// <summary>A column of a table: every column of ours holds whole numbers or text, the same on every engine.</summary>
/// <param name="IsIdentity">Numbers its rows by itself.</param>
internal sealed record StoredColumn(string Name, bool IsNumber, bool IsIdentity);

/// <summary>A table as the database's own schema describes it.</summary>
internal sealed record StoredTable(string Name, IReadOnlyList<StoredColumn> Columns)
{
    public string SelectSql => $"SELECT {ColumnList} FROM {Name}";

    public string ColumnList => string.Join(", ", Columns.Select(column => column.Name));

    /// <summary>Every table that there is, none of them before a table that it refers to.</summary>
    public static async Task<List<StoredTable>> ListAsync(Session session)
    {
        var columns = await session.ListAsync<ColumnRow>(session.Dialect.ColumnsSql);
        var references = await session.ListAsync<ReferenceRow>(session.Dialect.ReferencesSql);
        var waiting = columns.GroupBy(column => column.TableName, StringComparer.Ordinal)
            .Select(table => new StoredTable(table.Key, [.. table.Select(Column)]))
            .OrderBy(table => table.Name, StringComparer.Ordinal)
            .ToList();
        var ordered = new List<StoredTable>(waiting.Count);
        while (waiting.Count > 0)
        {
            var next = waiting.Find(table => references.TrueForAll(reference =>
                    reference.TableName != table.Name || reference.Parent == table.Name || ordered.Exists(done => done.Name == reference.Parent)))
                ?? throw new InvalidOperationException("These tables refer to each other in a circle: " + string.Join(", ", waiting.Select(table => table.Name)));
            waiting.Remove(next);
            ordered.Add(next);
        }

        return ordered;
    }

    private static StoredColumn Column(ColumnRow row) => new(
        row.ColumnName,
        row.Type.ToUpperInvariant() switch
        {
            "BIGINT" or "INTEGER" => true,
            "TEXT" => false,
            _ => throw new NotSupportedException($"{row.TableName}.{row.ColumnName} is {row.Type}; both engines are to have BIGINT and TEXT only."),
        },
        row.IsIdentity != 0);

    private sealed class ColumnRow
    {
        public string TableName { get; init; } = "";
        public string ColumnName { get; init; } = "";
        public string Type { get; init; } = "";
        public long IsIdentity { get; init; }
    }

    private sealed class ReferenceRow
    {
        public string TableName { get; init; } = "";
        public string Parent { get; init; } = "";
    }
}
