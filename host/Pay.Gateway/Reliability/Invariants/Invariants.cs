namespace Pay.Gateway.Reliability;

/// <summary>
/// The money rules (architecture section 3) as plain SQL, one text for both engines. Each goes through its table once, and
/// where an ORDER BY stands it is there to say in which order: the payments' own, in which the events lie too.
/// </summary>
internal static class Invariants
{
    public static IReadOnlyList<Invariant> All { get; } = [.. PaymentInvariants.All, .. RefundInvariants.All, .. ProviderInvariants.All];
}
