using Pay.Gateway.Storage;

namespace Pay.Gateway.Accounts;

/// <summary>How accounts are read and written.</summary>
internal static class AccountRows
{
    public static async ValueTask<Account?> FindAsync(Session session, long accountNumber) =>
        Map(await session.FirstOrDefaultAsync<Row>(
            $"SELECT {Account.Columns} FROM accounts WHERE account_number = @accountNumber", new { accountNumber }));

    public static async ValueTask<Account?> FindAsync(Session session, string accountId) =>
        Map(await session.FirstOrDefaultAsync<Row>(
            $"SELECT {Account.Columns} FROM accounts WHERE account_id = @accountId", new { accountId }));

    public static async ValueTask<List<Account>> ListAsync(Session session) =>
        (await session.ListAsync<Row>($"SELECT {Account.Columns} FROM accounts ORDER BY account_number")).ConvertAll(row => Map(row)!);

    /// <summary><see langword="false"/>: the id is taken.</summary>
    public static async Task<bool> TryInsertAsync(Session session, string accountId, string name, AccountType type, string? provider, DateTimeOffset now) =>
        await session.ExecuteAsync(
            """
            INSERT INTO accounts (account_id, name, type, provider, accepted_cards, created_at)
            VALUES (@accountId, @name, @type, @provider, @acceptedCards, @createdAt)
            ON CONFLICT (account_id) DO NOTHING
            """,
            new
            {
                accountId,
                name,
                type = type == AccountType.Live ? "live" : "sandbox",
                provider,
                acceptedCards = AcceptedCards.Default.ToString(),
                createdAt = now.ToUnixTimeMilliseconds(),
            }) == 1;

    /// <summary>Sets columns that <see cref="AccountSetting"/> names, all of them or none.</summary>
    public static Task SetAsync(Session session, long accountNumber, IReadOnlyList<(AccountSetting Setting, object Value)> changes)
    {
        var parameters = changes.ToDictionary(change => change.Setting.Name, change => (object?)change.Value, StringComparer.Ordinal);
        parameters["account"] = accountNumber;
        var assignments = string.Join(", ", changes.Select(change => $"{change.Setting.Name} = @{change.Setting.Name}"));
        return session.ExecuteOneAsync($"UPDATE accounts SET {assignments} WHERE account_number = @account", parameters);
    }

    private static Account? Map(Row? row) => row is null ? null : new Account
    {
        Number = row.Number,
        AccountId = row.AccountId,
        Name = row.Name,
        Type = row.TypeName == "live" ? AccountType.Live : AccountType.Sandbox,
        Provider = row.Provider,
        CredentialNumber = row.CredentialNumber,
        Organisation = row.Organisation,
        AcceptedCards = AcceptedCards.Parse(row.AcceptedCards),
        EmailCollection = Enum.Parse<EmailCollection>(row.EmailCollection, ignoreCase: true),
        CollectBillingAddress = row.CollectBillingAddress != 0,
        AllowZeroAmount = row.AllowZeroAmount != 0,
        AllowMoto = row.AllowMoto != 0,
        Requires3ds = row.Requires3ds != 0,
        SendPayerIpAddress = row.SendPayerIpAddress != 0,
        SendPayerEmail = row.SendPayerEmail != 0,
        Disabled = row.Disabled != 0,
        SandboxFaults = row.SandboxFaults,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
    };

    private sealed class Row
    {
        public long Number { get; init; }
        public string AccountId { get; init; } = "";
        public string Name { get; init; } = "";
        public string TypeName { get; init; } = "";
        public string? Provider { get; init; }
        public long? CredentialNumber { get; init; }
        public string? Organisation { get; init; }
        public string AcceptedCards { get; init; } = "";
        public string EmailCollection { get; init; } = "";
        public long CollectBillingAddress { get; init; }
        public long AllowZeroAmount { get; init; }
        public long AllowMoto { get; init; }
        public long Requires3ds { get; init; }
        public long SendPayerIpAddress { get; init; }
        public long SendPayerEmail { get; init; }
        public long Disabled { get; init; }
        public string? SandboxFaults { get; init; }
        public long CreatedAt { get; init; }
    }
}
