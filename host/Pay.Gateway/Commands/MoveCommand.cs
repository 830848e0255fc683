using System.CommandLine;
using Pay.Gateway.Storage;
using Pay.Gateway.Storage.Sqlite;

namespace Pay.Gateway.Commands;

/// <summary><c>move --to postgres --connection TEXT</c>: from the data directory to a server that many gateways share.</summary>
internal static class MoveCommand
{
    public static Command Build(string[] configuration)
    {
        var to = new Option<string>("--to") { Required = true, Description = "Where to: postgres." };
        to.AcceptOnlyFromAmong("postgres");
        var connection = new Option<string>("--connection")
        {
            Required = true,
            Description = "The connection string of an empty database, such as Host=localhost;Database=pay;Username=pay;Password=...; - reads it from stdin.",
        };
        var quiet = CommandOutput.QuietOption();
        var command = new Command("move", "Moves the data directory into an empty PostgreSQL database. Stop the gateway first.") { to, connection, quiet };
        command.SetAction(async (parsed, _) =>
        {
            var isQuiet = parsed.GetValue(quiet);
            var settings = GatewayCommands.LoadSettings(configuration);
            if (settings.Storage.Postgres is { Length: > 0 })
            {
                throw new CommandRefusedException("Pay:Storage:Postgres is set, so the data is not in a data directory. Leave it out to move one.");
            }

            var file = Path.Combine(Path.GetFullPath(settings.DataDirectory), SqliteDatabase.FileName);
            GatewayCommands.RequireFile(file);
            var text = parsed.GetValue(connection) is "-" ? await Console.In.ReadToEndAsync() : parsed.GetValue(connection)!;
            var moved = await MoveToPostgres.RunAsync(file, text.Trim(), TimeProvider.System, what => CommandOutput.Progress(isQuiet, what));
            CommandOutput.Progress(isQuiet, "");
            Print(moved, isQuiet);
            return GatewayCommands.Done;
        });
        return command;
    }

    private static void Print(IReadOnlyList<MovedTable> moved, bool quiet)
    {
        if (quiet)
        {
            return;
        }

        CommandOutput.Value($"{"table",-24}  {"rows here",12}  {"rows there",12}  {"checksum here",-32}  checksum there");
        foreach (var table in moved)
        {
            CommandOutput.Value($"{table.Table,-24}  {table.Source.Rows,12}  {table.Target.Rows,12}  {table.Source.Checksum:x32}  {table.Target.Checksum:x32}");
        }

        CommandOutput.Message(quiet, "Moved. Start gateways with --Pay:Storage:Postgres=... from now on; the file is kept as it was, and no gateway starts on it any more.");
    }
}
