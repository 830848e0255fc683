namespace Pay.Providers;

/// <summary>The credentials that a PSP asks of an account.</summary>
public sealed record CredentialSchema(IReadOnlyList<CredentialField> Fields)
{
    /// <summary>A PSP that needs no credentials.</summary>
    public static CredentialSchema None { get; } = new([]);
}

/// <summary>One credential.</summary>
/// <param name="Key">The name under which it is stored, for example <c>merchant_id</c>.</param>
/// <param name="Label">What a form calls it.</param>
/// <param name="IsSecret">Whether it is never shown again once stored.</param>
public sealed record CredentialField(string Key, string Label, bool IsSecret);
