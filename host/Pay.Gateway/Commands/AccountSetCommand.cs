using System.CommandLine;
using Pay.Gateway.Accounts;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Commands;

/// <summary><c>accounts set ID NAME=VALUE ...</c>: all of the changes or, when one of them cannot be, none.</summary>
internal static class AccountSetCommand
{
    public static Command Build(string[] configuration)
    {
        var id = new Argument<string>("ID") { Description = "The account's id, as accounts list prints it." };
        var pairs = new Argument<string[]>("NAME=VALUE")
        {
            Arity = ArgumentArity.OneOrMore,
            Description = string.Join("; ", AccountSetting.All.Select(setting => $"{setting.Name}: {setting.Accepts}")) + ".",
        };
        var quiet = CommandOutput.QuietOption();
        var command = new Command("set", "Changes settings; running gateways follow within a second.") { id, pairs, quiet };
        command.SetAction((parsed, _) => GatewayCommands.WithDatabaseAsync(configuration, async services =>
        {
            var changes = Parse(parsed.GetValue(pairs)!);
            var account = await AccountCommands.FindAsync(services, parsed.GetValue(id)!);
            await services.GetRequiredService<Database>().WriteAsync(session => AccountRows.SetAsync(session, account.Number, changes));
            CommandOutput.Message(parsed.GetValue(quiet), "Set: " + string.Join(", ", changes.Select(change => change.Setting.Name)));
            return GatewayCommands.Done;
        }));
        return command;
    }

    private static List<(AccountSetting Setting, object Value)> Parse(string[] pairs)
    {
        var changes = new List<(AccountSetting Setting, object Value)>();
        foreach (var pair in pairs)
        {
            if (pair.Split('=', 2) is not [var name, var text])
            {
                throw new CommandRefusedException($"{pair} sets nothing. Write NAME=VALUE, such as allow_moto=true.");
            }

            var setting = AccountSetting.Find(name) ?? throw new CommandRefusedException(
                $"An account has no setting {name}. There is: {string.Join(", ", AccountSetting.All.Select(known => known.Name))}.");
            if (changes.Exists(change => change.Setting == setting))
            {
                throw new CommandRefusedException($"{name} is set twice.");
            }

            changes.Add((setting, setting.Parse(text) ?? throw new CommandRefusedException($"{name} cannot be \"{text}\". It takes {setting.Accepts}.")));
        }

        return changes;
    }
}
