namespace Pay.Providers;

/// <summary>What a call is made with: the account's credentials and mode, and the clock.</summary>
/// <param name="AccountId">The gateway account on whose behalf the call is made.</param>
/// <param name="IsLive">Whether real money moves.</param>
/// <param name="Credentials">Values by the keys of the adapter's <see cref="CredentialSchema"/>. Secret: never log them.</param>
/// <param name="Clock">The clock to use wherever a message needs the time.</param>
public sealed record PspContext(
    string AccountId,
    bool IsLive,
    IReadOnlyDictionary<string, string> Credentials,
    TimeProvider Clock)
{
    /// <summary>Names the account only; credentials do not belong in logs or exceptions.</summary>
    public override string ToString() => $"PspContext({AccountId})";
}
