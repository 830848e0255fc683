using Pay.Gateway.Accounts;
using Pay.Gateway.Payments;

namespace Pay.Gateway.PaymentPages.Cards;

/// <summary>What the card page asks for, by account and kind of payment.</summary>
internal sealed record CardFormRules(Account Account, bool CollectAddress, EmailCollection Email)
{
    /// <summary>A payer on the telephone is not asked for an address.</summary>
    public static CardFormRules For(Payment payment, Account account) =>
        new(account, account.CollectBillingAddress && !payment.Moto, account.EmailCollection);
}
