using Pay.Providers;

namespace Pay.Gateway.Reliability;

/// <summary>What may be believed of an adapter's answer: ids are stored, shown and sent again, so they have to be ids.</summary>
internal static class ProviderAnswers
{
    private const int IdCharactersMax = 255;

    /// <summary>The answer, or <see langword="null"/> where it is none, or names an id that cannot be one.</summary>
    public static T? Judged<T>(T? answer)
        where T : class => answer switch
    {
        AuthoriseResult.Authorised { TransactionId: var id } => IsId(id) ? answer : null,
        AuthoriseResult.Rejected { TransactionId: { } id } => IsId(id) ? answer : null,
        AuthoriseResult.Failed { TransactionId: { } id } => IsId(id) ? answer : null,
        AuthoriseResult.CancelledByPsp { TransactionId: { } id } => IsId(id) ? answer : null,
        AuthoriseResult.Pending { TransactionId: { } id } => IsId(id) ? answer : null,
        AuthoriseResult.Unknown { TransactionId: { } id } => IsId(id) ? answer : null,
        AuthoriseResult.AuthenticationRequired { TransactionId: { } id } => IsId(id) ? answer : null,
        ModificationResult.Completed { Reference: { } id } => IsId(id) ? answer : null,
        ModificationResult.Submitted { Reference: { } id } => IsId(id) ? answer : null,
        ModificationResult.Unknown { Reference: { } id } => IsId(id) ? answer : null,
        QueryResult.Found { TransactionId: var id } => IsId(id) ? answer : null,
        RefundQueryResult.Succeeded { Reference: { } id } => IsId(id) ? answer : null,
        _ => answer,
    };

    private static bool IsId(string? id) => id is { Length: > 0 and <= IdCharactersMax } && !id.Any(char.IsControl);
}
