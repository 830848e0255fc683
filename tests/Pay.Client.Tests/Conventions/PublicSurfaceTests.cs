using System.Reflection;
using Pay.Client.AspNetCore;

namespace Pay.Client.Tests.Conventions;

internal sealed class PublicSurfaceTests
{
    private static IEnumerable<TestCaseData> Packages()
    {
        yield return new TestCaseData(typeof(PayClient).Assembly).SetArgDisplayNames("Pay.Client");
        yield return new TestCaseData(typeof(PaymentReturnEndpoint).Assembly).SetArgDisplayNames("Pay.Client.AspNetCore");
    }

    [TestCaseSource(nameof(Packages))]
    public void The_public_surface_is_the_one_that_was_accepted(Assembly assembly)
    {
        var path = Path.Combine(Repository.Tests, "Conventions", assembly.GetName().Name + ".surface.txt");
        var actual = PublicSurface.Of(assembly);
        if (Environment.GetEnvironmentVariable("PAY_ACCEPT_PUBLIC_SURFACE") == "1")
        {
            File.WriteAllText(path, actual);
        }

        var accepted = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        var added = actual.Split('\n').Except(accepted.Split('\n'), StringComparer.Ordinal);
        var removed = accepted.Split('\n').Except(actual.Split('\n'), StringComparer.Ordinal);
        Assert.That(
            actual,
            Is.EqualTo(accepted),
            $"""
            The public surface of {assembly.GetName().Name} is not that of {Path.GetFileName(path)}.
            Added:
            {string.Join('\n', added)}
            Removed, which breaks those who use it:
            {string.Join('\n', removed)}
            If that is intended, run the tests once with PAY_ACCEPT_PUBLIC_SURFACE=1, look at the difference of the file, and commit it.
            """);
    }
}
