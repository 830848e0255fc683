using System.CommandLine;
using Pay.Gateway.Accounts;
using Pay.Gateway.PaymentPages.Serving;
using Pay.Gateway.Providers;
using Pay.Gateway.Reliability;
using Pay.Providers;

namespace Pay.Gateway.Commands;

/// <summary>
/// <c>accounts credentials ID --provider NAME NAME=VALUE ...</c>: stores what the account logs in to a provider with, and makes that
/// provider the one that its new payments go to. Payments begun before go on where they were begun.
/// </summary>
internal static class AccountCredentialsCommand
{
    private static readonly TimeSpan CheckTimeLimit = TimeSpan.FromSeconds(20);

    public static Command Build(string[] configuration)
    {
        var id = new Argument<string>("ID") { Description = "The account's id, as accounts list prints it." };
        var pairs = new Argument<string[]>("NAME=VALUE")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "The provider's credentials. NAME=- reads the value from standard input, a line each. Without any, the account goes (back) to what is stored.",
        };
        var provider = new Option<string>("--provider") { Required = true, Description = "The payment service provider." };
        var check = new Option<bool>("--check") { Description = "Ask the provider whether it accepts them, and store nothing if it refuses." };
        var quiet = CommandOutput.QuietOption();
        var command = new Command("credentials", "Stores credentials and connects the account; running gateways follow within a second.")
        {
            id, pairs, provider, check, quiet,
        };
        command.SetAction((parsed, _) => GatewayCommands.WithDatabaseAsync(configuration, async services =>
        {
            var account = await AccountCommands.FindAsync(services, parsed.GetValue(id)!);
            var adapter = AccountCommands.FindProvider(services, parsed.GetValue(provider)!, account.Type == AccountType.Live);
            var entered = await CredentialPairs.ReadAsync(adapter, parsed.GetValue(pairs) ?? [], Console.In);
            await ConnectAsync(services, account, adapter, entered, parsed.GetValue(check), parsed.GetValue(quiet));
            return GatewayCommands.Done;
        }));
        return command;
    }

    private static async Task ConnectAsync(
        IServiceProvider services, Account account, IPspAdapter adapter, Dictionary<string, string> entered, bool check, bool quiet)
    {
        var credentials = services.GetRequiredService<ProviderCredentials>();
        var stored = (await credentials.ListAsync(account)).FindAll(one => one.Provider == adapter.Name);
        if (entered.Count == 0 && stored.Count == 0 && !services.GetRequiredService<ProviderCalls>().NeedsCredentials(adapter.Name))
        {
            await credentials.SwitchAsync(account, adapter, credentialNumber: null);
        }
        else
        {
            var values = Complete(account, adapter, entered, stored);
            if (check)
            {
                await CheckAsync(services, account, adapter, values, quiet);
            }

            try
            {
                await credentials.StoreAsync(account, adapter, values);
            }
            catch (CredentialsRefusedException fault)
            {
                throw new CommandRefusedException(fault.Message);
            }
        }

        TellNext(services.GetRequiredService<GatewaySettings>(), account, adapter, quiet);
    }

    /// <summary>What was entered, with what is stored for the same account of the provider where nothing was.</summary>
    private static Dictionary<string, string> Complete(
        Account account, IPspAdapter adapter, Dictionary<string, string> entered, List<StoredCredentials> stored)
    {
        var fields = adapter.Credentials.Fields;
        var matching = stored.FindAll(one => fields.Where(field => field.IsIdentity).All(field =>
            !entered.TryGetValue(field.Key, out var value) || value == one.Values.GetValueOrDefault(field.Key, "")));
        if (matching.Count > 1)
        {
            throw new CommandRefusedException(
                $"There are credentials of {matching.Count} accounts at {adapter.Name}. Say which: "
                + string.Join(" or ", matching.Select(one => AccountProvider.IdentityOf(adapter, one.Values))));
        }

        var values = matching is [var known] ? new Dictionary<string, string>(known.Values, StringComparer.Ordinal) : new(StringComparer.Ordinal);
        foreach (var (key, value) in entered)
        {
            values[key] = value;
        }

        var missing = fields.Where(field => !field.IsOptional && values.GetValueOrDefault(field.Key, "").Length == 0).Select(field => field.Key).ToList();
        if (missing.Count > 0)
        {
            throw new CommandRefusedException(
                $"{adapter.Name} needs {string.Join(", ", missing)} as well. The whole line: {AccountProvider.Usage(account.AccountId, adapter)}");
        }

        var complete = values.Where(value => value.Value.Length > 0).ToDictionary(StringComparer.Ordinal);
        return JudgeTogether(adapter, complete, account.Type == AccountType.Live) is { } fault
            ? throw new CommandRefusedException($"Nothing is stored. {fault}")
            : complete;
    }

    private static string? JudgeTogether(IPspAdapter adapter, Dictionary<string, string> values, bool isLive)
    {
        try
        {
            return adapter.Credentials.JudgeTogether(values, isLive) is { } fault ? Hide(fault, adapter, values) : null;
        }
        catch (Exception fault)
        {
            // An adapter's own fault could quote what it was judging.
            return $"The credentials could not be judged ({fault.GetType().Name}).";
        }
    }

    private static async Task CheckAsync(
        IServiceProvider services, Account account, IPspAdapter adapter, IReadOnlyDictionary<string, string> values, bool quiet)
    {
        switch (await AskAsync(services, account, adapter, values))
        {
            case CredentialCheck.Refused refused:
                throw new CommandRefusedException($"{adapter.Name} refuses these credentials, and nothing is stored: {Hide(refused.Reason, adapter, values)}");
            case CredentialCheck.Inconclusive inconclusive:
                CommandOutput.Message(quiet, $"{adapter.Name} could not say whether these credentials are right; they are stored as they are: {Hide(inconclusive.Reason, adapter, values)}");
                break;
            default:
                CommandOutput.Message(quiet, $"{adapter.Name} accepts these credentials.");
                break;
        }
    }

    private static async Task<CredentialCheck> AskAsync(
        IServiceProvider services, Account account, IPspAdapter adapter, IReadOnlyDictionary<string, string> values)
    {
        if (!adapter.Capabilities.CanCheckCredentials)
        {
            return new CredentialCheck.Inconclusive("it has no harmless call to find out with");
        }

        var clock = services.GetRequiredService<TimeProvider>();
        using var deadline = new CancellationTokenSource(CheckTimeLimit, clock);
        try
        {
            return await adapter.CheckCredentialsAsync(services.GetRequiredService<PspContexts>().For(adapter, account, values), deadline.Token)
                .WaitAsync(CheckTimeLimit, clock) ?? new CredentialCheck.Inconclusive("it gave no answer");
        }
        catch (Exception fault)
        {
            return new CredentialCheck.Inconclusive($"no answer ({fault.GetType().Name})");
        }
    }

    private static void TellNext(GatewaySettings settings, Account account, IPspAdapter adapter, bool quiet)
    {
        var isLive = account.Type == AccountType.Live;
        var system = adapter.Capabilities.TestOnly ? "" : isLive ? ", to its live system: real money" : ", to its test system";
        CommandOutput.Message(quiet, $"New payments of {account.Name} go to {adapter.Name}{system}. Payments begun before go on where they were begun.");
        if (AccountProvider.NotificationUrl(settings, adapter) is { } url)
        {
            CommandOutput.Message(quiet, $"Have {adapter.Name} send its notifications to {url}");
        }

        if (isLive && !settings.CardPages.AcceptLiveCards)
        {
            CommandOutput.Message(quiet, $"The payment pages take no live cards yet. {CardPageSettings.Duty}");
        }
    }

    /// <summary>A provider, or an adapter of somebody's own, may quote what it was sent.</summary>
    private static string Hide(string reason, IPspAdapter adapter, IReadOnlyDictionary<string, string> values) => adapter.Credentials.Fields
        .Where(field => field.IsSecret && values.GetValueOrDefault(field.Key, "").Length > 0)
        .Aggregate(reason, (text, field) => text.Replace(values[field.Key], "****", StringComparison.Ordinal));
}
