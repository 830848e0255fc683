using System.Globalization;
using System.Text.Json;

namespace Pay.Gateway.Providers.Smartpay;

/// <summary>One item of a notification, with its texts as they came: the signature is made of them.</summary>
internal sealed record SmartpayNotificationItem
{
    private const int TextMax = 256;
    private const int ReferenceMax = 80;

    public required string EventCode { get; init; }
    public required string PspReference { get; init; }
    public string? OriginalReference { get; init; }
    public string? MerchantAccount { get; init; }
    public string? MerchantReference { get; init; }
    public string? AmountText { get; init; }
    public string? Currency { get; init; }

    /// <summary><c>true</c>, <c>false</c>, or nothing of either.</summary>
    public string? SuccessText { get; init; }
    public string? Reason { get; init; }
    public string? Signature { get; init; }

    /// <summary>What a CANCEL_OR_REFUND turned out to be.</summary>
    public string? ModificationAction { get; init; }

    public bool? Success => bool.TryParse(SuccessText, out var success) ? success : null;

    /// <summary>Whole pence; <see langword="null"/>: not told.</summary>
    public long? Amount => long.TryParse(AmountText, NumberStyles.None, CultureInfo.InvariantCulture, out var pence) ? pence : null;

    /// <summary>Whether there is no amount, or one of whole pence.</summary>
    public bool HasSoundAmount => AmountText is null ? Currency is null : Amount is not null && string.Equals(Currency, SmartpaySoap.Currency, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// <see langword="null"/>: something mandatory is missing (section 8), is of a type that it never is, or stands there twice, so that
    /// nobody can tell what it says.
    /// </summary>
    public static SmartpayNotificationItem? Read(JsonElement entry)
    {
        try
        {
            return ReadFields(entry);
        }
        catch (InvalidOperationException)
        {
            // A name that is no text, such as half of a surrogate pair.
            return null;
        }
    }

    private static SmartpayNotificationItem? ReadFields(JsonElement entry)
    {
        if (Object(entry, "NotificationRequestItem", out var item) is not true || HasTwins(item)
            || Object(item, "amount", out var amount) is null || HasTwins(amount)
            || Object(item, "additionalData", out var additional) is null || HasTwins(additional))
        {
            return null;
        }

        var isSound = true;
        var read = new SmartpayNotificationItem
        {
            EventCode = Text(item, "eventCode", TextMax, ref isSound) ?? "",
            PspReference = Text(item, "pspReference", ReferenceMax, ref isSound) ?? "",
            OriginalReference = Text(item, "originalReference", ReferenceMax, ref isSound),
            MerchantAccount = Text(item, "merchantAccountCode", TextMax, ref isSound),
            MerchantReference = Text(item, "merchantReference", TextMax, ref isSound),
            AmountText = Plain(amount, "value"),
            Currency = Text(amount, "currency", TextMax, ref isSound),
            SuccessText = Plain(item, "success"),
            Reason = Plain(item, "reason"),
            Signature = Plain(additional, "hmacSignature"),
            ModificationAction = Plain(additional, "modification.action"),
        };
        return isSound && read.EventCode.Length > 0 && read.PspReference.Length > 0 && Plain(item, "eventDate") is { Length: > 0 } ? read : null;
    }

    /// <summary>A text, number or truth as the document writes it; <see langword="null"/>: none of these, or empty.</summary>
    public static string? Plain(JsonElement parent, string name)
    {
        if (parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => Decoded(value) is { Length: > 0 } text ? text : null,
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
    }

    /// <summary>An absent text is sound; a number in its place, or one that is far too long, is not.</summary>
    private static string? Text(JsonElement parent, string name, int lengthMax, ref bool isSound)
    {
        if (parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var text = value.ValueKind == JsonValueKind.String ? Decoded(value) : null;
        isSound &= text is not null && text.Length <= lengthMax && !text.Any(char.IsControl);
        return text is { Length: > 0 } ? text : null;
    }

    /// <summary><see langword="null"/>: a text that no text can be, such as half of a surrogate pair.</summary>
    private static string? Decoded(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether the object is there; <see langword="null"/>: something else is in its place.</summary>
    private static bool? Object(JsonElement parent, string name, out JsonElement value)
    {
        value = default;
        if (parent.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        return !parent.TryGetProperty(name, out value) || value.ValueKind == JsonValueKind.Null ? false
            : value.ValueKind == JsonValueKind.Object ? true
            : null;
    }

    private static bool HasTwins(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        return value.EnumerateObject().Any(property => !names.Add(property.Name));
    }
}
