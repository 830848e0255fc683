using Pay.Providers.Testing;

namespace Pay.Providers.Tests.Fuzzing;

/// <summary>A parser of an adapter, reached as a PSP or a payer reaches it: through the adapter's own interface.</summary>
internal abstract class FuzzTarget(IPspAdapter adapter, PspScript script)
{
    private readonly List<string> _secrets =
    [
        script.Card.Number,
        .. adapter.Credentials.Fields.Where(field => field.IsSecret).Select(field => script.Credentials.GetValueOrDefault(field.Key)).OfType<string>(),
    ];

    protected IPspAdapter Adapter { get; } = adapter;

    protected PspScript Script { get; } = script;

    /// <summary>Lets the adapter read one broken document. What it answers is judged.</summary>
    /// <returns>What is wrong with the answer, or <see langword="null"/>.</returns>
    public abstract string? Run(Mutator mutator);

    /// <summary>Of the suite's operations and notifications, the ones that read something.</summary>
    public static IEnumerable<string> NamesOf(PspScript script)
    {
        if (script.SendsNothing)
        {
            yield break;
        }

        foreach (var operation in Enum.GetValues<PspOperation>().Where(operation => script.Of(operation) is not null))
        {
            yield return operation.ToString();
        }

        if (script.Continue is not null)
        {
            yield return nameof(ReturnTarget);
        }

        if (script.Notifications.Count > 0)
        {
            yield return nameof(NotificationTarget);
        }
    }

    public static async Task<FuzzTarget> CreateAsync(string name, IPspAdapter adapter, PspScript script) => name switch
    {
        nameof(ReturnTarget) => await ReturnTarget.CreateAsync(adapter, script),
        nameof(NotificationTarget) => new NotificationTarget(adapter, script),
        _ => await ReplyTarget.CreateAsync(Enum.Parse<PspOperation>(name), adapter, script),
    };

    /// <summary>A PSP's text can hold card digits (the mutator puts some there): whoever quotes it for people masks them.</summary>
    protected string? Complaint(string? reason) =>
        reason is not null && _secrets.Exists(secret => reason.Contains(secret, StringComparison.Ordinal)) ? "a secret in a text for people" : null;

    protected static string? ReasonOf(object result) => result switch
    {
        AuthoriseResult.Rejected rejected => rejected.Reason,
        AuthoriseResult.Failed failed => failed.Reason,
        AuthoriseResult.Unknown unknown => unknown.Reason,
        ModificationResult.Refused refused => refused.Reason,
        ModificationResult.Failed failed => failed.Reason,
        ModificationResult.Unknown unknown => unknown.Reason,
        QueryResult.Inconclusive inconclusive => inconclusive.Reason,
        RefundQueryResult.Failed failed => failed.Reason,
        RefundQueryResult.Inconclusive inconclusive => inconclusive.Reason,
        CredentialCheck.Refused refused => refused.Reason,
        CredentialCheck.Inconclusive inconclusive => inconclusive.Reason,
        _ => null,
    };

    /// <summary>What every result has to be, whatever it was read from.</summary>
    protected static string? ComplaintAboutResult(object result) => result switch
    {
        AuthoriseResult.Authorised { TransactionId.Length: 0 } => "authorised without a transaction",
        QueryResult.Found { TransactionId.Length: 0 } => "found without a transaction",
        AuthoriseResult or ModificationResult or QueryResult or RefundQueryResult or CredentialCheck => null,
        null => "no result",
        _ => "a result that is none",
    };

    /// <summary>An adapter that waits for anything but the transport would hang here: nothing else is there to wait for.</summary>
    protected static T Now<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
