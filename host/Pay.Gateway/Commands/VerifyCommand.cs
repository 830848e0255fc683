using System.CommandLine;
using System.Globalization;
using Pay.Gateway.Reliability;

namespace Pay.Gateway.Commands;

/// <summary><c>verify</c>: the money rules over the whole database, at one moment, beside a running gateway.</summary>
internal static class VerifyCommand
{
    public static Command Build(string[] configuration)
    {
        var quiet = CommandOutput.QuietOption();
        quiet.Description = "Print nothing but the ids of what breaks a rule.";
        var command = new Command("verify", "Checks the money rules over the whole database; exit code 1 when one is broken.") { quiet };
        command.SetAction((parsed, _) => GatewayCommands.WithExistingDatabaseAsync(configuration, async database =>
        {
            var isQuiet = parsed.GetValue(quiet);
            var verification = await database.ReadSnapshotAsync(session => Verification.RunAsync(session, rule => CommandOutput.Progress(isQuiet, rule)));
            CommandOutput.Progress(isQuiet, "");
            Print(verification, isQuiet);
            return verification.Holds ? GatewayCommands.Done : GatewayCommands.Refused;
        }));
        return command;
    }

    private static void Print(Verification verification, bool quiet)
    {
        if (quiet)
        {
            foreach (var id in verification.Rules.SelectMany(rule => rule.Ids).Distinct(StringComparer.Ordinal))
            {
                CommandOutput.Value(id);
            }

            return;
        }

        var width = verification.Rules.Max(rule => rule.Rule.Length);
        CommandOutput.Value($"{"rule".PadRight(width)}  {"rows",12}  {"broken",8}");
        foreach (var rule in verification.Rules)
        {
            CommandOutput.Value($"{rule.Rule.PadRight(width)}  {rule.Rows?.ToString(CultureInfo.InvariantCulture) ?? "all",12}  {rule.Broken,8}");
        }

        if (verification.Totals.Count > 0)
        {
            CommandOutput.Value(string.Join(", ", verification.Totals.Select(total => $"{total.Table}: {total.Rows}")) + $", of which parked: {verification.Parked}");
        }

        foreach (var rule in verification.Rules.Where(rule => rule.Broken > 0))
        {
            var more = rule.Broken - rule.Ids.Count;
            CommandOutput.Value($"BROKEN: {rule.Rule}: {string.Join(' ', rule.Ids)}{(more > 0 ? $" and {more} more" : "")}");
        }

        CommandOutput.Message(quiet, verification.Holds ? "Every rule holds." : "The database breaks a rule that the gateway keeps at every commit. Keep it as it is and find out why.");
    }
}
