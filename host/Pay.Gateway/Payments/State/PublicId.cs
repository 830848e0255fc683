using System.Security.Cryptography;

namespace Pay.Gateway.Payments;

/// <summary>Ids of payments, refunds and keys: 26 characters of lower-case base32hex, 130 random bits.</summary>
internal static class PublicId
{
    private const int Length = 26;
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuv";

    private static readonly System.Buffers.SearchValues<char> Characters = System.Buffers.SearchValues.Create(Alphabet);

    public static string New() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>
    /// Whether a text out of an address can be an id at all. What cannot be one is not looked up: somebody's card number in the wrong
    /// place would reach the database server with the question, and its log with it (money rule 7).
    /// </summary>
    public static bool IsWellFormed(string text) => text.Length == Length && !text.AsSpan().ContainsAnyExcept(Characters);

    /// <summary>Unpadded lower-case base32hex of some bytes.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new char[((bytes.Length * 8) + 4) / 5];
        int buffer = 0, bits = 0, at = 0;
        foreach (var value in bytes)
        {
            buffer = (buffer << 8) | value;
            bits += 8;
            while (bits >= 5)
            {
                bits -= 5;
                text[at++] = Alphabet[(buffer >> bits) & 31];
            }
        }

        if (bits > 0)
        {
            text[at] = Alphabet[(buffer << (5 - bits)) & 31];
        }

        return new string(text);
    }
}
