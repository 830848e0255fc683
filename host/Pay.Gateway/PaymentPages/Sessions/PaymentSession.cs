using System.Security.Cryptography;
using System.Text;

namespace Pay.Gateway.PaymentPages.Sessions;

/// <summary>One payment that a browser may see.</summary>
internal sealed record PaymentSessionEntry(string PaymentId, DateTimeOffset CreatedAt, DateTimeOffset LastAccessedAt)
{
    /// <summary>The payer has been sent back to the service.</summary>
    public bool Terminal { get; init; }

    /// <summary>Since when the payer has been looking at a waiting page.</summary>
    public DateTimeOffset? WaitingSince { get; init; }
}

/// <summary>
/// What a payer's browser keeps for the payment pages: the payments that it opened, and the secret behind its form tokens. No
/// card data and nothing about the payer. Several payments may be open at once, in tabs.
/// </summary>
internal sealed class PaymentSession
{
    public const int PaymentsMax = 10;

    private const byte FormatVersion = 1;
    private const int SecretBytes = 32;
    private const int PaymentIdLengthMax = 64;
    private static readonly TimeSpan Old = TimeSpan.FromHours(24);
    private static readonly TimeSpan PaymentLifetime = TimeSpan.FromMinutes(90);

    private readonly byte[] _secret;
    private readonly List<PaymentSessionEntry> _entries;

    private PaymentSession(byte[] secret, List<PaymentSessionEntry> entries) => (_secret, _entries) = (secret, entries);

    public IReadOnlyList<PaymentSessionEntry> Entries => _entries;

    public ReadOnlySpan<byte> Secret => _secret;

    /// <summary>The browser's cookie does not say this yet.</summary>
    public bool Changed { get; private set; }

    public static PaymentSession New() => new(RandomNumberGenerator.GetBytes(SecretBytes), []) { Changed = true };

    public PaymentSessionEntry? Find(string paymentId) => _entries.Find(entry => entry.PaymentId == paymentId);

    /// <summary>Lets the browser see a payment, and forgets another one when there are too many.</summary>
    public void Add(string paymentId, DateTimeOffset now)
    {
        if (Find(paymentId) is { } known)
        {
            Update(known with { LastAccessedAt = now });
            return;
        }

        if (_entries.Count >= PaymentsMax)
        {
            _entries.Remove(ToForget(now));
        }

        _entries.Add(new PaymentSessionEntry(paymentId, now, now));
        Changed = true;
    }

    public void Update(PaymentSessionEntry entry)
    {
        _entries[_entries.FindIndex(known => known.PaymentId == entry.PaymentId)] = entry;
        Changed = true;
    }

    public byte[] ToBytes(DateTimeOffset expiresAt)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8))
        {
            writer.Write(FormatVersion);
            writer.Write(expiresAt.ToUnixTimeSeconds());
            writer.Write(_secret);
            writer.Write((byte)_entries.Count);
            foreach (var entry in _entries)
            {
                writer.Write(entry.PaymentId);
                writer.Write(entry.CreatedAt.ToUnixTimeSeconds());
                writer.Write(entry.LastAccessedAt.ToUnixTimeSeconds());
                writer.Write(entry.Terminal);
                writer.Write(entry.WaitingSince?.ToUnixTimeSeconds() ?? 0);
            }
        }

        return bytes.ToArray();
    }

    /// <summary><see langword="null"/>: not a session, of another format, or over.</summary>
    public static PaymentSession? FromBytes(byte[] bytes, DateTimeOffset now)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
            if (reader.ReadByte() != FormatVersion || reader.ReadInt64() <= now.ToUnixTimeSeconds())
            {
                return null;
            }

            var secret = reader.ReadBytes(SecretBytes);
            int count = reader.ReadByte();
            var entries = new List<PaymentSessionEntry>(PaymentsMax);
            while (entries.Count < Math.Min(count, PaymentsMax))
            {
                entries.Add(ReadEntry(reader));
            }

            return secret.Length == SecretBytes ? new PaymentSession(secret, entries) : null;
        }
        catch (Exception e) when (e is IOException or ArgumentException or FormatException)
        {
            return null;
        }
    }

    private static PaymentSessionEntry ReadEntry(BinaryReader reader)
    {
        var paymentId = reader.ReadString();
        if (paymentId.Length > PaymentIdLengthMax)
        {
            throw new FormatException("A payment id in a session is too long.");
        }

        var entry = new PaymentSessionEntry(
            paymentId,
            DateTimeOffset.FromUnixTimeSeconds(reader.ReadInt64()),
            DateTimeOffset.FromUnixTimeSeconds(reader.ReadInt64()))
        {
            Terminal = reader.ReadBoolean(),
        };
        var waitingSince = reader.ReadInt64();
        return waitingSince == 0 ? entry : entry with { WaitingSince = DateTimeOffset.FromUnixTimeSeconds(waitingSince) };
    }

    // The one that is least likely to be missed; of several, the one that was used longest ago.
    private PaymentSessionEntry ToForget(DateTimeOffset now)
    {
        var leastRecentFirst = _entries.OrderBy(entry => entry.LastAccessedAt).ThenBy(entry => entry.CreatedAt).ToList();
        return leastRecentFirst.Find(entry => now - entry.CreatedAt > Old)
            ?? leastRecentFirst.Find(entry => entry.Terminal)
            ?? leastRecentFirst.Find(entry => now - entry.CreatedAt > PaymentLifetime)
            ?? leastRecentFirst[0];
    }
}
