using System.Text.RegularExpressions;

namespace Pay.Browser.Tests.Browsing;

internal static class Pattern
{
    /// <summary>A regular expression for Playwright, which hands it to the browser and knows few of .NET's options.</summary>
    public static Regex Of(string pattern) => new(pattern, RegexOptions.None, TimeSpan.FromSeconds(1));

    /// <summary>A text as it stands. Playwright would take stars and question marks of an address for placeholders.</summary>
    public static Regex Exactly(string text) => Of($"^{Regex.Escape(text)}$");

    /// <summary>One class among others in a <c>class</c> attribute.</summary>
    public static Regex Class(string name) => Of($"(?:^|\\s){name}(?:\\s|$)");
}
