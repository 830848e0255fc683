using Pay.Gateway.Accounts;
using Pay.Gateway.Notifications;
using Pay.Gateway.Reliability;
using Pay.Gateway.Security;
using Pay.Providers;

namespace Pay.Gateway.Commands;

/// <summary>What commands tell of an account's provider. Secrets are told as <c>****</c>.</summary>
internal static class AccountProvider
{
    private const string Hidden = "****";

    /// <summary>Where the provider has to send its notifications; <see langword="null"/>: it sends none.</summary>
    public static string? NotificationUrl(GatewaySettings settings, IPspAdapter adapter) => adapter.Notifications is null
        ? null
        : $"{settings.PublicUrl?.TrimEnd('/') ?? GatewayHost.DefaultUrl}{NotificationEndpoint.Prefix}{adapter.Name}";

    /// <summary>The provider's lines of <c>accounts show</c>.</summary>
    public static async Task<IReadOnlyList<string>> DescribeAsync(IServiceProvider services, Account account)
    {
        var lines = new List<string> { $"provider: {account.Provider ?? "none"}" };
        var providers = services.GetRequiredService<ProviderCalls>();
        var stored = await ReadAsync(services, account);
        if (account.Provider is { } name && providers.Find(name) is { } adapter)
        {
            var current = stored.Find(credentials => credentials.Number == account.CredentialNumber)?.Values;
            lines.AddRange(adapter.Credentials.Fields.Select(field => $"credentials.{field.Key}: {Show(field, current)}"));
            if (NotificationUrl(services.GetRequiredService<GatewaySettings>(), adapter) is { } url)
            {
                lines.Add($"notifications: {url}");
            }
        }

        // Payments that were begun with these go on there.
        lines.AddRange(stored.Where(credentials => credentials.Number != account.CredentialNumber).Select(credentials =>
            $"also stored: {credentials.Provider} {IdentityOf(providers.Find(credentials.Provider), credentials.Values)}".TrimEnd()));
        return lines;
    }

    /// <summary>What somebody has to enter, as the command line takes it.</summary>
    public static string Usage(string accountId, IPspAdapter adapter) =>
        $"accounts credentials {accountId} --provider {adapter.Name} "
        + string.Join(' ', adapter.Credentials.Fields.Select(field =>
        {
            var pair = field.Key + (field.IsSecret ? "=-" : "=VALUE");
            return field.IsOptional ? $"[{pair}]" : pair;
        }));

    public static string IdentityOf(IPspAdapter? adapter, IReadOnlyDictionary<string, string> values) => string.Join(
        ' ', adapter?.Credentials.Fields.Where(field => field.IsIdentity && !field.IsSecret && values.ContainsKey(field.Key))
            .Select(field => $"{field.Key}={values[field.Key]}") ?? []);

    private static async Task<List<StoredCredentials>> ReadAsync(IServiceProvider services, Account account)
    {
        try
        {
            return await services.GetRequiredService<ProviderCredentials>().ListAsync(account);
        }
        catch (SecretUnreadableException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return [];
        }
    }

    private static string Show(CredentialField field, IReadOnlyDictionary<string, string>? values) =>
        values?.GetValueOrDefault(field.Key) is { Length: > 0 } value ? field.IsSecret ? Hidden : value : "";
}
