namespace Pay.Providers;

/// <summary>The credentials that a PSP asks of an account.</summary>
public sealed record CredentialSchema(IReadOnlyList<CredentialField> Fields)
{
    /// <summary>A PSP that needs no credentials.</summary>
    public static CredentialSchema None { get; } = new([]);

    /// <summary>
    /// What is wrong with an account's values together, given whether the account is a live one, as a sentence for who entered them;
    /// <see langword="null"/>: nothing. Each value has passed its own <see cref="CredentialField.Judge"/>, and none is empty.
    /// </summary>
    public Func<IReadOnlyDictionary<string, string>, bool, string?> JudgeTogether { get; init; } = (_, _) => null;
}

/// <summary>One credential.</summary>
/// <param name="Key">The name under which it is stored, for example <c>merchant_id</c>: lower case with underscores.</param>
/// <param name="Label">What a form calls it.</param>
/// <param name="IsSecret">Whether it is never shown again once stored. White space around a secret is part of it.</param>
public sealed record CredentialField(string Key, string Label, bool IsSecret)
{
    /// <summary>Whether payments can be taken without it.</summary>
    public bool IsOptional { get; init; }

    /// <summary>
    /// Whether it names the PSP's account: with another value it is another account, and payments begun with the old one go on there.
    /// </summary>
    public bool IsIdentity { get; init; }

    /// <summary>
    /// Whether no two accounts of a gateway may have the same value, because a notification's sender is found by it
    /// (<see cref="NotificationReading.LoginField"/>).
    /// </summary>
    public bool IsUnique { get; init; }

    /// <summary>Other names by which people know it.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What is wrong with a value, as a sentence for who entered it; <see langword="null"/>: nothing.</summary>
    public Func<string, string?> Judge { get; init; } = _ => null;
}

/// <summary>What a PSP says to an account's credentials. A closed set: every case is nested here.</summary>
public abstract record CredentialCheck
{
    private CredentialCheck() { }

    /// <summary>The PSP accepts them.</summary>
    public sealed record Accepted : CredentialCheck;

    /// <summary>The PSP refuses them.</summary>
    /// <param name="Reason">Which of them, and what to do; for people.</param>
    public sealed record Refused(string Reason) : CredentialCheck;

    /// <summary>Nobody knows: the PSP could not be reached, or has no harmless call.</summary>
    /// <param name="Reason">For people.</param>
    public sealed record Inconclusive(string Reason) : CredentialCheck;
}
