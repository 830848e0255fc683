using System.Security.Cryptography;
using System.Text;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Security;

/// <summary>
/// Seals what the database holds but must not tell: providers' credentials, and what a payer takes to their bank. AES-256-GCM under a
/// key that is not in the database, so that neither a copy of it nor a backup gives anything away. The key is the setting
/// <c>Pay:Security:EncryptionKey</c>, or a file beside the database that is made when it is first needed.
/// </summary>
internal sealed class SecretBox(GatewaySettings settings, Database database) : IDisposable
{
    public const string FileName = "secrets.key";

    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const string Version = "v1:";

    /// <summary>Where the database remembers which key seals its secrets: a fingerprint, from which no key can be made.</summary>
    private const string FingerprintName = "secrets_key_fingerprint";

    private readonly SemaphoreSlim _loading = new(1, 1);
    private byte[]? _key;

    /// <param name="text">The secret.</param>
    /// <param name="place">Whose it is, such as the row's id: sealed text that was moved elsewhere cannot be opened there.</param>
    public async Task<string> SealAsync(string text, string place)
    {
        var key = await KeyAsync();
        var plain = Encoding.UTF8.GetBytes(text);
        var sealedText = new byte[NonceBytes + TagBytes + plain.Length];
        var nonce = sealedText.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, plain, sealedText.AsSpan(NonceBytes + TagBytes), sealedText.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(place));
        CryptographicOperations.ZeroMemory(plain);
        return Version + Convert.ToBase64String(sealedText);
    }

    /// <exception cref="SecretUnreadableException">It was sealed with another key or for another place, or has been changed.</exception>
    public async Task<string> OpenAsync(string sealedText, string place)
    {
        var key = await KeyAsync();
        try
        {
            var bytes = Convert.FromBase64String(sealedText[Version.Length..]);
            var plain = new byte[bytes.Length - NonceBytes - TagBytes];
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(
                bytes.AsSpan(0, NonceBytes), bytes.AsSpan(NonceBytes + TagBytes), bytes.AsSpan(NonceBytes, TagBytes), plain, Encoding.UTF8.GetBytes(place));
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException or ArgumentException or OverflowException)
        {
            throw new SecretUnreadableException("A secret in the database cannot be opened: it has been changed, or moved from where it belongs.");
        }
    }

    public void Dispose() => _loading.Dispose();

    private async ValueTask<byte[]> KeyAsync()
    {
        if (_key is not null)
        {
            return _key;
        }

        await _loading.WaitAsync();
        try
        {
            return _key ??= await LoadAsync();
        }
        finally
        {
            _loading.Release();
        }
    }

    private async Task<byte[]> LoadAsync()
    {
        var path = Path.Combine(Path.GetFullPath(settings.DataDirectory), FileName);
        var key = settings.Security.EncryptionKey is { Length: > 0 } set ? Convert.FromBase64String(set) : ReadOrMakeFile(path);
        var fingerprint = Convert.ToHexString(HMACSHA256.HashData(key, "pay secrets"u8));
        var known = await database.WriteAsync(async session =>
        {
            // Gateways that share a database must share the key: the first one to seal anything decides which.
            await session.ExecuteAsync(
                "INSERT INTO installation (name, value) VALUES (@FingerprintName, @fingerprint) ON CONFLICT (name) DO NOTHING",
                new { FingerprintName, fingerprint });
            return await session.ScalarAsync<string>("SELECT value FROM installation WHERE name = @FingerprintName", new { FingerprintName });
        });
        return known == fingerprint ? key : throw new SecretUnreadableException(
            $"The secrets of this database were sealed with another key than {(settings.Security.EncryptionKey is null ? path : "Pay:Security:EncryptionKey")} holds. "
            + $"Bring {FileName} from the gateway that stored them, or give every gateway the same Pay:Security:EncryptionKey.");
    }

    private static byte[] ReadOrMakeFile(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!File.Exists(path))
        {
            MakeFile(path);
        }

        try
        {
            var key = Convert.FromBase64String(File.ReadAllText(path).Trim());
            return key.Length == KeyBytes ? key : throw new FormatException();
        }
        catch (FormatException)
        {
            throw new SecretUnreadableException($"{path} holds no key: it must be 32 bytes in base64. Bring it back from a backup of the file.");
        }
    }

    /// <summary>Written whole under another name first: whoever finds the file finds a key in it.</summary>
    private static void MakeFile(string path)
    {
        var draft = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(draft, options))
        {
            file.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)) + "\n"));
            file.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was quicker: its key counts.
            File.Delete(draft);
        }
    }
}

/// <summary>A stored secret cannot be opened; the message says what to do.</summary>
internal sealed class SecretUnreadableException(string message) : Exception(message);
