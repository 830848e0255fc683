using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;

namespace Pay.Client.Tests.Conventions;

/// <summary>What <c>dotnet pack</c> makes. Packs what is built already where it can, into a folder that is removed afterwards.</summary>
[Category("Packages")]
internal sealed class PackageTests
{
    private string _folder = null!;

    [OneTimeSetUp]
    public async Task Pack()
    {
        _folder = Directory.CreateTempSubdirectory("pay-packages-").FullName;
        foreach (var project in new[] { "Pay.Client", "Pay.Client.AspNetCore" })
        {
            var start = new ProcessStartInfo("dotnet", ["pack", Path.Combine(Repository.Root, "sdk", project), "-c", "Release", "-o", _folder, "-nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false"])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.That(process.ExitCode, Is.Zero, await output + await error);
        }
    }

    [OneTimeTearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [TestCase("Pay.Client", "netstandard2.0", "net8.0", "net10.0")]
    [TestCase("Pay.Client.AspNetCore", "net8.0", "net10.0")]
    public void A_package_holds_documentation_and_symbols_for_every_framework(string package, params string[] frameworks)
    {
        var entries = Entries(package, "nupkg");
        Assert.That(entries, Does.Contain("README.md").And.Contain("CHANGELOG.md"));
        var symbols = Entries(package, "snupkg");
        foreach (var framework in frameworks)
        {
            Assert.That(entries, Does.Contain($"lib/{framework}/{package}.dll").And.Contain($"lib/{framework}/{package}.xml"));
            Assert.That(symbols, Does.Contain($"lib/{framework}/{package}.pdb"));
        }

        Assert.That(entries.Where(e => e.StartsWith("lib/", StringComparison.Ordinal)).ToList(), Has.Count.EqualTo(frameworks.Length * 2));
    }

    [TestCase("Pay.Client")]
    [TestCase("Pay.Client.AspNetCore")]
    public void The_README_of_a_package_is_the_one_of_the_folder(string package)
    {
        using var archive = ZipFile.OpenRead(Package(package, "nupkg"));
        using var reader = new StreamReader(archive.GetEntry("README.md")!.Open());
        Assert.That(reader.ReadToEnd(), Is.EqualTo(File.ReadAllText(Path.Combine(Repository.Root, "sdk", package, "README.md"))));
    }

    [Test]
    public void Few_packages_are_needed()
    {
        Assert.That(Dependencies("Pay.Client", "net10.0"), Is.EqualTo(new[] { "Polly.Core" }));
        Assert.That(Dependencies("Pay.Client", "net8.0"), Is.EqualTo(new[] { "Polly.Core" }));
        Assert.That(
            Dependencies("Pay.Client", ".NETStandard2.0"),
            Is.EqualTo(new[] { "Microsoft.Bcl.AsyncInterfaces", "Polly.Core", "System.Diagnostics.DiagnosticSource", "System.Text.Json" }));
        Assert.That(Dependencies("Pay.Client.AspNetCore", "net10.0"), Is.EqualTo(new[] { "Pay.Client" }));
    }

    private string Package(string package, string extension) =>
        Directory.GetFiles(_folder, $"{package}.*.{extension}").Single(f => char.IsAsciiDigit(Path.GetFileName(f)[package.Length + 1]));

    private List<string> Entries(string package, string extension)
    {
        using var archive = ZipFile.OpenRead(Package(package, extension));
        return [.. archive.Entries.Select(e => e.FullName)];
    }

    private List<string> Dependencies(string package, string framework)
    {
        using var archive = ZipFile.OpenRead(Package(package, "nupkg"));
        using var stream = archive.GetEntry(package + ".nuspec")!.Open();
        var specification = XDocument.Load(stream);
        return
        [
            .. specification.Descendants().Where(e => e.Name.LocalName == "group" && e.Attribute("targetFramework")?.Value == framework)
                .Elements().Where(e => e.Name.LocalName == "dependency").Select(e => e.Attribute("id")!.Value).Order(StringComparer.Ordinal),
        ];
    }
}
