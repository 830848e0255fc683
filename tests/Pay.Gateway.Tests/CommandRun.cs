using System.Text;
using Pay.Gateway.Commands;

namespace Pay.Gateway.Tests;

/// <summary>
/// A verb that runs to its end inside the test's process, from its command line to its exit code: a process of its own costs a second of
/// compiling each time. That the executable is the same thing is what the tests with a <see cref="GatewayProcess"/> say.
/// </summary>
internal static class CommandRun
{
    private static readonly AsyncLocal<Streams?> s_current = new();
    private static readonly Lock s_gate = new();
    private static bool s_isSet;

    public static Task<CommandResult> RunAsync(params string[] args) => RunWithInputAsync("", args);

    /// <summary>As the other, with something to read from standard input.</summary>
    public static async Task<CommandResult> RunWithInputAsync(string input, params string[] args)
    {
        DivertConsole();
        var streams = new Streams(new StringReader(input), new StringWriter(), new StringWriter());
        s_current.Value = streams;
        var settings = TestEngine.SettingsFor(GatewayProcess.DataDirectoryOf(args), args);
        var exitCode = await Task.Run(() => GatewayCommands.RunAsync([.. args, .. settings]));
        s_current.Value = null;
        return new CommandResult(exitCode, streams.Out.ToString()!, streams.Error.ToString()!);
    }

    /// <summary>Once for the process: what a command writes goes to whoever runs it, everything else where it went before.</summary>
    private static void DivertConsole()
    {
        lock (s_gate)
        {
            if (!s_isSet)
            {
                s_isSet = true;
                var (before, error, input) = (Console.Out, Console.Error, Console.In);
                Console.SetOut(new Diverted(() => s_current.Value?.Out ?? before));
                Console.SetError(new Diverted(() => s_current.Value?.Error ?? error));
                Console.SetIn(new DivertedReader(() => s_current.Value?.In ?? input));
            }
        }
    }

    private sealed record Streams(TextReader In, StringWriter Out, StringWriter Error);

    private sealed class Diverted(Func<TextWriter> target) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => target().Write(value);

        public override void Write(string? value) => target().Write(value);

        public override void Write(char[] buffer, int index, int count) => target().Write(buffer, index, count);
    }

    private sealed class DivertedReader(Func<TextReader> source) : TextReader
    {
        public override int Peek() => source().Peek();

        public override int Read() => source().Read();
    }
}
