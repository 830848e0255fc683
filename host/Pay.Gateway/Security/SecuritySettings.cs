namespace Pay.Gateway.Security;

/// <summary>Settings below <c>Pay:Security</c>.</summary>
internal sealed class SecuritySettings
{
    private const int KeyBytes = 32;

    /// <summary>32 bytes in base64: seals providers' credentials. Where it is not set, a file in the data directory holds one.</summary>
    public string? EncryptionKey { get; init; }

    public bool IsUsable
    {
        get
        {
            var key = new byte[KeyBytes + 1];
            return EncryptionKey is null || (Convert.TryFromBase64String(EncryptionKey, key, out var length) && length == KeyBytes);
        }
    }
}
