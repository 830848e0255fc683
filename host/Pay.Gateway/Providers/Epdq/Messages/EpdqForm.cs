using System.Buffers;

namespace Pay.Gateway.Providers.Epdq.Messages;

/// <summary>Forms as ePDQ writes them: percent-encoded windows-1252 in both directions, where .NET's own encoder always takes UTF-8.</summary>
internal static class EpdqForm
{
    public const string ContentType = "application/x-www-form-urlencoded";

    private const int BytesMax = 64 * 1024;
    private const int FieldsMax = 256;

    private static readonly SearchValues<byte> Unescaped =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*-._"u8);

    /// <summary>Values must be sendable (<see cref="EpdqText.Map"/>).</summary>
    public static byte[] Write(IEnumerable<KeyValuePair<string, string>> fields)
    {
        var body = new ArrayBufferWriter<byte>();
        foreach (var (name, value) in fields)
        {
            if (body.WrittenCount > 0)
            {
                body.Write("&"u8);
            }

            WriteEscaped(body, name);
            body.Write("="u8);
            WriteEscaped(body, value);
        }

        return body.WrittenSpan.ToArray();
    }

    /// <summary><see langword="null"/>: larger than any form of ePDQ's.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>>? Read(ReadOnlySpan<byte> body)
    {
        if (body.Length > BytesMax)
        {
            return null;
        }

        var fields = new List<KeyValuePair<string, string>>();
        foreach (var range in body.Split((byte)'&'))
        {
            var field = body[range];
            if (field.IsEmpty)
            {
                continue;
            }

            if (fields.Count == FieldsMax)
            {
                return null;
            }

            var equals = field.IndexOf((byte)'=');
            fields.Add(equals < 0
                ? KeyValuePair.Create(Unescape(field), "")
                : KeyValuePair.Create(Unescape(field[..equals]), Unescape(field[(equals + 1)..])));
        }

        return fields;
    }

    private static void WriteEscaped(ArrayBufferWriter<byte> body, string text)
    {
        foreach (var value in EpdqText.Windows1252.GetBytes(text))
        {
            if (Unescaped.Contains(value))
            {
                body.Write([value]);
            }
            else if (value == ' ')
            {
                body.Write("+"u8);
            }
            else
            {
                body.Write([(byte)'%', HexDigit(value >> 4), HexDigit(value & 15)]);
            }
        }
    }

    private static byte HexDigit(int value) => "0123456789ABCDEF"u8[value];

    /// <summary>A "%" that no two hexadecimal digits follow stands for itself: the signature judges, not we.</summary>
    private static string Unescape(ReadOnlySpan<byte> escaped)
    {
        var bytes = new byte[escaped.Length];
        var length = 0;
        for (var at = 0; at < escaped.Length; at++)
        {
            if (escaped[at] == '%' && at + 2 < escaped.Length && char.IsAsciiHexDigit((char)escaped[at + 1]) && char.IsAsciiHexDigit((char)escaped[at + 2]))
            {
                bytes[length++] = Convert.FromHexString(escaped.Slice(at + 1, 2))[0];
                at += 2;
            }
            else
            {
                bytes[length++] = escaped[at] == '+' ? (byte)' ' : escaped[at];
            }
        }

        return EpdqText.Windows1252.GetString(bytes, 0, length);
    }
}
