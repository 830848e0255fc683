using System.Globalization;
using Pay.Torture.Child;
using Pay.Torture.Parts;
using Pay.Torture.Running;

// SIGKILL, file modes, limits on processes: this suite is at home on Linux.
[assembly: System.Runtime.Versioning.UnsupportedOSPlatform("windows")]

if (args is [GatewayRole.Name, .. var gateway])
{
    return await GatewayRole.RunAsync(gateway);
}

if (TortureOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(TortureOptions.Usage);
    return 2;
}

Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture, $"Pay torture: {options.Part}, seed {options.Seed} (repeat with --seed {options.Seed}), {Environment.ProcessorCount} cores"));
var tallies = await Plans.RunAsync(options, new Progress());
Table.Print(tallies);
var passed = tallies.Count(tally => tally is { Violations: 0, Skipped: null });
var skipped = tallies.Count(tally => tally is { Violations: 0, Skipped: not null });
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{passed} passed, {tallies.Count - passed - skipped} failed, {skipped} skipped"));
return passed + skipped == tallies.Count ? 0 : 1;
