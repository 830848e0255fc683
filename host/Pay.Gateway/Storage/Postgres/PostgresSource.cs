using System.Data.Common;
using Npgsql;

namespace Pay.Gateway.Storage.Postgres;

/// <summary>Makes a pool of connections out of the operator's connection string, with what this gateway needs of them.</summary>
internal static class PostgresSource
{
    private const int StatementsPreparedMax = 128;

    /// <summary>Unless the connection string says otherwise: a host that does not answer at all is given up for the next one.</summary>
    private const int ConnectSeconds = 5;

    /// <summary>How long a host counts as dead, or as a standby, before it is asked again: a failover is over when somebody looks.</summary>
    private const int HostRecheckSeconds = 1;

    public static NpgsqlDataSource Create(string connectionString)
    {
        try
        {
            var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
            var settings = new NpgsqlConnectionStringBuilder(connectionString)
            {
                // Statements are prepared by their text on each pooled connection, like SQLite's.
                MaxAutoPrepare = StatementsPreparedMax,
                AutoPrepareMinUsages = 2,
                ApplicationName = "Pay.Gateway",
                HostRecheckSeconds = HostRecheckSeconds,

                // Named in the string or not, the gateway's place is on the primary.
                TargetSessionAttributes = null,
            };
            if (!given.ContainsKey("Timeout"))
            {
                settings.Timeout = ConnectSeconds;
            }

            var builder = new NpgsqlDataSourceBuilder(settings.ToString());
            return settings.Host?.Contains(',', StringComparison.Ordinal) == true
                ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary)
                : builder.Build();
        }
        catch (ArgumentException)
        {
            // What the parser says may quote a part of a password that was not put in quotes.
            throw new DatabaseUnusableException(
                "The setting Pay:Storage:Postgres is no connection string. It looks like "
                + "Host=localhost;Database=pay;Username=pay;Password=... (a value with a semicolon in it needs quotes).");
        }
    }
}
