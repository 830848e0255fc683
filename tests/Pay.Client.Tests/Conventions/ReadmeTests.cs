using System.Text.RegularExpressions;

namespace Pay.Client.Tests.Conventions;

internal sealed partial class ReadmeTests
{
    private static readonly string[] s_packages = ["Pay.Client", "Pay.Client.AspNetCore"];

    [TestCaseSource(nameof(s_packages))]
    public void Every_block_of_a_README_is_compiled_here(string package)
    {
        var snippets = Snippets();
        foreach (var block in Blocks(package))
        {
            Assert.That(snippets, Does.Contain(block), $"sdk/{package}/README.md has C# that {nameof(ReadmeSnippets)}.cs does not");
        }
    }

    [Test]
    public void Everything_that_is_compiled_here_is_in_a_README()
    {
        var blocks = s_packages.SelectMany(Blocks).ToList();
        Assert.That(blocks, Has.Count.GreaterThan(8));
        Assert.That(Snippets(), Is.EquivalentTo(blocks));
    }

    private static List<string> Blocks(string package)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "sdk", package, "README.md"));
        return [.. BlockPattern().Matches(text).Select(m => m.Groups["code"].Value.TrimEnd())];
    }

    private static List<string> Snippets()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Tests, "Conventions", "ReadmeSnippets.cs"));
        return [.. SnippetPattern().Matches(text).Select(m => Dedent(m.Groups["code"].Value))];
    }

    private static string Dedent(string code) =>
        string.Join('\n', code.TrimEnd().Split('\n').Select(line => line.StartsWith("        ", StringComparison.Ordinal) ? line[8..] : line));

    [GeneratedRegex(@"```csharp\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex BlockPattern();

    [GeneratedRegex(@"^ *// snippet\n(?<code>.*?)^ *// end\n", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex SnippetPattern();
}
