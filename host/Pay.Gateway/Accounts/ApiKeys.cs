using System.Security.Cryptography;
using System.Text;
using Pay.Gateway.Payments;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Accounts;

/// <summary>An API key as operators see it; the key itself is shown once and stored only as a hash.</summary>
internal sealed class ApiKeyListing
{
    public string KeyId { get; init; } = "";
    public string AccountId { get; init; } = "";
    public string Description { get; init; } = "";

    /// <summary>Milliseconds since 1970 UTC, as is <see cref="RevokedAt"/>.</summary>
    public long CreatedAt { get; init; }
    public long? RevokedAt { get; init; }
}

/// <summary>
/// API keys: a token with 130 random bits behind the prefix of its account type, followed by a checksum, so that a mistyped or
/// truncated key is refused without asking the database (api.md section 3).
/// </summary>
internal sealed class ApiKeys(Database database, Installation installation, TimeProvider clock)
{
    private const int ChecksumLength = 32;

    private readonly Lazy<byte[]> _checksumKey = new(() => installation.DeriveKey("api key checksum"));

    /// <summary>Makes a key and returns it together with its id. There is no way to see it again.</summary>
    public async Task<(string KeyId, string Key)> CreateAsync(Account account, string description)
    {
        var token = (account.Type == AccountType.Live ? "api_live_" : "api_test_") + PublicId.New();
        var keyId = PublicId.New();
        await database.WriteAsync(session => session.ExecuteAsync(
            """
            INSERT INTO api_keys (key_id, account_number, description, token_hash, created_at)
            VALUES (@keyId, @accountNumber, @description, @hash, @createdAt)
            """,
            new
            {
                keyId,
                accountNumber = account.Number,
                description,
                hash = Hash(token),
                createdAt = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            }));
        return (keyId, token + Checksum(token));
    }

    public ValueTask<List<ApiKeyListing>> ListAsync() => database.ReadAsync(async session => await session.ListAsync<ApiKeyListing>(
        """
        SELECT api_keys.key_id, accounts.account_id, api_keys.description, api_keys.created_at, api_keys.revoked_at
        FROM api_keys JOIN accounts ON accounts.account_number = api_keys.account_number
        ORDER BY api_keys.key_number
        """));

    /// <summary><see langword="false"/>: there is no such key, or it is revoked already.</summary>
    public async Task<bool> RevokeAsync(string keyId) => await database.WriteAsync(session => session.ExecuteAsync(
        "UPDATE api_keys SET revoked_at = @now WHERE key_id = @keyId AND revoked_at IS NULL",
        new { keyId, now = clock.GetUtcNow().ToUnixTimeMilliseconds() })) == 1;

    /// <summary>Whether the text has the form of a key of this installation. Costs no look-up.</summary>
    public bool IsWellFormed(string key)
    {
        if (key.Length <= ChecksumLength || !Ascii.IsValid(key))
        {
            return false;
        }

        var token = key[..^ChecksumLength];
        return CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Checksum(token)), Encoding.ASCII.GetBytes(key[^ChecksumLength..]));
    }

    /// <summary>The account that a well-formed key acts for, or <see langword="null"/> when the key is unknown or revoked.</summary>
    public ValueTask<Account?> FindAccountAsync(string key) => database.ReadAsync(async session =>
    {
        var accountNumber = await session.ScalarAsync<long?>(
            "SELECT account_number FROM api_keys WHERE token_hash = @hash AND revoked_at IS NULL", new { hash = Hash(key[..^ChecksumLength]) });
        return accountNumber is { } number ? await AccountRows.FindAsync(session, number) : null;
    });

    // The token carries 130 random bits, so a plain fast hash cannot be turned around; a slow one would only slow every request.
    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private string Checksum(string token) =>
        PublicId.Encode(HMACSHA1.HashData(_checksumKey.Value, Encoding.UTF8.GetBytes(token)));
}
