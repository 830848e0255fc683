using System.Runtime.CompilerServices;
using NUnit.Framework;

namespace Pay.Providers.Tests.Smartpay;

/// <summary>The stand-in's README names every scenario, so that people find them.</summary>
internal sealed class SmartpayStubTests
{
    private static readonly string[] Operations = ["authorise", "capture", "refund", "cancel"];

    [Test]
    public void Names_every_mapping_file()
    {
        var readme = File.ReadAllText(Path.Combine(Folder(), "README.md"));
        var unnamed = Directory.EnumerateFiles(Path.Combine(Folder(), "mappings")).Select(file => Path.GetFileNameWithoutExtension(file)!)
            .Where(name => !readme.Contains($"`{name}`", StringComparison.Ordinal) && !readme.Contains($"`{Trouble(name)}`", StringComparison.Ordinal));

        Assert.That(unnamed, Is.Empty);
    }

    private static string Trouble(string name) =>
        Operations.Where(operation => name.StartsWith(operation + "-", StringComparison.Ordinal)).Select(operation => name[(operation.Length + 1)..]).FirstOrDefault(name);

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "Stubs", "smartpay");
}
