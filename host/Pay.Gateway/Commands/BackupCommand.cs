using System.CommandLine;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Commands;

/// <summary><c>backup PATH</c>: one file, made beside a running gateway and opened before it says done.</summary>
internal static class BackupCommand
{
    public static Command Build(string[] configuration)
    {
        var path = new Argument<string>("PATH") { Description = "The file to make. As pay.db in an empty directory it is a data directory." };
        var quiet = CommandOutput.QuietOption();
        var command = new Command("backup", "Copies the database, at one moment, to a file that it opens and verifies.") { path, quiet };
        command.SetAction((parsed, _) => GatewayCommands.WithExistingDatabaseAsync(configuration, async database =>
        {
            var isQuiet = parsed.GetValue(quiet);
            var file = Path.GetFullPath(parsed.GetValue(path)!);
            IReadOnlyList<(string Table, TableSum Sum)> copied;
            try
            {
                copied = await Backup.RunAsync(database, file, what => CommandOutput.Progress(isQuiet, what));
            }
            catch (BackupRefusedException fault)
            {
                throw new CommandRefusedException(fault.Message);
            }

            CommandOutput.Progress(isQuiet, "");
            CommandOutput.Value(file);
            CommandOutput.Message(
                isQuiet,
                $"{copied.Count} tables, {copied.Sum(table => table.Sum.Rows)} rows, {new FileInfo(file).Length} bytes. Opened, compared with the database, and every rule holds.");
            return GatewayCommands.Done;
        }));
        return command;
    }
}
