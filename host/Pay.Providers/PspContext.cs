namespace Pay.Providers;

/// <summary>What a call is made with: whose account, where the PSP is, and how to reach it.</summary>
public sealed record PspContext
{
    /// <summary>The gateway account on whose behalf the call is made.</summary>
    public required string AccountId { get; init; }

    /// <summary>Whether real money moves.</summary>
    public required bool IsLive { get; init; }

    /// <summary>Values by the keys of the adapter's <see cref="CredentialSchema"/>. Secret: never log them.</summary>
    public required IReadOnlyDictionary<string, string> Credentials { get; init; }

    /// <summary>
    /// The PSP's address for this account's mode: one of <see cref="IPspAdapter.Urls"/>, unless the operator has set
    /// <c>Pay:Providers:{Name}:TestUrl</c> or <c>LiveUrl</c>. Whatever the adapter calls lies below it.
    /// </summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>
    /// The operator's settings under <c>Pay:Providers:{Name}</c>, by name, such as <c>ThreeDSecureUrl</c>. A list has its entries as
    /// <c>Name:0</c>, <c>Name:1</c>. Names are compared without regard to case.
    /// </summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = NoSettings;

    /// <summary>The only way to the network: it knows time limits, and tells what was lost from what was never sent.</summary>
    public required IPspTransport Transport { get; init; }

    /// <summary>The clock to use wherever a message needs the time.</summary>
    public required TimeProvider Clock { get; init; }

    private static readonly Dictionary<string, string> NoSettings = [];

    /// <summary>The credential, or <see langword="null"/> where the account has none by that key.</summary>
    public string? Credential(string key) => Credentials.TryGetValue(key, out var value) && value.Length > 0 ? value : null;

    /// <summary>The operator's setting, or <see langword="null"/>.</summary>
    public string? Setting(string name) => Settings.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>Names the account only; credentials do not belong in logs or exceptions.</summary>
    public override string ToString() => $"PspContext({AccountId})";
}

/// <summary>Where a PSP is, unless the operator says otherwise.</summary>
/// <param name="Test">Its test system.</param>
/// <param name="Live">Its live system.</param>
public sealed record PspUrls(Uri Test, Uri Live)
{
    /// <summary>Of an adapter that calls nobody.</summary>
    public static PspUrls None { get; } = new(new Uri("http://localhost/"), new Uri("http://localhost/"));
}
