using System.Globalization;
using NUnit.Framework;
using Pay.Providers.Testing;

namespace Pay.Providers.Tests.Fuzzing;

/// <summary>
/// Broken documents for every parser of every adapter that has a contract suite here. <c>PAY_FUZZ_INPUTS</c> and <c>PAY_FUZZ_SEED</c> make it
/// long, or another one; README.md has the commands.
/// </summary>
internal sealed class FuzzTests
{
    private const int InputsOfANormalRun = 3_000;

    // Not a limit on speed: nothing that reads 64 KB takes this long unless it never ends.
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(30);

    private static readonly int Inputs = Number("PAY_FUZZ_INPUTS", InputsOfANormalRun);
    private static readonly int Seed = Number("PAY_FUZZ_SEED", 20_260_301);

    private static IEnumerable<TestCaseData> Targets() =>
        from suite in ContractSuites.All
        from name in FuzzTarget.NamesOf(suite.CreateScript())
        select new TestCaseData(suite.GetType(), name).SetArgDisplayNames(suite.GetType().Name, name);

    [TestCaseSource(nameof(Targets))]
    public async Task Reads_whatever_comes(Type suiteType, string name)
    {
        var suite = (PspAdapterContract)Activator.CreateInstance(suiteType)!;
        var target = await FuzzTarget.CreateAsync(name, suite.CreateAdapter(), suite.CreateScript());
        var progress = 0;
        var work = Task.Factory.StartNew(
            () =>
            {
                for (; progress < Inputs; progress++)
                {
                    Read(target, progress);
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

        for (var seen = -1; await Task.WhenAny(work, Task.Delay(Hang)) != work; seen = progress)
        {
            Assert.That(Volatile.Read(ref progress), Is.Not.EqualTo(seen), $"{Where(progress)} has not ended");
        }

        await work;
    }

    private static void Read(FuzzTarget target, int input)
    {
        string? complaint;
        try
        {
            complaint = target.Run(new Mutator(((ulong)(uint)Seed << 32) + (ulong)input));
        }
        catch (Exception fault)
        {
            throw new AssertionException($"{Where(input)} threw {fault.GetType().Name}", fault);
        }

        if (complaint is not null)
        {
            throw new AssertionException($"{Where(input)}: {complaint}");
        }
    }

    private static string Where(int input) => string.Create(CultureInfo.InvariantCulture, $"input {input} of seed {Seed}");

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : otherwise;
}
