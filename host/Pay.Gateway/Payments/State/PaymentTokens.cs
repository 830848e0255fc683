using System.Buffers.Binary;
using System.Security.Cryptography;
using Pay.Gateway.Accounts;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Payments;

/// <summary>What a token turned out to be when it was spent.</summary>
internal abstract record TokenOutcome
{
    /// <summary>Spent just now, by this request and by no other.</summary>
    public sealed record First(Payment Payment) : TokenOutcome;

    /// <summary>Was spent before.</summary>
    public sealed record AlreadyUsed(Payment Payment) : TokenOutcome;

    /// <summary>Never issued, or older than its seven days.</summary>
    public sealed record Unknown : TokenOutcome;
}

/// <summary>
/// The one-time tokens of <c>next_url</c>. A token is one AES block that only this installation can make: payment number, time of
/// issue, a nonce, and four zero bytes as proof. So every read of a payment hands out a fresh one without a write, and only
/// spending one is stored. Guessing a usable token succeeds about once in 2^64 tries.
/// </summary>
internal sealed class PaymentTokens(Database database, Installation installation, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private const int BlockBytes = 16;
    private const int NumberBytes = 5;
    private const int TimeAt = 5;
    private const int NonceAt = 9;
    private const int ProofAt = 12;

    private readonly ThreadLocal<Cipher> _cipher = new(() => new Cipher(installation.DeriveKey("next_url token")));

    // What is encrypted need not be random, only never the same twice; where it starts differs from process to process.
    private int _nonce = RandomNumberGenerator.GetInt32(int.MaxValue);

    public string Issue(long paymentNumber)
    {
        var cipher = _cipher.Value!;
        var block = cipher.Block.AsSpan();
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(number, paymentNumber);
        number[^NumberBytes..].CopyTo(block);
        BinaryPrimitives.WriteUInt32BigEndian(block[TimeAt..], (uint)clock.GetUtcNow().ToUnixTimeSeconds());
        BinaryPrimitives.WriteInt32BigEndian(block[NonceAt..], Interlocked.Increment(ref _nonce) << 8);
        block[ProofAt..].Clear();
        cipher.Encrypt();
        return new Guid(block).ToString("D");
    }

    /// <summary>
    /// Spends a token. Of any number of requests with the same token, on any number of processes, exactly one gets
    /// <see cref="TokenOutcome.First"/>: the unique key of <c>spent_tokens</c> decides.
    /// </summary>
    public async Task<TokenOutcome> ConsumeAsync(string token)
    {
        if (Open(token) is not { } paymentNumber)
        {
            return new TokenOutcome.Unknown();
        }

        return await database.WriteAsync<TokenOutcome>(async session =>
        {
            var payment = (await session.ListAsync(
                $"SELECT {Payment.Columns} FROM payments WHERE payment_number = @paymentNumber", new { paymentNumber }, Payment.Read)).SingleOrDefault();
            if (payment is null)
            {
                return new TokenOutcome.Unknown();
            }

            var spent = await session.ExecuteAsync(
                """
                INSERT INTO spent_tokens (token, payment_number, spent_at) VALUES (@token, @paymentNumber, @now)
                ON CONFLICT (token) DO NOTHING
                """,
                new { token = token.ToLowerInvariant(), paymentNumber, now = clock.GetUtcNow().ToUnixTimeMilliseconds() });
            return spent == 1 ? new TokenOutcome.First(payment) : new TokenOutcome.AlreadyUsed(payment);
        });
    }

    private long? Open(string token)
    {
        if (!Guid.TryParseExact(token, "D", out var guid))
        {
            return null;
        }

        var cipher = _cipher.Value!;
        guid.TryWriteBytes(cipher.Block);
        cipher.Decrypt();
        var block = cipher.Block.AsSpan();
        if (block[ProofAt..].ContainsAnyExcept((byte)0))
        {
            return null;
        }

        // A clock that jumped back must not lock payers out, so the age counts in either direction.
        var issuedAt = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(block[TimeAt..]));
        if ((clock.GetUtcNow() - issuedAt).Duration() > Lifetime)
        {
            return null;
        }

        Span<byte> number = stackalloc byte[sizeof(long)];
        number.Clear();
        block[..NumberBytes].CopyTo(number[^NumberBytes..]);
        return BinaryPrimitives.ReadInt64BigEndian(number);
    }

    /// <summary>One thread's cipher and the block that it works on: set up once, not for every token.</summary>
    private sealed class Cipher
    {
        private readonly ICryptoTransform _encryptor;
        private readonly ICryptoTransform _decryptor;

        public Cipher(byte[] key)
        {
            using var aes = Aes.Create();
            aes.Mode = CipherMode.ECB;
            aes.Padding = PaddingMode.None;
            aes.Key = key;
            _encryptor = aes.CreateEncryptor();
            _decryptor = aes.CreateDecryptor();
        }

        public byte[] Block { get; } = new byte[BlockBytes];

        public void Encrypt() => _encryptor.TransformBlock(Block, 0, BlockBytes, Block, 0);

        public void Decrypt() => _decryptor.TransformBlock(Block, 0, BlockBytes, Block, 0);
    }
}
