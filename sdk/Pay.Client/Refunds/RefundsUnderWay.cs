namespace Pay.Client;

/// <summary>
/// Knows which payments are being refunded by this process right now. Two refunds of one payment at the same time cannot be told
/// apart by reading: the API gives a refund nothing by which its maker would recognise it.
/// </summary>
internal sealed class RefundsUnderWay : IDisposable
{
    private static readonly Dictionary<string, List<RefundsUnderWay>> s_underWay = new(StringComparer.Ordinal);

    private readonly string _payment;

    private RefundsUnderWay(string payment) => _payment = payment;

    /// <summary>Whether another one overlapped with this one at any time.</summary>
    internal bool IsContended { get; private set; }

    internal static RefundsUnderWay Enter(string payment)
    {
        var entered = new RefundsUnderWay(payment);
        lock (s_underWay)
        {
            if (!s_underWay.TryGetValue(payment, out var others))
            {
                s_underWay.Add(payment, others = []);
            }

            foreach (var other in others)
            {
                other.IsContended = true;
                entered.IsContended = true;
            }

            others.Add(entered);
        }

        return entered;
    }

    public void Dispose()
    {
        lock (s_underWay)
        {
            if (s_underWay.TryGetValue(_payment, out var all) && all.Remove(this) && all.Count == 0)
            {
                s_underWay.Remove(_payment);
            }
        }
    }
}
