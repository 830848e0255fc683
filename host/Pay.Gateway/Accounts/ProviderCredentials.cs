using System.Text.Json;
using Pay.Gateway.Security;
using Pay.Gateway.Storage;
using Pay.Providers;

namespace Pay.Gateway.Accounts;

/// <summary>A row of credentials, opened.</summary>
internal sealed record StoredCredentials(long Number, long AccountNumber, string Provider, bool IsLive, IReadOnlyDictionary<string, string> Values)
{
    public override string ToString() => $"StoredCredentials({Number})";
}

/// <summary>
/// What accounts log in to their providers with: sealed in the database, opened for the call that needs them, so that a change takes
/// effect with the next call of every gateway.
/// </summary>
internal sealed class ProviderCredentials(Database database, SecretBox box, TimeProvider clock)
{
    private const string Columns =
        """
        SELECT provider_credentials.credential_number, provider_credentials.account_number, provider_credentials.provider, sealed, accounts.type AS account_type
        FROM provider_credentials JOIN accounts ON accounts.account_number = provider_credentials.account_number
        """;

    /// <summary>Stores the values and makes the provider the one that the account's new payments go to.</summary>
    /// <exception cref="CredentialsRefusedException">Another account has the same unique value.</exception>
    public async Task<long> StoreAsync(Account account, IPspAdapter adapter, IReadOnlyDictionary<string, string> values)
    {
        var identity = IdentityOf(adapter, values);
        var unique = adapter.Credentials.Fields.FirstOrDefault(field => field.IsUnique);
        var login = unique is null ? null : values.GetValueOrDefault(unique.Key);
        var sealedValues = await box.SealAsync(JsonSerializer.Serialize(values), PlaceOf(account.Number, adapter.Name));
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return await database.WriteAsync(async session =>
        {
            if (login is not null && await session.ScalarAsync<long?>(
                "SELECT credential_number FROM provider_credentials WHERE provider = @Name AND login = @login AND (account_number <> @Number OR identity <> @identity)",
                new { adapter.Name, login, account.Number, identity }) is not null)
            {
                throw new CredentialsRefusedException($"{unique!.Label} ({unique.Key}): another account has this one already, and notifications are told apart by it. Choose another one, here and at the provider.");
            }

            var number = await session.ScalarAsync<long>(
                """
                INSERT INTO provider_credentials (account_number, provider, identity, login, sealed, created_at, changed_at)
                VALUES (@Number, @Name, @identity, @login, @sealedValues, @now, @now)
                ON CONFLICT (account_number, provider, identity) DO UPDATE SET login = @login, sealed = @sealedValues, changed_at = @now
                RETURNING credential_number
                """,
                new { account.Number, adapter.Name, identity, login, sealedValues, now });
            await MakeCurrentAsync(session, account, adapter, number);
            return number;
        });
    }

    /// <summary>Makes a provider the one that the account's new payments go to, with credentials that are stored, or with none.</summary>
    public Task SwitchAsync(Account account, IPspAdapter adapter, long? credentialNumber) =>
        database.WriteAsync(session => MakeCurrentAsync(session, account, adapter, credentialNumber));

    /// <summary>The stored values of the same account at the provider, if there are any: what is not entered again stays.</summary>
    public async Task<IReadOnlyDictionary<string, string>?> FindAsync(Account account, IPspAdapter adapter, IReadOnlyDictionary<string, string> values)
    {
        var row = await database.ReadAsync(async session => await session.FirstOrDefaultAsync<Row>(
            $"{Columns} WHERE provider_credentials.account_number = @Number AND provider_credentials.provider = @Name AND identity = @identity",
            new { account.Number, adapter.Name, identity = IdentityOf(adapter, values) }));
        return row is null ? null : (await OpenAsync(row)).Values;
    }

    public async Task<StoredCredentials> ReadAsync(long credentialNumber) => await OpenAsync(
        await database.ReadAsync(async session =>
            await session.FirstOrDefaultAsync<Row>($"{Columns} WHERE provider_credentials.credential_number = @credentialNumber", new { credentialNumber }))
        ?? throw new InvariantBrokenException($"There are no credentials with the number {credentialNumber}."));

    /// <summary>Those whose unique value is this one.</summary>
    public Task<List<StoredCredentials>> FindByLoginAsync(string provider, string login) =>
        ListAsync($"{Columns} WHERE provider_credentials.provider = @provider AND login = @login", new { provider, login });

    /// <summary>All of an account, at every provider that it has been connected to.</summary>
    public Task<List<StoredCredentials>> ListAsync(Account account) =>
        ListAsync($"{Columns} WHERE provider_credentials.account_number = @Number ORDER BY provider_credentials.credential_number", new { account.Number });

    /// <summary>All of a provider.</summary>
    public Task<List<StoredCredentials>> ListAsync(string provider) =>
        ListAsync($"{Columns} WHERE provider_credentials.provider = @provider ORDER BY provider_credentials.credential_number", new { provider });

    private static Task MakeCurrentAsync(Session session, Account account, IPspAdapter adapter, long? number) => session.ExecuteOneAsync(
        "UPDATE accounts SET provider = @Name, credential_number = @number WHERE account_number = @AccountNumber",
        new { adapter.Name, number, AccountNumber = account.Number });

    private async Task<List<StoredCredentials>> ListAsync(string sql, object parameters)
    {
        var opened = new List<StoredCredentials>();
        foreach (var row in await database.ReadAsync(async session => await session.ListAsync<Row>(sql, parameters)))
        {
            opened.Add(await OpenAsync(row));
        }

        return opened;
    }

    private async Task<StoredCredentials> OpenAsync(Row row)
    {
        var values = await box.OpenAsync(row.Sealed, PlaceOf(row.AccountNumber, row.Provider));
        return new StoredCredentials(
            row.CredentialNumber, row.AccountNumber, row.Provider, row.AccountType == "live",
            JsonSerializer.Deserialize<Dictionary<string, string>>(values)!);
    }

    private static string IdentityOf(IPspAdapter adapter, IReadOnlyDictionary<string, string> values) => string.Join(
        '\n', adapter.Credentials.Fields.Where(field => field.IsIdentity).Select(field => values.GetValueOrDefault(field.Key, "")));

    private static string PlaceOf(long accountNumber, string provider) => $"credentials:{accountNumber}:{provider}";

    private sealed class Row
    {
        public long CredentialNumber { get; init; }
        public long AccountNumber { get; init; }
        public string Provider { get; init; } = "";
        public string Sealed { get; init; } = "";
        public string AccountType { get; init; } = "";
    }
}

/// <summary>Credentials that cannot be stored; the message says why.</summary>
internal sealed class CredentialsRefusedException(string message) : Exception(message);
