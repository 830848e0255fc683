namespace Pay.Client;

/// <summary>
/// Keeps which payment belongs to which <see cref="PaymentReturnId"/>. A service with a database keeps it there, beside what is
/// paid for; <see cref="MemoryPaymentReturnStore"/> is for one process only.
/// </summary>
public interface IPaymentReturnStore
{
    /// <summary>Stores the payment of an id. Must be done before the payer is sent to <c>next_url</c>.</summary>
    Task SaveAsync(PaymentReturnId returnId, string paymentId, CancellationToken cancellationToken = default);

    /// <summary>Gives the payment's id, or <c>null</c> when the id is not known. May be asked more than once: payers reload.</summary>
    Task<string?> FindAsync(PaymentReturnId returnId, CancellationToken cancellationToken = default);
}
