using System.Globalization;
using System.Security.Cryptography;
using Npgsql;

namespace Pay.Gateway.Tests.Postgres;

/// <summary>
/// A throwaway PostgreSQL server on a free loopback port with its data in a temporary folder, ended and removed with the test that made
/// it. It can be killed, started again, followed by a synchronous standby, and that promoted.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    private const string SuperUser = "pay_tests";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    private readonly string _password;
    private readonly OrphanGuard _guard;
    private ServerProcess? _server;
    private int _standbys;

    private PostgresCluster(string folder, string password)
    {
        Folder = folder;
        _password = password;
        _guard = new OrphanGuard(folder);
        Port = ServerProcess.FreePort();
    }

    /// <summary>Where it listens, on 127.0.0.1. It stays the same over a restart.</summary>
    public int Port { get; }

    /// <summary>Where everything is that it keeps: its data, its journal and its log.</summary>
    public string Folder { get; }

    /// <summary>As the owner of everything, to the database <c>postgres</c>.</summary>
    public string ConnectionString => ConnectionStringTo("postgres");

    /// <summary>What the server has logged so far.</summary>
    public string Log => File.Exists(LogPath) ? File.ReadAllText(LogPath) : "";

    private string LogPath => Path.Combine(Folder, "log");

    /// <summary>Makes a cluster and starts it.</summary>
    /// <param name="settings">
    /// Lines of <c>postgresql.conf</c>, such as <c>fsync=off</c> where a test has no business with power cuts and wants to be quick.
    /// None: PostgreSQL's own defaults, which are durable.
    /// </param>
    public static async Task<PostgresCluster> StartAsync(params string[] settings)
    {
        OrphanGuard.SweepFolders();
        var cluster = new PostgresCluster(OrphanGuard.NewFolder(), Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));
        try
        {
            // The password goes through a file of the server's user: on a command line everybody on the machine could read it.
            await PostgresPrograms.RunAsync(
                """
                umask 077
                mkdir "$1"
                head -n 1 > "$1/password"
                initdb -D "$1/data" -U "$2" --pwfile="$1/password" --auth=scram-sha-256 --encoding=UTF8 --locale=C --no-sync
                rm "$1/password"
                conf="$1/data/postgresql.conf"
                shift 2
                for line; do printf '%s\n' "$line" >> "$conf"; done
                """,
                cluster._password + "\n",
                [cluster.Folder, SuperUser, .. settings]);
            await cluster.RestartAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>As the owner of everything, to a database of this name.</summary>
    public string ConnectionStringTo(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = SuperUser,
        Password = _password,
        Database = database,
    }.ToString();

    /// <summary>To a database of this name on whichever of the two is the primary when a connection is made.</summary>
    public string FailoverConnectionStringTo(string database, PostgresCluster standby) =>
        new NpgsqlConnectionStringBuilder(ConnectionStringTo(database))
        {
            Host = FormattableString.Invariant($"127.0.0.1:{Port},127.0.0.1:{standby.Port}"),
            TargetSessionAttributes = "primary",
        }.ToString();

    /// <summary>Runs one statement in the database <c>postgres</c>.</summary>
    public async Task<object?> RunSqlAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Copies what is committed in one database at this moment into another one, whose tables are replaced.</summary>
    public Task CopyDatabaseAsync(string from, string to) => PostgresPrograms.RunAsync(
        """
        export PGHOST=127.0.0.1 PGPORT="$1" PGUSER="$2" PGPASSWORD="$(cat)"
        pg_dump --clean --if-exists --file "$3/$5.sql" "$4"
        psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --output /dev/null --file "$3/$5.sql" "$5"
        """,
        _password,
        Port.ToString(CultureInfo.InvariantCulture),
        SuperUser,
        Folder,
        from,
        to);

    /// <summary>SIGKILL to the whole server: nothing is flushed, nothing is said to clients but the end of their connections.</summary>
    public Task KillAsync() => _server?.KillAsync() ?? Task.CompletedTask;

    /// <summary>An orderly end: transactions under way are rolled back.</summary>
    public Task StopAsync() => _server?.StopAsync() ?? Task.CompletedTask;

    /// <summary>Starts it after a kill or a stop, or stops and starts it, and waits until it takes connections.</summary>
    public async Task RestartAsync()
    {
        if (_server is not null)
        {
            await _server.StopAsync();
            _server.Dispose();
        }

        _server = new ServerProcess(Folder, Port);
        await WaitAsync(
            async () =>
            {
                try
                {
                    return _server.HasExited ? throw new InvalidOperationException("PostgreSQL ended at its start:\n" + Log) : await RunSqlAsync("SELECT 1") is 1;
                }
                catch (NpgsqlException)
                {
                    return false;
                }
            },
            "the server takes connections");
    }

    /// <summary>
    /// A second server that follows this one; from the return of this call a commit here is acknowledged only when the standby has
    /// flushed it, too. The caller disposes it.
    /// </summary>
    public async Task<PostgresCluster> CreateStandbyAsync()
    {
        var name = FormattableString.Invariant($"standby{++_standbys}");
        var standby = new PostgresCluster(OrphanGuard.NewFolder(), _password);
        try
        {
            var source = FormattableString.Invariant($"host=127.0.0.1 port={Port} user={SuperUser} password={_password} application_name={name}");
            await PostgresPrograms.RunAsync(
                """
                umask 077
                mkdir "$1"
                pg_basebackup -D "$1/data" -d "$(cat)" -R -X stream --checkpoint=fast --no-sync -C -S "$2"
                """,
                source,
                standby.Folder,
                name);
            await standby.RestartAsync();
            await RunSqlAsync($"ALTER SYSTEM SET synchronous_standby_names = '{name}'");
            await RunSqlAsync("SELECT pg_reload_conf()");
            await WaitAsync(
                async () => await RunSqlAsync($"SELECT count(*) FROM pg_stat_replication WHERE application_name = '{name}' AND sync_state = 'sync'") is 1L,
                "the standby follows synchronously");
            return standby;
        }
        catch
        {
            await standby.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a standby the primary. The old one has to be dead: this does not look.</summary>
    public async Task PromoteAsync()
    {
        await RunSqlAsync("SELECT pg_promote(wait => true, wait_seconds => 60)");
        await WaitAsync(async () => await RunSqlAsync("SELECT pg_is_in_recovery()") is false, "the standby is the primary");
    }

    /// <summary>Ends the server, however it is, and removes everything that it kept.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.KillAsync();
            _server.Dispose();
        }

        _guard.Dispose();
        await PostgresPrograms.RunAsync("""rm -rf "$1" """, input: "", Folder);
    }

    private async Task WaitAsync(Func<Task<bool>> condition, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException($"Waited {Patience.TotalSeconds} s in vain: {what}. The server's log:\n{Log}");
            }

            await Task.Delay(BetweenLooks);
        }
    }
}
