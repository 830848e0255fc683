using System.CommandLine;

namespace Pay.Gateway.Commands;

/// <summary>Values go to stdout, one a line; messages for people go to stderr and are left out with <c>--quiet</c>.</summary>
internal static class CommandOutput
{
    public static Option<bool> QuietOption() => new("--quiet") { Description = "Print values only, one a line." };

    public static void Value(string value) => Console.Out.WriteLine(value);

    public static void Message(bool quiet, string message)
    {
        if (!quiet)
        {
            Console.Error.WriteLine(message);
        }
    }
}
