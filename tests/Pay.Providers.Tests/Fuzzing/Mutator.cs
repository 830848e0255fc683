using System.Text;

namespace Pay.Providers.Tests.Fuzzing;

/// <summary>
/// Makes broken documents out of valid ones. Everything follows from the seed: the same seed makes the same document on every machine.
/// </summary>
internal sealed class Mutator(ulong seed)
{
    private const int BytesMax = 64 * 1024;

    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "<!DOCTYPE a [<!ENTITY b \"bbbbbbbbbbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;\">]>",
            "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>", "<!DOCTYPE a SYSTEM \"http://127.0.0.1:9/a.dtd\">", "&d;", "&x;", "&amp;", "&#0;", "&#xD800;",
            "<?xml version=\"1.0\" encoding=\"UTF-16\"?>", "<?xml version=\"1.1\"?>", "<?xml version=\"1.0\" encoding=\"windows-1252\"?>",
            "<?xml version=\"1.0\" encoding=\"utf-7\"?>", "<?xml version=\"1.0\" encoding=\"nonsense\"?>", "encoding=\"ebcdic-cp-us\"",
            "<![CDATA[", "]]>", "<!--", "-->", "<?", "?>", "<a>", "</a>", "/>", " xmlns=\"urn:x\"", " xmlns:a=\"\"", "<a:b>", "a=\"b\" ",
            "{", "}", "[", "]", "\"", ":", ",", "null", "true", "{}", "[]", "\\ud800", "\\u0000", "\\", "\"\":", "//", "/*",
            "0", "-1", "1e9999", "1E-7", "0.1", "12.505", "1250.00", "9223372036854775808", "-9223372036854775808", "2147483648", "99999999999999999999999999", "NaN", "Infinity", "0x10", "+1", "١٢",
            "&", "=", "%", "%00", "%zz", "%C3%28", "+", ";", "\r\n", "\n\n", "\t", "\0", "\uFEFF", "\uFFFE", "\u202E", "😀", "İ", "ß",
            "AUTHORISED", "CAPTURED", "REFUSED", "Authorised", "succeeded", "requires_capture", "9", "5", "GBP", "USD", "gbp",
            "4444333322221111", "4242424242424242",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF, 0xFE], [0xFE, 0xFF], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0x00, 0x3C], [0x80], [0x1A],
        .. new[] { "<a>", "[", "{\"a\":", "<a b=\"", "&a=b" }.Select(piece => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(piece, 200)))),
        Encoding.UTF8.GetBytes($"<a {string.Concat(Enumerable.Range(0, 200).Select(i => $"a{i}=\"b\" "))}/>"),
        Encoding.UTF8.GetBytes(new string('A', 20_000)), Encoding.UTF8.GetBytes(new string('9', 400)), Encoding.UTF8.GetBytes($"\"{new string(' ', 5_000)}\""),
    ];

    private ulong _state = seed;

    /// <summary>A number from 0 up to, not including, the given one (SplitMix64).</summary>
    public int Next(int below)
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;
        return (int)(z % (ulong)below);
    }

    /// <summary>One of the documents with one to four things wrong with it, sometimes many more.</summary>
    public byte[] Break(IReadOnlyList<byte[]> documents)
    {
        var bytes = documents[Next(documents.Count)];
        for (var left = Next(16) == 0 ? Next(40) + 1 : Next(4) + 1; left > 0; left--)
        {
            bytes = BreakOnce(bytes, documents);
            bytes = bytes.Length > BytesMax ? bytes[..BytesMax] : bytes;
        }

        return bytes;
    }

    /// <summary>As with documents, but one text.</summary>
    public string Break(string text) => Encoding.UTF8.GetString(Break([Encoding.UTF8.GetBytes(text)]));

    private byte[] BreakOnce(byte[] bytes, IReadOnlyList<byte[]> documents)
    {
        var (from, to) = Range(bytes.Length);
        switch (Next(12))
        {
            case 0: // a bit flipped
                return Replace(bytes, from, from < bytes.Length ? from + 1 : from, from < bytes.Length ? [(byte)(bytes[from] ^ (1 << Next(8)))] : [(byte)Next(256)]);
            case 1: // a byte of any kind
                return Replace(bytes, from, from, [(byte)Next(256)]);
            case 2: // a part missing
                return Replace(bytes, from, to, []);
            case 3: // the end missing
                return bytes[..from];
            case 4: // a part twice
                return Replace(bytes, to, to, bytes[from..to]);
            case 5: // a part elsewhere
                var at = Next(bytes.Length + 1);
                return Replace(bytes, at, at, bytes[from..to]);
            case 6: // the end of another document
                var other = documents[Next(documents.Count)];
                return [.. bytes[..from], .. other[Next(other.Length + 1)..]];
            case 7: // a number changed
                return ChangeDigit(bytes, from);
            case 8: // a part overwritten
                return Replace(bytes, from, to, Tokens[Next(Tokens.Length)]);
            case 9: // a quoted value replaced, so that the document stays well-formed
                return ReplaceQuoted(bytes, from);
            default: // something foreign in it
                return Replace(bytes, from, from, Tokens[Next(Tokens.Length)]);
        }
    }

    private (int From, int To) Range(int length)
    {
        var from = Next(length + 1);
        return (from, from + Next(Math.Min(length - from, 64) + 1));
    }

    private byte[] ChangeDigit(byte[] bytes, int from)
    {
        var at = bytes.AsSpan(from).IndexOfAnyInRange((byte)'0', (byte)'9');
        return at < 0 ? bytes : Replace(bytes, from + at, from + at + 1, [(byte)('0' + Next(10))]);
    }

    private byte[] ReplaceQuoted(byte[] bytes, int from)
    {
        var start = bytes.AsSpan(from).IndexOf((byte)'"');
        var length = start < 0 ? -1 : bytes.AsSpan(from + start + 1).IndexOf((byte)'"');
        return length < 0 ? bytes : Replace(bytes, from + start + 1, from + start + 1 + length, Tokens[Next(Tokens.Length)]);
    }

    private static byte[] Replace(byte[] bytes, int from, int to, byte[] with) => [.. bytes[..from], .. with, .. bytes[to..]];
}
