using System.CommandLine;
using System.Globalization;
using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Commands;

/// <summary><c>work list|retry|dismiss</c>: what happens without anybody asking, and what was left for a person.</summary>
internal static class WorkCommands
{
    public static Command Build(string[] configuration) => new("work", "Background work: captures, refunds, expiry, inquiries.")
    {
        BuildList(configuration),
        BuildRetry(configuration),
        BuildDismiss(configuration),
    };

    private static Command BuildList(string[] configuration)
    {
        var parked = new Option<bool>("--parked") { Description = "What was given up and waits for a person, with the reason." };
        var quiet = CommandOutput.QuietOption();
        var command = new Command("list", "Prints what waits, the next first.") { parked, quiet };
        command.SetAction((parsed, _) => GatewayCommands.WithDatabaseAsync(configuration, async services =>
        {
            var (isParked, isQuiet) = (parsed.GetValue(parked), parsed.GetValue(quiet));
            var list = await services.GetRequiredService<Database>().ReadAsync(session => WorkDesk.ListAsync(session, isParked));
            foreach (var work in list.Take(WorkDesk.ListedMax))
            {
                CommandOutput.Value(isQuiet ? work.WorkNumber.ToString(CultureInfo.InvariantCulture) : Line(work));
            }

            if (list.Count > WorkDesk.ListedMax)
            {
                CommandOutput.Message(isQuiet, $"There is more: these are the first {WorkDesk.ListedMax}.");
            }

            return GatewayCommands.Done;
        }));
        return command;
    }

    private static Command BuildRetry(string[] configuration)
    {
        var number = new Argument<long>("NUMBER") { Description = "The number of parked work, as work list --parked prints it." };
        var quiet = CommandOutput.QuietOption();
        var command = new Command("retry", "Makes parked work due now, with all its attempts before it.") { number, quiet };
        command.SetAction((parsed, _) => GatewayCommands.WithDatabaseAsync(configuration, async services =>
        {
            var (workNumber, now) = (parsed.GetValue(number), services.GetRequiredService<TimeProvider>().GetUtcNow());
            if (!await services.GetRequiredService<Database>().WriteAsync(session => WorkDesk.RetryAsync(session, workNumber, now)))
            {
                throw new CommandRefusedException($"No work with the number {workNumber} is parked to be tried again. Run work list --parked to see what is.");
            }

            CommandOutput.Message(parsed.GetValue(quiet), "A running gateway takes it up within a second.");
            return GatewayCommands.Done;
        }));
        return command;
    }

    private static Command BuildDismiss(string[] configuration)
    {
        var number = new Argument<long>("NUMBER") { Description = "The number of an item of the kind attention, as work list --parked prints it." };
        var quiet = CommandOutput.QuietOption();
        var command = new Command("dismiss", "Takes down a flag that you have looked at. Work is never dismissed: it is retried.") { number, quiet };
        command.SetAction((parsed, _) => GatewayCommands.WithDatabaseAsync(configuration, async services =>
        {
            var workNumber = parsed.GetValue(number);
            if (!await services.GetRequiredService<Database>().WriteAsync(session => WorkDesk.DismissAsync(session, workNumber)))
            {
                throw new CommandRefusedException($"There is no flag with the number {workNumber}. Run work list --parked to see what there is.");
            }

            CommandOutput.Message(parsed.GetValue(quiet), "Dismissed.");
            return GatewayCommands.Done;
        }));
        return command;
    }

    private static string Line(WorkListing work) =>
        $"{work.WorkNumber,8}  {work.Kind,-9}  {work.PaymentId}  {(work.ParkedAt is { } at ? "parked " + Moment(at) : "due " + Moment(work.DueAt)),-27}  attempts {work.Attempts,-3}  {work.Reason}".TrimEnd();

    private static string Moment(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
