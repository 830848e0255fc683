using Pay.Gateway.Accounts;
using Pay.Gateway.Payments;
using Pay.Gateway.Providers;
using Pay.Gateway.Storage;
using Pay.Providers;

namespace Pay.Gateway.Notifications;

/// <summary>A candidate, and the number of its credentials; <see langword="null"/>: none of the account's own.</summary>
internal sealed record AccountCandidate(long? CredentialNumber, NotificationCandidate Candidate);

/// <summary>
/// The accounts that a notification may be about: those of the payments that it names, that whose login it has, or all of the provider.
/// Nothing in it has been proven yet, so nothing is changed by looking.
/// </summary>
internal sealed class NotificationCandidates(Database database, ProviderCredentials credentials, PspContexts contexts)
{
    /// <summary>A batch of more payments than this is no provider's.</summary>
    private const int SubjectsMax = 100;

    public async Task<IReadOnlyList<AccountCandidate>> FindAsync(IPspAdapter adapter, NotificationReading reading)
    {
        var found = new Dictionary<(long Account, long? Credentials), (PspContext Context, List<NotificationSubject> Subjects)>();
        foreach (var subject in reading.Subjects.Take(SubjectsMax))
        {
            foreach (var payment in await PaymentsOfAsync(adapter.Name, subject))
            {
                var key = (payment.AccountNumber, payment.CredentialNumber);
                if (!found.TryGetValue(key, out var candidate))
                {
                    found[key] = candidate = (await contexts.ForAsync(adapter, payment), []);
                }

                candidate.Subjects.Add(subject);
            }
        }

        foreach (var stored in await OthersAsync(adapter, reading))
        {
            found.TryAdd((stored.AccountNumber, stored.Number), (contexts.For(adapter, stored), []));
        }

        return [.. found.Select(each => new AccountCandidate(each.Key.Credentials, new NotificationCandidate(each.Value.Context, each.Value.Subjects)))];
    }

    private async Task<List<StoredCredentials>> OthersAsync(IPspAdapter adapter, NotificationReading reading) =>
        reading.IsForAnyAccount ? await credentials.ListAsync(adapter.Name)
        : reading.LoginField is not null && reading.Login is { Length: > 0 } login ? await credentials.FindByLoginAsync(adapter.Name, login)
        : [];

    /// <summary>One, unless an id of ours names one payment and the provider's id another: then both, for the proof to decide.</summary>
    private Task<List<Payment>> PaymentsOfAsync(string provider, NotificationSubject subject) => database.ReadAsync(async session =>
    {
        var payments = new List<Payment>();
        if (subject.PaymentId is { } paymentId && await PaymentRows.FindAsync(session, paymentId) is { } named && named.Provider == provider)
        {
            payments.Add(named);
        }

        if (subject.TransactionId is { } transactionId && Api.JsonBody.IsStorable(transactionId))
        {
            payments.AddRange((await session.ListAsync(
                $"SELECT {Payment.Columns} FROM payments WHERE transaction_id = @transactionId AND provider = @provider", new { transactionId, provider }, Payment.Read))
                .Where(payment => payments.TrueForAll(known => known.Number != payment.Number)));
        }

        return payments;
    }).AsTask();
}
