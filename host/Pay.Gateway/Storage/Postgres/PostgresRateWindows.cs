using Npgsql;

namespace Pay.Gateway.Storage.Postgres;

/// <summary>
/// A row per account and class, changed by one statement that is a transaction of its own. The table is unlogged, so that PostgreSQL
/// commits without a disk or a standby to wait for.
/// </summary>
internal sealed class PostgresRateWindows(NpgsqlDataSource source) : IRateWindows
{
    // A clock that is behind counts in the second that another one has begun; one that was set back starts over.
    private const string TakeSql =
        """
        INSERT INTO rate_windows (account_number, class, second, taken, granted) VALUES ($1, $2, $3, least($4, $5), least($4, $5))
        ON CONFLICT (account_number, class) DO UPDATE SET
            second = CASE WHEN rate_windows.second BETWEEN $3 AND $3 + $6 THEN rate_windows.second ELSE $3 END,
            taken = CASE WHEN rate_windows.second BETWEEN $3 AND $3 + $6 THEN least(rate_windows.taken + $4, $5) ELSE least($4, $5) END,
            granted = CASE WHEN rate_windows.second BETWEEN $3 AND $3 + $6 THEN least($4, $5 - rate_windows.taken) ELSE least($4, $5) END
        WHERE rate_windows.taken < $5 OR rate_windows.second NOT BETWEEN $3 AND $3 + $6
        RETURNING granted
        """;

    private const long ClockSkewMaxSeconds = 5;

    public async ValueTask<long> TakeAsync(long accountNumber, string rateClass, long second, long wanted, long limit)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(TakeSql, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<long> { TypedValue = accountNumber },
                new NpgsqlParameter<string> { TypedValue = rateClass },
                new NpgsqlParameter<long> { TypedValue = second },
                new NpgsqlParameter<long> { TypedValue = wanted },
                new NpgsqlParameter<long> { TypedValue = limit },
                new NpgsqlParameter<long> { TypedValue = ClockSkewMaxSeconds },
            },
        };
        return await command.ExecuteScalarAsync() as long? ?? 0;
    }
}
