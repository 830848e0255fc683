using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Pay.Gateway.Providers.Smartpay;

/// <summary>The signature that SmartPay puts on each item of a notification, where the account has a key for it (section 8).</summary>
internal static class SmartpayHmac
{
    /// <summary>The key's bytes; <see langword="null"/>: not pairs of hexadecimal digits.</summary>
    public static byte[]? Key(string hex)
    {
        var key = new byte[hex.Length / 2];
        return hex.Length > 0 && Convert.FromHexString(hex, key, out _, out var written) == OperationStatus.Done && written == key.Length ? key : null;
    }

    /// <summary>The eight signed fields, joined; one that is missing is empty, and nothing is escaped.</summary>
    public static string Signed(SmartpayNotificationItem item) => string.Join(
        ':',
        item.PspReference,
        item.OriginalReference,
        item.MerchantAccount,
        item.MerchantReference,
        item.AmountText,
        item.Currency,
        item.EventCode,
        item.SuccessText);

    public static byte[] Sign(byte[] key, string signed) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(signed));

    public static bool IsGood(string keyHex, SmartpayNotificationItem item)
    {
        var signature = new byte[HMACSHA256.HashSizeInBytes];
        return Key(keyHex) is { } key
            && item.Signature is { } text
            && Convert.TryFromBase64String(text, signature, out var length)
            && length == signature.Length
            && CryptographicOperations.FixedTimeEquals(signature, Sign(key, Signed(item)));
    }
}
