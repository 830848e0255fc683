using System.Security.Cryptography;
using System.Text;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Accounts;

/// <summary>
/// What is one and the same for all processes on a database: the master key, made at the first start, from which every other
/// secret of the gateway is derived, each for one purpose.
/// </summary>
internal sealed class Installation
{
    private const int KeyBytes = 32;

    /// <summary>Set where the data has gone to another database: two gateways that both think it theirs would pay twice.</summary>
    public const string MovedTo = "moved_to";

    private byte[]? _masterKey;

    public async Task LoadAsync(Database database)
    {
        if (await database.ReadAsync(FindMovedToAsync) is { } place)
        {
            throw new DatabaseUnusableException(
                $"This data was moved to {place} and is kept as it was then. Name that database with --Pay:Storage:Postgres=..., "
                + "or, to come back to a file, put a backup of it here as pay.db.");
        }

        var fresh = Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes));
        var stored = await database.WriteAsync(async session =>
        {
            // Two processes may start together on a new database: the first insert wins, both read the winner.
            await session.ExecuteAsync(
                "INSERT INTO installation (name, value) VALUES ('master_key', @fresh) ON CONFLICT (name) DO NOTHING", new { fresh });
            return await session.ScalarAsync<string>("SELECT value FROM installation WHERE name = 'master_key'");
        });
        _masterKey = Convert.FromBase64String(stored!);
    }

    /// <summary>Where the data has been moved to; <see langword="null"/>: it is here.</summary>
    public static async ValueTask<string?> FindMovedToAsync(Session session) =>
        await session.ScalarAsync<string>("SELECT value FROM installation WHERE name = @MovedTo", new { MovedTo });

    public byte[] DeriveKey(string purpose, int bytes = KeyBytes) =>
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            _masterKey ?? throw new InvalidOperationException("The installation has not been loaded."),
            bytes,
            salt: [],
            Encoding.UTF8.GetBytes(purpose));
}
