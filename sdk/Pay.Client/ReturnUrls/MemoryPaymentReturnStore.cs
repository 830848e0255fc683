namespace Pay.Client;

/// <summary>
/// Keeps return ids in the memory of this process: for development, tests, and a service of one process that may lose them when
/// it restarts. Forgets the oldest when it is full.
/// </summary>
public sealed class MemoryPaymentReturnStore : IPaymentReturnStore
{
    /// <summary>How many are kept: about 20 MB.</summary>
    public const int ReturnsMax = 100_000;

    private readonly Dictionary<PaymentReturnId, string> _payments = [];
    private readonly Queue<PaymentReturnId> _byAge = new();

    /// <inheritdoc/>
    public Task SaveAsync(PaymentReturnId returnId, string paymentId, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrEmpty(paymentId))
        {
            throw new ArgumentException("The id of a payment must not be empty.", nameof(paymentId));
        }

        cancellationToken.ThrowIfCancellationRequested();
        lock (_payments)
        {
            if (!_payments.ContainsKey(returnId))
            {
                _byAge.Enqueue(returnId);
            }

            _payments[returnId] = paymentId;
            if (_payments.Count > ReturnsMax)
            {
                _payments.Remove(_byAge.Dequeue());
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<string?> FindAsync(PaymentReturnId returnId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_payments)
        {
            return Task.FromResult(_payments.TryGetValue(returnId, out var paymentId) ? paymentId : null);
        }
    }
}
