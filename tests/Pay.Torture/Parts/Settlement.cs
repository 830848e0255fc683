using System.Diagnostics;
using Pay.Torture.Checks;
using Pay.Torture.Load;
using Pay.Torture.Running;

namespace Pay.Torture.Parts;

/// <summary>Lets everything that was begun come to its end, and judges.</summary>
internal sealed class Settlement(Fleet fleet, Crew crew, Tally tally)
{
    /// <summary>Leases, the second question five minutes later, back-off: all are over after a few of these.</summary>
    private const int StepsMax = 12;

    private static readonly TimeSpan FirstStep = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan PastEveryPayment = TimeSpan.FromDays(6);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(120);

    /// <summary>Longer than the work loop's pause: what is due is begun within it.</summary>
    private static readonly TimeSpan StepPatience = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(40);

    public async Task RunAsync(int round, bool judgesLeases)
    {
        // What a dead one of several left behind is done by the others, before it is back.
        await fleet.ShiftAsync(FirstStep);
        await fleet.StartAllAsync(except: fleet.FirstDead());
        await ComeToRestAsync();
        await fleet.StartAllAsync();
        await crew.FinishAsync(fleet.Addresses, round);
        await ComeToRestAsync();
        await crew.FinishAsync(fleet.Addresses, round + 1);
        await ComeToRestAsync();
        fleet.ExpectAlive(tally);
        await JudgeAsync(AtRest.Rules, judgesLeases);

        await fleet.ShiftAsync(PastEveryPayment);
        await WaitAsync("SELECT count(*) FROM work", EndPatience);
        await JudgeAsync([.. AtRest.Rules, .. AtRest.AfterExpiry], judgesLeases);
    }

    /// <summary>As <see cref="RunAsync"/>, where no client knows what to expect: the books by themselves.</summary>
    public async Task ToTheEndAsync()
    {
        await fleet.ShiftAsync(FirstStep);
        await fleet.StartAllAsync();
        await ComeToRestAsync();
        await fleet.ShiftAsync(PastEveryPayment);
        await WaitAsync("SELECT count(*) FROM work", EndPatience);
        fleet.ExpectAlive(tally);
        await Judge.RulesAsync(fleet.Ground, tally, [.. Judge.Always, .. AtRest.Rules, .. AtRest.AfterExpiry]);
    }

    private async Task ComeToRestAsync()
    {
        var step = FirstStep;
        for (var i = 0; i < StepsMax; i++)
        {
            if (await WaitAsync("SELECT count(*) FROM work WHERE kind <> 'expire' AND parked_at IS NULL", StepPatience))
            {
                return;
            }

            await fleet.ShiftAsync(step);
            step *= 1.5;
        }
    }

    private async Task<bool> WaitAsync(string countSql, TimeSpan patience)
    {
        for (var since = Stopwatch.StartNew(); since.Elapsed < patience; await Task.Delay(LookEvery))
        {
            if (await fleet.Ground.LookAsync(session => session.ScalarAsync<long>(countSql)) == 0)
            {
                return true;
            }
        }

        return false;
    }

    private async Task JudgeAsync((string Rule, string Sql)[] rules, bool judgesLeases)
    {
        await Judge.RulesAsync(fleet.Ground, tally, [.. Judge.Always, .. rules]);
        await Judge.JournalAsync(fleet.Ground, tally, [.. crew.Cases]);
        await CallRules.JudgeAsync(fleet.Ground, tally, judgesLeases);
    }
}
