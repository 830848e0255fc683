using System.Text;
using Pay.Gateway.Providers.Smartpay;

namespace Pay.Providers.Tests.Smartpay;

/// <summary>Notifications as SmartPay sends them, and as it does not.</summary>
internal static class SmartpayNotificationSamples
{
    public const string BasicHeader = "Basic b3R0ZXItbm90aWZ5OmxvbmctZW5vdWdoLXBhc3MtMQ==";

    public const string Capture =
        """
        {"NotificationRequestItem":{"eventCode":"CAPTURE","success":"true","eventDate":"2025-11-20T10:15:30+01:00",
         "merchantAccountCode":"OtterCouncilECOM","merchantReference":"5fh3k2m9q0r7s1t4u6v8w2x4y6",
         "originalReference":"8815000000000009","pspReference":"8815000000000012",
         "amount":{"currency":"GBP","value":1250},"paymentMethod":"visa","reason":"","operations":["REFUND"],"additionalData":{}}}
        """;

    public const string RefusedRefund =
        """
        {"NotificationRequestItem":{"eventCode":"REFUND","success":"false","eventDate":"2025-11-20T10:16:00+01:00",
         "merchantAccountCode":"OtterCouncilECOM","merchantReference":"rf0001","originalReference":"8815000000000009",
         "pspReference":"8815000000000017","amount":{"currency":"GBP","value":500},"reason":"Insufficient balance on payment"}}
        """;

    public static string Batch(params string[] items) => $$"""{"live":"false","notificationItems":[{{string.Join(',', items)}}]}""";

    /// <summary>An item about the sample payment.</summary>
    public static string Item(string eventCode, string success = "\"true\"", string more = "") =>
        $$$$"""
        {"NotificationRequestItem":{"eventCode":"{{{{eventCode}}}}","success":{{{{success}}}},"eventDate":"2025-11-20T10:15:30+01:00",
         "merchantAccountCode":"OtterCouncilECOM","merchantReference":"5fh3k2m9q0r7s1t4u6v8w2x4y6","pspReference":"8815000000000012",
         "originalReference":"8815000000000009","amount":{"currency":"GBP","value":1250}{{{{more}}}}}}
        """;

    public static RawNotification Raw(
        string body, string? authorization = BasicHeader, string? contentType = "application/json; charset=utf-8") =>
        Raw(Encoding.UTF8.GetBytes(body), authorization, contentType);

    public static RawNotification Raw(byte[] body, string? authorization = BasicHeader, string? contentType = "application/json") => new()
    {
        Body = body,
        ContentType = contentType,
        Headers = authorization is null ? [] : [KeyValuePair.Create("authorization", authorization)],
        ReceivedAt = new DateTimeOffset(2025, 11, 20, 9, 15, 31, TimeSpan.Zero),
    };

    public static NotificationCandidate Candidate(
        string accountId = "7", bool isLive = false, string? hmacKey = null, Dictionary<string, string>? credentials = null)
    {
        credentials ??= SmartpaySamples.Credentials();
        if (hmacKey is not null)
        {
            credentials[SmartpayCredentials.HmacKey] = hmacKey;
        }

        return new NotificationCandidate(SmartpaySamples.Context(credentials: credentials, accountId: accountId, isLive: isLive), []);
    }

    public static NotificationVerdict Verify(RawNotification notification, params NotificationCandidate[] candidates)
    {
        var handler = new SmartpayNotifications();
        return handler.Verify(notification, handler.Read(notification), candidates);
    }

    /// <summary>With the account that it is meant for.</summary>
    public static NotificationVerdict Verify(string body) => Verify(Raw(body), Candidate());

    /// <summary>What the only item of a batch is understood as.</summary>
    public static ProviderEvent? Told(string item) => Verify(Batch(item)).Events.SingleOrDefault()?.Event;
}
