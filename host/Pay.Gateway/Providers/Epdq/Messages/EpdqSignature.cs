using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Pay.Gateway.Providers.Epdq.Messages;

/// <summary>
/// ePDQ's SHASIGN (epdq.md section 3): names in upper case, sorted as bytes, each followed by "=", its value and the passphrase; the SHA-512
/// of that in UTF-8. Empty values are left out.
/// </summary>
internal static class EpdqSignature
{
    public const string FieldName = "SHASIGN";

    public static string Of(IEnumerable<KeyValuePair<string, string>> fields, string passphrase) => Convert.ToHexString(Hash(fields, passphrase));

    /// <summary>Whether <paramref name="claimed"/> is the signature of the fields. Never right without a passphrase: anybody could make that one.</summary>
    public static bool IsRight(string claimed, IEnumerable<KeyValuePair<string, string>> fields, string? passphrase)
    {
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        return !string.IsNullOrEmpty(passphrase)
            && claimed.Length == 2 * SHA512.HashSizeInBytes
            && Convert.FromHexString(claimed, hash, out _, out _) == OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(hash, Hash(fields, passphrase));
    }

    private static byte[] Hash(IEnumerable<KeyValuePair<string, string>> fields, string passphrase)
    {
        // Upper case comes before sorting: browserTimezone stands among BRAND and CARDNO.
        var sorted = fields
            .Where(field => field.Value.Length > 0)
            .Select(field => KeyValuePair.Create(field.Key.ToUpperInvariant(), field.Value))
            .OrderBy(field => field.Key, StringComparer.Ordinal);
        var text = new StringBuilder();
        foreach (var (name, value) in sorted)
        {
            text.Append(name).Append('=').Append(value).Append(passphrase);
        }

        return SHA512.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
