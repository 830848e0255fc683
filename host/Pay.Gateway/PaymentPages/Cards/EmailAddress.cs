namespace Pay.Gateway.PaymentPages.Cards;

/// <summary>Whether a text has the form of an e-mail address that confirmations can be sent to.</summary>
internal static class EmailAddress
{
    public const int LengthMax = 254;

    private const int LabelLengthMax = 62;
    private const int TopLevelLengthMin = 2;
    private const int TopLevelLengthMax = 63;
    private const string LocalPartSigns = ".!#$%&'*+/=?^_`{|}~-";

    public static bool IsWellFormed(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (text.Length > LengthMax || at < 1 || at != text.LastIndexOf('@') || text.Contains("..", StringComparison.Ordinal))
        {
            return false;
        }

        var labels = text[(at + 1)..].Split('.');
        return text[..at].All(character => char.IsAsciiLetterOrDigit(character) || LocalPartSigns.Contains(character, StringComparison.Ordinal))
            && labels.Length >= 2
            && labels[..^1].All(IsLabel)
            && IsTopLevel(labels[^1]);
    }

    private static bool IsLabel(string label) =>
        label.Length is >= 1 and <= LabelLengthMax
        && IsOfName(label[0]) && IsOfName(label[^1])
        && label.All(character => IsOfName(character) || character == '-');

    private static bool IsTopLevel(string label) =>
        label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase)
            ? label.Length > "xn--".Length && IsLabel(label)
            : label.Length is >= TopLevelLengthMin and <= TopLevelLengthMax && label.All(character => IsOfName(character) && !char.IsNumber(character));

    // International names too: letters, digits and marks of any script (surrogates: those beyond the first plane).
    private static bool IsOfName(char character) =>
        char.IsAscii(character)
            ? char.IsAsciiLetterOrDigit(character)
            : char.IsLetterOrDigit(character) || char.IsSurrogate(character)
                || char.GetUnicodeCategory(character) is System.Globalization.UnicodeCategory.NonSpacingMark
                    or System.Globalization.UnicodeCategory.SpacingCombiningMark;
}
