namespace Pay.Providers;

/// <summary>
/// A page of the PSP that looks at the payer's device before the card is sent, so that the bank can do without a challenge (3D Secure 2).
/// The card page posts a form there in a hidden frame; the page answers with a message to the window around it (<c>postMessage</c>), a JSON
/// text; with <c>"Status": false</c> it has found nothing out. Nobody waits for it longer than ten seconds, and payers whose browsers run no
/// scripts go without.
/// </summary>
/// <param name="Uri">An http or https address.</param>
/// <param name="Fields">The form's hidden fields, in order.</param>
/// <param name="AnswerMember">The member of the JSON object that holds the id for <see cref="ScriptedBrowser.DeviceSessionId"/>.</param>
public sealed record DeviceCollection(Uri Uri, IReadOnlyList<KeyValuePair<string, string>> Fields, string AnswerMember)
{
    /// <summary>The field that takes the first six digits of the card number; <see langword="null"/>: none is wanted.</summary>
    public string? CardPrefixField { get; init; }

    /// <summary>Names no values: they may be signed.</summary>
    public override string ToString() => $"DeviceCollection({Uri.Host})";
}
