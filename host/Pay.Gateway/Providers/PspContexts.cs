using System.Globalization;
using Pay.Gateway.Accounts;
using Pay.Gateway.Payments;
using Pay.Gateway.Providers.Transport;
using Pay.Gateway.Storage;
using Pay.Providers;

namespace Pay.Gateway.Providers;

/// <summary>What calls to providers are made with: whose credentials, where the provider is, how to reach it.</summary>
internal sealed class PspContexts(Database database, ProviderCredentials credentials, PspTransports transports, GatewaySettings settings, TimeProvider clock)
{
    private static readonly Dictionary<string, string> NoCredentials = [];

    public ProviderSettings SettingsOf(string provider) => settings.Providers.TryGetValue(provider, out var found) ? found : ProviderSettings.Default;

    /// <summary>For a call about a payment: with the credentials that it was begun with.</summary>
    /// <exception cref="Security.SecretUnreadableException">The credentials cannot be opened.</exception>
    public async ValueTask<PspContext> ForAsync(IPspAdapter adapter, Payment payment)
    {
        if (payment.CredentialNumber is { } number)
        {
            return For(adapter, await credentials.ReadAsync(number));
        }

        // Without credentials there is nothing to look up but the mode, and a provider for tests has one only.
        var isLive = !adapter.Capabilities.TestOnly && await IsLiveAsync(payment.AccountNumber);
        return Make(adapter, payment.AccountNumber, isLive, NoCredentials);
    }

    public PspContext For(IPspAdapter adapter, StoredCredentials stored) => Make(adapter, stored.AccountNumber, stored.IsLive, stored.Values);

    /// <summary>For credentials that are not stored (yet).</summary>
    public PspContext For(IPspAdapter adapter, Account account, IReadOnlyDictionary<string, string> values) =>
        Make(adapter, account.Number, account.Type == AccountType.Live, values);

    private PspContext Make(IPspAdapter adapter, long accountNumber, bool isLive, IReadOnlyDictionary<string, string> values)
    {
        var ofProvider = SettingsOf(adapter.Name);
        var url = ofProvider.UrlOf(adapter.Urls, isLive);
        var accountId = accountNumber.ToString(CultureInfo.InvariantCulture);
        return new PspContext
        {
            AccountId = accountId,
            IsLive = isLive,
            Credentials = values,
            BaseUrl = url,
            Settings = ofProvider.Values,
            Transport = transports.For(adapter.Name, accountId, url),
            Clock = clock,
        };
    }

    private async ValueTask<bool> IsLiveAsync(long accountNumber) =>
        (await database.ReadAsync(session => AccountRows.FindAsync(session, accountNumber)))!.Type == AccountType.Live;
}
