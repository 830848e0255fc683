using System.Text.RegularExpressions;

namespace Pay.Client.Tests.Conventions;

internal sealed partial class ReadmeTests
{
    private static readonly string[] s_readmes = ["README.md", "sdk/Pay.Client/README.md", "sdk/Pay.Client.AspNetCore/README.md"];

    [TestCaseSource(nameof(s_readmes))]
    public void Every_block_of_a_README_is_compiled_here(string readme)
    {
        var snippets = Snippets();
        foreach (var block in Blocks(readme))
        {
            Assert.That(snippets, Does.Contain(block), $"{readme} has C# that {nameof(ReadmeSnippets)}.cs does not");
        }
    }

    [Test]
    public void Everything_that_is_compiled_here_is_in_a_README()
    {
        var blocks = s_readmes.SelectMany(Blocks).ToList();
        Assert.That(blocks, Has.Count.GreaterThan(8));
        Assert.That(Snippets(), Is.EquivalentTo(blocks));
    }

    private static List<string> Blocks(string readme)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, readme));
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
