using System.Data;
using System.Data.Common;

namespace Pay.Gateway.Storage;

/// <summary>A statement that is compiled once per connection. Parameters are named in the SQL and bound in the order of appearance.</summary>
internal sealed class PreparedStatement : IAsyncDisposable
{
    private readonly DbCommand _command;

    public PreparedStatement(DbConnection connection, string sql)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
        foreach (var name in ParameterNames(sql))
        {
            var parameter = _command.CreateParameter();
            parameter.ParameterName = name;
            _command.Parameters.Add(parameter);
        }
    }

    public Task<int> ExecuteAsync(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return _command.ExecuteNonQueryAsync();
    }

    public Task<long> ScalarAsync(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return ReadScalarAsync();
    }

    /// <summary>The first row, mapped, or <see langword="null"/>.</summary>
    public ValueTask<T?> FirstOrDefaultAsync<T>(Func<DbDataReader, T> map, params ReadOnlySpan<object?> values)
        where T : class
    {
        Bind(values);
        return ReadFirstAsync(map);
    }

    public ValueTask DisposeAsync() => _command.DisposeAsync();

    private async Task<long> ReadScalarAsync() => (long)(await _command.ExecuteScalarAsync())!;

    private async ValueTask<T?> ReadFirstAsync<T>(Func<DbDataReader, T> map)
        where T : class
    {
        await using var reader = await _command.ExecuteReaderAsync(CommandBehavior.SingleRow);
        return await reader.ReadAsync() ? map(reader) : null;
    }

    private void Bind(ReadOnlySpan<object?> values)
    {
        if (values.Length != _command.Parameters.Count)
        {
            throw new ArgumentException($"{values.Length} values for {_command.Parameters.Count} parameters: {_command.CommandText}", nameof(values));
        }

        for (var i = 0; i < values.Length; i++)
        {
            _command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }
    }

    private static List<string> ParameterNames(string sql)
    {
        var names = new List<string>();
        for (var at = sql.IndexOf('@'); at >= 0; at = sql.IndexOf('@', at + 1))
        {
            var end = at + 1;
            while (end < sql.Length && (char.IsAsciiLetterOrDigit(sql[end]) || sql[end] == '_'))
            {
                end++;
            }

            var name = sql[at..end];
            if (!names.Contains(name, StringComparer.Ordinal))
            {
                names.Add(name);
            }
        }

        return names;
    }
}
