using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Pay.Gateway.Security;

/// <summary>One line an entry: time, level, category, message, and a fault with its stack, all with card numbers taken out.</summary>
internal sealed class RedactingConsoleFormatter(TimeProvider clock) : ConsoleFormatter(Name)
{
    public new const string Name = "pay";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.Write(clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fff'Z' ", CultureInfo.InvariantCulture));
        textWriter.Write(logEntry.LogLevel switch
        {
            LogLevel.Trace or LogLevel.Debug => "debug ",
            LogLevel.Information => "info  ",
            LogLevel.Warning => "warn  ",
            LogLevel.Error => "error ",
            _ => "CRIT  ",
        });
        textWriter.Write(logEntry.Category);
        textWriter.Write(": ");

        // A line break in a message would let whoever caused it write lines of their own.
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception).ReplaceLineEndings(" ");
        textWriter.WriteLine(CardNumberRedaction.Apply(message));
        if (logEntry.Exception is not null)
        {
            textWriter.WriteLine(CardNumberRedaction.Apply(logEntry.Exception.ToString()));
        }
    }
}
