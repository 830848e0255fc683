using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Pay.Gateway.Providers.Stripe.Webhooks;

/// <summary>
/// The header <c>Stripe-Signature</c>: a time and signatures over that time and the body's bytes (stripe.md section 6). Schemes other than
/// <c>v1</c> prove nothing.
/// </summary>
internal sealed class StripeSignature
{
    private const int HeaderLengthMax = 4096;
    private const int SignaturesMax = 16;
    private const int TimeDigitsMax = 12;
    private const long ToleranceSeconds = 300;

    private readonly string _time;
    private readonly List<byte[]> _signatures;

    private StripeSignature(string time, List<byte[]> signatures)
    {
        _time = time;
        _signatures = signatures;
    }

    /// <returns><see langword="null"/>: no header, no single time, or no signature.</returns>
    public static StripeSignature? Read(string? header)
    {
        if (header is null or { Length: > HeaderLengthMax })
        {
            return null;
        }

        string? time = null;
        var signatures = new List<byte[]>();
        foreach (var part in header.Split(','))
        {
            var (name, value) = part.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? (part[..at].Trim(), part[(at + 1)..].Trim()) : ("", "");
            if (name == "t")
            {
                if (time is not null || value.Length is 0 or > TimeDigitsMax || !value.All(char.IsAsciiDigit))
                {
                    return null;
                }

                time = value;
            }
            else if (name == "v1")
            {
                signatures.Add(Encoding.UTF8.GetBytes(value));
            }
        }

        return time is null || signatures.Count is 0 or > SignaturesMax ? null : new StripeSignature(time, signatures);
    }

    /// <summary>Whether it was made within five minutes of now: an old one may be somebody's recording.</summary>
    public bool IsFresh(DateTimeOffset now) =>
        Math.Abs(now.ToUnixTimeSeconds() - long.Parse(_time, CultureInfo.InvariantCulture)) <= ToleranceSeconds;

    /// <summary>Whether one of the signatures was made with the secret, its prefix <c>whsec_</c> included.</summary>
    public bool IsBy(string secret, ReadOnlyMemory<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.UTF8.GetBytes(_time + "."));
        hmac.AppendData(body.Span);
        var expected = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hmac.GetHashAndReset()));
        var isFound = false;
        foreach (var signature in _signatures)
        {
            isFound |= CryptographicOperations.FixedTimeEquals(expected, signature);
        }

        return isFound;
    }
}
