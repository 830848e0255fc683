using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Pay.Gateway;
using Pay.Gateway.Accounts;
using Pay.Gateway.Commands;
using Pay.Gateway.Storage;
using Pay.Torture.Child;

namespace Pay.Torture.Running;

/// <summary>Where gateways under torture keep their data, and how this side looks at it.</summary>
internal sealed class Ground : IDisposable
{
    private const string NoLimit = "1000000";
    private const string CallsFileName = "calls";

    private readonly string? _postgres;
    private int _children;

    /// <param name="postgres">A connection string, for PostgreSQL.</param>
    public Ground(string? postgres = null)
    {
        _postgres = postgres;
        Directory = System.IO.Directory.CreateTempSubdirectory("pay-torture-").FullName;
        DataDirectory = Path.Combine(Directory, "data");
    }

    /// <summary>Everything of this ground; kept when something was found.</summary>
    public string Directory { get; }

    public string DataDirectory { get; }

    /// <summary>What each gateway of this ground sent to the provider.</summary>
    public IEnumerable<string> CallsFiles => System.IO.Directory.EnumerateFiles(Directory, CallsFileName + ".*");

    public bool IsPostgres => _postgres is not null;

    public string ApiKey { get; private set; } = "";

    /// <summary>How far the gateways' clocks are ahead of the wall.</summary>
    public TimeSpan Shift { get; set; }

    public DateTimeOffset Now => DateTimeOffset.UtcNow + Shift;

    private string[] Settings =>
    [
        $"--Pay:DataDirectory={DataDirectory}",
        $"--Pay:Api:RateLimits:CreatePerSecond={NoLimit}",
        $"--Pay:Api:RateLimits:CapturePerSecond={NoLimit}",
        $"--Pay:Api:RateLimits:OtherPostPerSecond={NoLimit}",
        $"--Pay:Api:RateLimits:GetPerSecond={NoLimit}",
        .. IsPostgres ? [$"--Pay:Storage:Postgres={_postgres}"] : Array.Empty<string>(),
    ];

    /// <summary>Makes the database and a key of the sandbox account.</summary>
    public async Task PrepareAsync()
    {
        await using var services = Open();
        var database = services.GetRequiredService<Database>();
        await database.MigrateAsync();
        await services.GetRequiredService<Installation>().LoadAsync(database);
        await FirstStart.EnsureSandboxAccountAsync(database, TimeProvider.System);
        var account = await database.ReadAsync(session => AccountRows.FindAsync(session, FirstStart.SandboxAccountId));
        ApiKey = (await services.GetRequiredService<ApiKeys>().CreateAsync(account!, "torture")).Key;
    }

    /// <summary>
    /// Looks into the database and lets go of it again: a database that this side held open would never have to be recovered after a kill.
    /// </summary>
    public async Task<T> LookAsync<T>(Func<Session, Task<T>> look)
    {
        await using var services = Open();
        return await services.GetRequiredService<Database>().ReadSnapshotAsync(session => new ValueTask<T>(look(session)));
    }

    public Task<ChildGateway> StartAsync(int port, int seed, string? failpoint = null, int slowPerMille = 0, string[]? wrapper = null)
    {
        // A file for each process: .NET's appending keeps a position of its own, so that several would write over each other. Made here,
        // for a child that may write nothing else.
        var child = Interlocked.Increment(ref _children);
        var callsFile = Path.Combine(Directory, FormattableString.Invariant($"{CallsFileName}.{child}"));
        File.WriteAllText(callsFile, "");
        File.SetUnixFileMode(callsFile, (UnixFileMode)0b110_110_110);
        return ChildGateway.StartAsync(new ChildSettings
        {
            Arguments = Settings,
            CallsFile = callsFile,
            Port = port,
            Shift = Shift,
            Seed = seed + child,
            SlowPerMille = slowPerMille,
            FailpointAt = failpoint,
            Wrapper = wrapper ?? [],
        });
    }

    /// <summary>Removes what it kept.</summary>
    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    private ServiceProvider Open()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        GatewayHost.AddGateway(services, GatewaySettings.Load(new ConfigurationBuilder().AddCommandLine(Settings).Build()));
        return services.BuildServiceProvider();
    }
}
