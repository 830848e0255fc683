using System.CommandLine;
using System.Globalization;
using Pay.Gateway.Accounts;
using Pay.Gateway.Payments;
using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;
using Pay.Providers;

namespace Pay.Gateway.Commands;

/// <summary><c>accounts create|list|show|set|credentials</c>.</summary>
internal static class AccountCommands
{
    public static Command Build(string[] configuration) => new("accounts", "Gateway accounts: what an API key acts for.")
    {
        BuildCreate(configuration),
        BuildList(configuration),
        BuildShow(configuration),
        AccountSetCommand.Build(configuration),
        AccountCredentialsCommand.Build(configuration),
    };

    private static Command BuildCreate(string[] configuration)
    {
        var name = new Option<string>("--name") { Required = true, Description = "The service's name, as payers see it." };
        var type = new Option<string>("--type") { Required = true, Description = "sandbox: no money moves; live: it does." };
        type.AcceptOnlyFromAmong("sandbox", "live");
        var provider = new Option<string?>("--provider") { Description = "The payment service provider." };
        var quiet = CommandOutput.QuietOption();
        var command = new Command("create", "Makes an account and prints its id.") { name, type, provider, quiet };
        command.SetAction((parsed, _) => GatewayCommands.WithDatabaseAsync(configuration, async services =>
        {
            var isLive = parsed.GetValue(type) == "live";
            var providerName = parsed.GetValue(provider) ?? (isLive ? null : "sandbox");
            if (string.IsNullOrWhiteSpace(parsed.GetValue(name)))
            {
                throw new CommandRefusedException("An account needs a name: --name TEXT");
            }

            var adapter = providerName is null ? null : FindProvider(services, providerName, isLive);
            var accountId = PublicId.New();
            await services.GetRequiredService<Database>().WriteAsync(session => AccountRows.TryInsertAsync(
                session,
                accountId,
                parsed.GetValue(name)!.Trim(),
                isLive ? AccountType.Live : AccountType.Sandbox,
                providerName,
                services.GetRequiredService<TimeProvider>().GetUtcNow()));
            CommandOutput.Value(accountId);
            if (adapter is null || services.GetRequiredService<ProviderCalls>().NeedsCredentials(adapter.Name))
            {
                CommandOutput.Message(
                    parsed.GetValue(quiet), $"Creating a payment answers P0940 until it is connected: {UsageOf(accountId, adapter)}");
            }

            CommandOutput.Message(parsed.GetValue(quiet), $"Make a key for it: keys create --account {accountId} --description TEXT");
            return GatewayCommands.Done;
        }));
        return command;
    }

    private static Command BuildList(string[] configuration)
    {
        var quiet = CommandOutput.QuietOption();
        var command = new Command("list", "Prints the accounts.") { quiet };
        command.SetAction((parsed, _) => GatewayCommands.WithDatabaseAsync(configuration, async services =>
        {
            foreach (var account in await services.GetRequiredService<Database>().ReadAsync(AccountRows.ListAsync))
            {
                CommandOutput.Value(parsed.GetValue(quiet)
                    ? account.AccountId
                    : $"{account.AccountId,-26}  {TypeName(account),-7}  {account.Provider ?? "none",-10}  {account.Name}");
            }

            return GatewayCommands.Done;
        }));
        return command;
    }

    private static Command BuildShow(string[] configuration)
    {
        var id = new Argument<string>("ID") { Description = "The account's id, as accounts list prints it." };
        var command = new Command("show", "Prints an account's settings.") { id };
        command.SetAction((parsed, _) => GatewayCommands.WithDatabaseAsync(configuration, async services =>
        {
            var account = await FindAsync(services, parsed.GetValue(id)!);
            CommandOutput.Value($"id: {account.AccountId}");
            CommandOutput.Value($"name: {account.Name}");
            CommandOutput.Value($"type: {TypeName(account)}");
            foreach (var line in await AccountProvider.DescribeAsync(services, account))
            {
                CommandOutput.Value(line);
            }

            CommandOutput.Value($"created: {account.CreatedAt.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture)}");
            foreach (var setting in AccountSetting.All.Where(setting => setting.Name != "name"))
            {
                CommandOutput.Value($"{setting.Name}: {setting.Show(account)}");
            }

            return GatewayCommands.Done;
        }));
        return command;
    }

    public static async Task<Account> FindAsync(IServiceProvider services, string accountId) =>
        await services.GetRequiredService<Database>().ReadAsync(session => AccountRows.FindAsync(session, accountId))
        ?? throw new CommandRefusedException($"There is no account {accountId}. Run accounts list to see them.");

    /// <exception cref="CommandRefusedException">There is no such provider, or it cannot serve an account of that type.</exception>
    public static IPspAdapter FindProvider(IServiceProvider services, string name, bool isLive)
    {
        var providers = services.GetRequiredService<ProviderCalls>();
        var adapter = providers.Find(name)
            ?? throw new CommandRefusedException($"There is no provider {name}. There is: {string.Join(", ", providers.Names)}.");
        return providers.MayServe(name, isLive)
            ? adapter
            : throw new CommandRefusedException($"A live account cannot use {name}, which moves no money.");
    }

    private static string UsageOf(string accountId, IPspAdapter? adapter) => adapter is null
        ? $"accounts credentials {accountId} --provider NAME NAME=VALUE ..."
        : AccountProvider.Usage(accountId, adapter);

    private static string TypeName(Account account) => account.Type == AccountType.Live ? "live" : "sandbox";
}
