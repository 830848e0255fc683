using System.CommandLine;

namespace Pay.Gateway.Commands;

/// <summary>Values go to stdout, one a line; messages for people go to stderr and are left out with <c>--quiet</c>.</summary>
internal static class CommandOutput
{
    private const int ProgressWidth = 78;

    public static Option<bool> QuietOption() => new("--quiet") { Description = "Print values only, one a line." };

    public static void Value(string value) => Console.Out.WriteLine(value);

    public static void Message(bool quiet, string message)
    {
        if (!quiet)
        {
            Console.Error.WriteLine(message);
        }
    }

    /// <summary>What is being done at the moment, on one line that is written over; only where somebody can be watching.</summary>
    public static void Progress(bool quiet, string what)
    {
        if (!quiet && !Console.IsErrorRedirected)
        {
            Console.Error.Write("\r" + what.PadRight(ProgressWidth)[..ProgressWidth] + (what.Length == 0 ? "\r" : ""));
        }
    }
}
