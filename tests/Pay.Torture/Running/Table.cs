using System.Globalization;

namespace Pay.Torture.Running;

/// <summary>The table at the end.</summary>
internal static class Table
{
    private const string Violations = "violations";

    public static string Heading(Count what) => what switch
    {
        Count.LostAnswers => "lost answers",
        _ => what.ToString().ToLowerInvariant(),
    };

    public static void Print(IReadOnlyList<Tally> tallies)
    {
        var columns = Enum.GetValues<Count>();
        List<string[]> rows = [["part", .. columns.Select(Heading), Violations]];
        rows.AddRange(tallies.Select(tally => (string[])
            [tally.Part, .. columns.Select(what => Number(tally[what])), tally.Skipped is null ? Number(tally.Violations) : "skipped"]));
        if (tallies.Count > 1)
        {
            rows.Add(["all", .. columns.Select(what => Number(tallies.Sum(tally => tally[what]))), Number(tallies.Sum(tally => tally.Violations))]);
        }

        var widths = rows[0].Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        Console.WriteLine();
        foreach (var row in rows)
        {
            Console.WriteLine(string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))));
        }
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
