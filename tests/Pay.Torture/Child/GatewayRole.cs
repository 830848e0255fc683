using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Pay.Gateway;
using Pay.Gateway.Storage;

namespace Pay.Torture.Child;

/// <summary>
/// This program as the gateway that is killed: the real one, with a clock that can be moved and a record of its calls to providers.
/// <c>gateway SHIFT_MS SLOW_PER_MILLE SEED CALLS_FILE ...</c>, then the gateway's own arguments. It obeys lines on stdin
/// (<c>shift MS</c>) and ends when nobody is left to send any.
/// </summary>
internal static class GatewayRole
{
    public const string Name = "gateway";
    public const string ShiftCommand = "shift ";

    /// <summary>Said when the clock has been moved.</summary>
    public const string Shifted = "the clock has been moved";

    public const int WrongUsage = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [var shiftMs, var slowPerMille, var seed, var callsFile, .. var settings])
        {
            await Console.Error.WriteLineAsync("This is for the torture suite itself: gateway SHIFT_MS SLOW_PER_MILLE SEED CALLS_FILE SETTINGS...");
            return WrongUsage;
        }

        var clock = new ShiftedClock(TimeSpan.FromMilliseconds(Number(shiftMs)));
        var calls = new CallRecord(callsFile, clock, (int)Number(slowPerMille), (int)Number(seed));
        try
        {
            await using var app = GatewayHost.Build(settings, services =>
            {
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
                calls.Install(services);
            });
            _ = Task.Run(() => Obey(clock));
            await GatewayHost.StartAsync(app, Console.Out);
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (DatabaseUnusableException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return 1;
        }
    }

    private static void Obey(ShiftedClock clock)
    {
        while (Console.In.ReadLine() is { } line)
        {
            if (line.StartsWith(ShiftCommand, StringComparison.Ordinal))
            {
                clock.Shift(TimeSpan.FromMilliseconds(Number(line[ShiftCommand.Length..])));
                Console.Out.WriteLine(Shifted);
            }
        }

        Environment.Exit(0);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
