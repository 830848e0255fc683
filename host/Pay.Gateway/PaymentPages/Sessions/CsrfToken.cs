using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Pay.Gateway.PaymentPages.Sessions;

/// <summary>
/// Proof that a form came from a page of ours: a nonce and its MAC under the session's secret. Every page view has a new one, and
/// older ones of the same session stay good, so that two tabs and the back button work.
/// </summary>
internal static class CsrfToken
{
    public const string FieldName = "csrfToken";

    private const int NonceBytes = 16;
    private const int MacBytes = 32;

    public static string Create(ReadOnlySpan<byte> secret)
    {
        Span<byte> token = stackalloc byte[NonceBytes + MacBytes];
        RandomNumberGenerator.Fill(token[..NonceBytes]);
        HMACSHA256.HashData(secret, token[..NonceBytes], token[NonceBytes..]);
        return Base64Url.EncodeToString(token);
    }

    public static bool IsValid(string? text, ReadOnlySpan<byte> secret)
    {
        Span<byte> token = stackalloc byte[NonceBytes + MacBytes];
        if (text is null || text.Length != Base64Url.GetEncodedLength(token.Length)
            || Base64Url.DecodeFromChars(text, token, out _, out var length) != OperationStatus.Done || length != token.Length)
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[MacBytes];
        HMACSHA256.HashData(secret, token[..NonceBytes], expected);
        return CryptographicOperations.FixedTimeEquals(expected, token[NonceBytes..]);
    }
}
