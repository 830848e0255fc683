using System.Globalization;
using System.Text;

namespace Pay.Gateway.Providers.Epdq.Messages;

/// <summary>
/// Brings text into windows-1252, in which ePDQ's forms travel. That has to happen before the text is signed: the hash is taken over the
/// UTF-8 bytes of what the form says, so a letter that became "?" afterwards would make the signature wrong (epdq.md section 2).
/// </summary>
internal static class EpdqText
{
    private const char Unknown = '?';

    /// <summary>ePDQ's character set.</summary>
    public static Encoding Windows1252 { get; } = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>Whether the text can be sent as it is.</summary>
    public static bool IsSendable(string text) => text.All(IsSendable);

    /// <summary>The nearest text that can be sent: letters lose marks that windows-1252 lacks, controls become blanks, the rest "?".</summary>
    public static string Map(string text)
    {
        var mapped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            Append(mapped, rune);
        }

        return mapped.ToString();
    }

    /// <summary>As <see cref="Map"/>, cut to a parameter's length: a payment does not fail because a name is long.</summary>
    public static string Cut(string? text, int charactersMax)
    {
        var mapped = Map(text ?? "").Trim();
        return mapped.Length <= charactersMax ? mapped : mapped[..charactersMax].TrimEnd();
    }

    /// <summary>As <see cref="Map"/>, or empty where the text is longer: for what would be wrong if it were cut.</summary>
    public static string WholeOrNothing(string? text, int charactersMax)
    {
        var mapped = Map(text ?? "").Trim();
        return mapped.Length <= charactersMax ? mapped : "";
    }

    private static bool IsSendable(char character) =>
        character is >= ' ' and <= '~' or >= '\u00A0' and <= '\u00FF' || EpdqLetters.Windows1252Extras.Contains(character, StringComparison.Ordinal);

    private static void Append(StringBuilder mapped, Rune rune)
    {
        if (!rune.IsBmp)
        {
            mapped.Append(Unknown);
            return;
        }

        var character = (char)rune.Value;
        if (IsSendable(character))
        {
            mapped.Append(character);
        }
        else if (EpdqLetters.WithoutMarks(character) is { } letter)
        {
            mapped.Append(letter);
        }
        else
        {
            AppendOther(mapped, character);
        }
    }

    private static void AppendOther(StringBuilder mapped, char character)
    {
        switch (char.GetUnicodeCategory(character))
        {
            case UnicodeCategory.NonSpacingMark:
                if (mapped.Length > 0 && EpdqLetters.WithMark(mapped[^1], character) is { } composed)
                {
                    mapped[^1] = composed;
                }

                break;
            case UnicodeCategory.Format:
                break;
            case UnicodeCategory.Control or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                mapped.Append(' ');
                break;
            case UnicodeCategory.DashPunctuation:
                mapped.Append('-');
                break;
            default:
                mapped.Append(Unknown);
                break;
        }
    }
}
