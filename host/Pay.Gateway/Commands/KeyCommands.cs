using System.CommandLine;
using System.Globalization;
using Pay.Gateway.Accounts;

namespace Pay.Gateway.Commands;

/// <summary><c>keys create|list|revoke</c>.</summary>
internal static class KeyCommands
{
    private const int DescriptionLengthMax = 255;

    public static Command Build(string[] configuration) => new("keys", "API keys.")
    {
        BuildCreate(configuration),
        BuildList(configuration),
        BuildRevoke(configuration),
    };

    private static Command BuildCreate(string[] configuration)
    {
        var account = new Option<string>("--account") { Required = true, Description = "The id of the account that the key acts for." };
        var description = new Option<string>("--description") { Required = true, Description = "What the key is for." };
        var quiet = CommandOutput.QuietOption();
        var command = new Command("create", "Makes a key and prints it, this once.") { account, description, quiet };
        command.SetAction((parsed, _) => GatewayCommands.WithDatabaseAsync(configuration, async services =>
        {
            var text = parsed.GetValue(description)!.Trim();
            if (text.Length is 0 or > DescriptionLengthMax)
            {
                throw new CommandRefusedException($"A key's description has 1 to {DescriptionLengthMax} characters: --description TEXT");
            }

            var (keyId, key) = await services.GetRequiredService<ApiKeys>()
                .CreateAsync(await AccountCommands.FindAsync(services, parsed.GetValue(account)!), text);
            CommandOutput.Value(key);
            CommandOutput.Message(parsed.GetValue(quiet), $"This is the only time that the key is shown. To revoke it: keys revoke {keyId}");
            return GatewayCommands.Done;
        }));
        return command;
    }

    private static Command BuildList(string[] configuration)
    {
        var quiet = CommandOutput.QuietOption();
        var command = new Command("list", "Prints the keys' ids, never the keys.") { quiet };
        command.SetAction((parsed, _) => GatewayCommands.WithDatabaseAsync(configuration, async services =>
        {
            foreach (var key in await services.GetRequiredService<ApiKeys>().ListAsync())
            {
                CommandOutput.Value(parsed.GetValue(quiet)
                    ? key.KeyId
                    : $"{key.KeyId}  {key.AccountId,-26}  {Day(key.CreatedAt)}  {(key.RevokedAt is { } at ? "revoked " + Day(at) : "active"),-18}  {key.Description}");
            }

            return GatewayCommands.Done;
        }));
        return command;
    }

    private static Command BuildRevoke(string[] configuration)
    {
        var id = new Argument<string>("ID") { Description = "The key's id, as keys list prints it." };
        var quiet = CommandOutput.QuietOption();
        var command = new Command("revoke", "Revokes a key; running gateways refuse it within a second.") { id, quiet };
        command.SetAction((parsed, _) => GatewayCommands.WithDatabaseAsync(configuration, async services =>
        {
            if (!await services.GetRequiredService<ApiKeys>().RevokeAsync(parsed.GetValue(id)!))
            {
                throw new CommandRefusedException($"There is no active key with the id {parsed.GetValue(id)}. Run keys list to see them.");
            }

            CommandOutput.Message(parsed.GetValue(quiet), "Revoked.");
            return GatewayCommands.Done;
        }));
        return command;
    }

    private static string Day(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
