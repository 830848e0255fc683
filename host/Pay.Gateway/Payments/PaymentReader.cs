using Pay.Gateway.Accounts;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Payments;

/// <summary>A payment and its account for the payer's pages, where the session and not a key gives access.</summary>
internal sealed class PaymentReader(Database database, ExpirePayment expire)
{
    /// <summary>As it stands now: one whose time is over comes back expired.</summary>
    public async Task<(Payment Payment, Account Account)?> FindAsync(string paymentId)
    {
        var found = await database.ReadSnapshotAsync(async session =>
            await PaymentRows.FindAsync(session, paymentId) is { } payment
                ? (payment, (await AccountRows.FindAsync(session, payment.AccountNumber))!)
                : ((Payment Payment, Account Account)?)null);
        return found is { } both ? (await expire.IfOverdueAsync(both.Payment), both.Account) : null;
    }
}
