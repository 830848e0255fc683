using System.Globalization;
using Pay.Gateway.Reliability;
using Pay.Torture.Running;

namespace Pay.Torture.Checks;

/// <summary>What was sent to the provider, from the record outside of the database.</summary>
internal static class CallRules
{
    /// <summary>Between taking a lease and the call there is some work, and on a busy machine some waiting.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    /// <param name="ground">Whose record.</param>
    /// <param name="tally">Where findings go.</param>
    /// <param name="leases">Whether clocks only went forward together, so that the time between two calls says something.</param>
    public static async Task JudgeAsync(Ground ground, Tally tally, bool leases)
    {
        var written = (await ground.LookAsync(session => session.ListAsync<string>("SELECT operation_id FROM provider_operations"))).ToHashSet(StringComparer.Ordinal);
        var lines = ground.CallsFiles.SelectMany(File.ReadLines);
        var calls = lines.Select(Parse).Where(call => call.Kind != "query").OrderBy(call => call.At);
        foreach (var operation in calls.GroupBy(call => call.OperationId, StringComparer.Ordinal))
        {
            var sent = operation.ToList();
            var what = $"{sent[0].Kind} {operation.Key}: " + string.Join(", ", sent.Select(call =>
                string.Create(CultureInfo.InvariantCulture, $"attempt {call.Attempt} by {call.Process} at {call.At:O}")));
            tally.Check(written.Contains(operation.Key), $"the provider was told something that was not written down first: {what}");
            tally.Check(sent.Select(call => call.Attempt).Distinct().Count() == sent.Count, $"the provider was told twice by one holder of the work: {what}");
            if (leases)
            {
                tally.Check(
                    sent.Zip(sent.Skip(1)).All(pair => pair.Second.At - pair.First.At >= Work.Lease - Slack), $"work was taken from its holder before the lease was over: {what}");
            }
        }
    }

    private static Call Parse(string line)
    {
        var words = line.Split(' ');
        return new Call(
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(words[0], CultureInfo.InvariantCulture)), words[1], words[2], words[3],
            int.Parse(words[4], CultureInfo.InvariantCulture));
    }

    private sealed record Call(DateTimeOffset At, string Process, string Kind, string OperationId, int Attempt);
}
