using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Builders;

namespace Pay.Providers.Testing;

/// <summary>Which cases a test of the suite has; it depends on the adapter's script, which is why it is asked when tests are looked for.</summary>
internal enum CaseKind
{
    /// <summary>Every operation that the PSP has.</summary>
    Operations,

    /// <summary>Every operation that sends something, with every fault.</summary>
    Faults,

    /// <summary>Every case of the script.</summary>
    Script,

    /// <summary>Every sample of a notification.</summary>
    Notifications,
}

/// <summary>One test for each case.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CasesAttribute(CaseKind kind) : NUnitAttribute, ITestBuilder
{
    private readonly NUnitTestCaseBuilder _builder = new();

    public IEnumerable<TestMethod> BuildFrom(IMethodInfo method, Test? suite)
    {
        if (method.TypeInfo.IsAbstract)
        {
            return [];
        }

        PspScript script;
        try
        {
            script = ((PspAdapterContract)Activator.CreateInstance(method.TypeInfo.Type)!).CreateScript();
        }
        catch (Exception fault)
        {
            var broken = new TestCaseParameters { RunState = RunState.NotRunnable };
            broken.Properties.Set(PropertyNames.SkipReason, $"CreateScript failed: {fault}");
            return [_builder.BuildTestMethod(method, suite, broken)];
        }

        return ArgumentsOf(script).Select(arguments => _builder.BuildTestMethod(method, suite, new TestCaseParameters(arguments))).ToList();
    }

    private IEnumerable<object[]> ArgumentsOf(PspScript script)
    {
        var operations = Enum.GetValues<PspOperation>().Where(operation => script.Of(operation) is not null).ToList();
        return kind switch
        {
            CaseKind.Operations => operations.Select(operation => new object[] { operation }),
            CaseKind.Faults when script.SendsNothing => [],
            CaseKind.Faults =>
                from operation in operations
                from fault in Enum.GetValues<WireFault>()
                where fault != WireFault.OtherOrder || script.Of(operation)!.OtherOrder is not null
                select new object[] { operation, fault },
            CaseKind.Script =>
                from operation in operations
                from each in script.Of(operation)!.Cases
                select new object[] { operation, each.Name },
            CaseKind.Notifications => script.Notifications.Select(sample => new object[] { sample.Name }),
            _ => [],
        };
    }
}
