using Npgsql;

namespace Pay.Gateway.Storage.Postgres;

/// <summary>What a failure tells about what to do next.</summary>
internal static class PostgresFaults
{
    /// <summary>Another transaction won: the server has rolled this one back, and the same work may win the next time.</summary>
    public static bool IsLostRace(PostgresException fault) =>
        fault.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    /// <summary>
    /// The connection, the server or its being the primary has gone, or is not there yet: nothing is wrong with the work, and on another
    /// connection it may pass.
    /// </summary>
    public static bool IsUnreachable(NpgsqlException fault) => fault switch
    {
        PostgresException refused => refused.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.ReadOnlySqlTransaction
            || refused.SqlState.StartsWith("08", StringComparison.Ordinal),
        NpgsqlOperationInProgressException => false,
        _ => true,
    };
}
