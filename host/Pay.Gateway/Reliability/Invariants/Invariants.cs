namespace Pay.Gateway.Reliability;

/// <summary>
/// The money rules (architecture section 3) as plain SQL, one text for both engines. Each goes through its table once, in the order
/// of an index, so that they run beside a busy gateway and on millions of payments.
/// </summary>
internal static class Invariants
{
    public static IReadOnlyList<Invariant> All { get; } = [.. PaymentInvariants.All, .. RefundInvariants.All, .. ProviderInvariants.All];
}
