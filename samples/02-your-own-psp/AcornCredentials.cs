using Pay.Providers;

namespace Acorn;

/// <summary>What Acorn asks of an account, and the harmless call that tells whether it is right.</summary>
internal static class AcornCredentials
{
    public const string ApiKey = "api_key";
    public const string WebhookSecret = "webhook_secret";

    public static CredentialSchema Schema { get; } = new(
    [
        new CredentialField(ApiKey, "API key", IsSecret: true) { Judge = StartsWith("ack_") },
        new CredentialField(WebhookSecret, "Webhook signing secret", IsSecret: true) { Judge = StartsWith("acw_") },
    ]);

    public static PspMessage Build(PspContext context) => AcornMessage.Get("account", context);

    public static CredentialCheck Read(PspReply reply)
    {
        if (reply.AsCredentialCheck() is { } failed)
        {
            return failed;
        }

        return reply is PspReply.Answered { IsSuccess: true } answered && AcornDocument.Read(answered.Body) is { State: "active" }
            ? new CredentialCheck.Accepted()
            : new CredentialCheck.Inconclusive("Acorn's answer could not be understood");
    }

    private static Func<string, string?> StartsWith(string prefix) => value =>
        value.StartsWith(prefix, StringComparison.Ordinal) && value.All(char.IsAscii) ? null : $"It begins with {prefix}, as Acorn's dashboard shows it.";
}
