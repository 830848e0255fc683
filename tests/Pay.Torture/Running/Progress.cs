using System.Diagnostics;
using System.Globalization;

namespace Pay.Torture.Running;

/// <summary>A line that is always up to date on a terminal, and one now and then in a log.</summary>
internal sealed class Progress
{
    private static readonly TimeSpan OnTerminal = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan InLog = TimeSpan.FromSeconds(15);

    private readonly Stopwatch _since = Stopwatch.StartNew();
    private readonly Lock _lock = new();
    private TimeSpan _shown = -InLog;
    private string _line = "";

    public TimeSpan Elapsed => _since.Elapsed;

    public void Show(Tally tally)
    {
        lock (_lock)
        {
            if (_since.Elapsed - _shown < (Console.IsOutputRedirected ? InLog : OnTerminal))
            {
                return;
            }

            _shown = _since.Elapsed;
            var line = Describe(tally);
            Console.Write(Console.IsOutputRedirected ? line + "\n" : "\r" + line.PadRight(_line.Length));
            _line = line;
        }
    }

    public void Say(string text)
    {
        lock (_lock)
        {
            Console.Write(Console.IsOutputRedirected || _line.Length == 0 ? "" : "\r" + new string(' ', _line.Length) + "\r");
            Console.WriteLine(text);
        }
    }

    private string Describe(Tally tally) =>
        string.Create(CultureInfo.InvariantCulture, $"{_since.Elapsed:hh\\:mm\\:ss} {tally.Part}: ")
        + string.Join(", ", Enum.GetValues<Count>().Where(what => tally[what] > 0)
            .Select(what => string.Create(CultureInfo.InvariantCulture, $"{tally[what]} {Table.Heading(what)}")))
        + (tally.Violations > 0 ? string.Create(CultureInfo.InvariantCulture, $", {tally.Violations} VIOLATIONS") : "");
}
