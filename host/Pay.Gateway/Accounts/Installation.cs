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

    private byte[]? _masterKey;

    public async Task LoadAsync(Database database)
    {
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

    public byte[] DeriveKey(string purpose, int bytes = KeyBytes) =>
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            _masterKey ?? throw new InvalidOperationException("The installation has not been loaded."),
            bytes,
            salt: [],
            Encoding.UTF8.GetBytes(purpose));
}
