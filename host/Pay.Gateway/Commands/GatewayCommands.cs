using System.CommandLine;
using Pay.Gateway.Accounts;
using Pay.Gateway.Security;
using Pay.Gateway.Storage;
using Pay.Gateway.Storage.Sqlite;

namespace Pay.Gateway.Commands;

/// <summary>
/// The executable's verbs (architecture section 5). Values go to stdout, messages to stderr; exit codes are 0 done, 1 refused,
/// 2 wrong usage. Anything that is configuration (<c>--urls</c>, <c>--Pay:...</c>) is taken out before the verbs are read.
/// </summary>
internal static class GatewayCommands
{
    public const int Done = 0;
    public const int Refused = 1;
    public const int WrongUsage = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        var (configuration, words) = CommandLineSettings.Split(args);
        var root = new RootCommand("Pay: a gateway that takes card payments and gives refunds through payment service providers.")
        {
            TreatUnmatchedTokensAsErrors = true,
        };
        root.SetAction((_, _) => ServeAsync(configuration));
        var serve = new Command("serve", "Serves the API and the payment pages (what happens without a verb, too).");
        serve.SetAction((_, _) => ServeAsync(configuration));
        root.Add(serve);
        root.Add(AccountCommands.Build(configuration));
        root.Add(KeyCommands.Build(configuration));
        root.Add(WorkCommands.Build(configuration));
        root.Add(VerifyCommand.Build(configuration));
        root.Add(BackupCommand.Build(configuration));
        root.Add(MoveCommand.Build(configuration));

        var parsed = root.Parse(words);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync(error.Message);
            }

            await Console.Error.WriteLineAsync("Run with --help to see what there is.");
            return WrongUsage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception fault) when (fault is SettingsException or DatabaseUnusableException or CommandRefusedException or SecretUnreadableException)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return Refused;
        }
        catch (System.Data.Common.DbException fault)
        {
            await Console.Error.WriteLineAsync($"The database cannot be used: {fault.Message}");
            return Refused;
        }
        catch (Microsoft.Extensions.Options.OptionsValidationException fault)
        {
            await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, fault.Failures));
            return Refused;
        }
        catch (IOException fault) when (fault.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await Console.Error.WriteLineAsync(
                $"{fault.Message} Another program, perhaps another gateway, listens there. Stop it, or choose another address with --urls http://127.0.0.1:5081");
            return Refused;
        }
    }

    private static async Task<int> ServeAsync(string[] configuration)
    {
        await using var app = GatewayHost.Build(configuration);
        await GatewayHost.StartAsync(app, Console.Out);
        await app.WaitForShutdownAsync();
        return Done;
    }

    /// <summary>Opens the database that the settings name, beside a running gateway or without one, and runs a command on it.</summary>
    public static async Task<int> WithDatabaseAsync(string[] configuration, Func<IServiceProvider, Task<int>> command)
    {
        await using var provider = BuildServices(LoadSettings(configuration));
        var database = provider.GetRequiredService<Database>();
        await database.MigrateAsync();
        await provider.GetRequiredService<Installation>().LoadAsync(database);
        await FirstStart.EnsureSandboxAccountAsync(database, provider.GetRequiredService<TimeProvider>());
        return await command(provider);
    }

    /// <summary>
    /// As <see cref="WithDatabaseAsync"/>, for verbs that look at what is there: nothing is made, upgraded or added, and a database
    /// of another version is refused.
    /// </summary>
    public static async Task<int> WithExistingDatabaseAsync(string[] configuration, Func<Database, Task<int>> command)
    {
        var settings = LoadSettings(configuration);
        if (settings.Storage.Postgres is not { Length: > 0 })
        {
            RequireFile(Path.Combine(Path.GetFullPath(settings.DataDirectory), SqliteDatabase.FileName));
        }

        await using var provider = BuildServices(settings);
        var database = provider.GetRequiredService<Database>();
        await database.ReadAsync(async session =>
        {
            await Migrations.RequireNewestAsync(session);
            return true;
        });
        return await command(database);
    }

    public static GatewaySettings LoadSettings(string[] configuration) => GatewaySettings.Load(new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
        .AddEnvironmentVariables()
        .AddCommandLine(configuration)
        .Build());

    public static void RequireFile(string path)
    {
        if (!File.Exists(path))
        {
            throw new DatabaseUnusableException($"There is no database {path}. Name its directory with --Pay:DataDirectory=PATH.");
        }
    }

    private static ServiceProvider BuildServices(GatewaySettings settings)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        GatewayHost.AddGateway(services, settings);
        return services.BuildServiceProvider();
    }
}

/// <summary>A command that cannot be carried out; the message says why and what to do.</summary>
internal sealed class CommandRefusedException(string message) : Exception(message);
