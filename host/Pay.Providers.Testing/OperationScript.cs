namespace Pay.Providers.Testing;

/// <summary>How a PSP answers one operation.</summary>
public sealed record OperationScript
{
    /// <summary>
    /// The PSP's good answer to each message of the operation. Where an operation sends more than one message, it looks at the request to
    /// see which one it is.
    /// </summary>
    public required Func<StubRequest, StubAnswer> Good { get; init; }

    /// <summary>
    /// Whether a message can have an effect at the PSP that matters when its answer is lost: it holds, takes or gives back money. One that
    /// only asks, or prepares, has none.
    /// </summary>
    public Func<StubRequest, bool> Acts { get; init; } = _ => true;

    /// <summary>A well-formed answer about another order. <see langword="null"/>: the PSP echoes nothing by which one could tell.</summary>
    public Func<StubRequest, StubAnswer>? OtherOrder { get; init; }

    /// <summary>Other answers of the PSP and what the adapter makes of them: refusals, states, errors. Every row of a mapping table can be one.</summary>
    public IReadOnlyList<PspCase> Cases { get; init; } = [];
}

/// <summary>An answer of the PSP, and what the adapter has to make of it.</summary>
/// <param name="Name">What it is called in the list of tests, such as <c>declined</c>; one of a kind within the operation.</param>
/// <param name="Answer">The answer to each message of the operation.</param>
/// <param name="Expected">Whether the result is right, such as <c>result =&gt; result is AuthoriseResult.Rejected</c>.</param>
public sealed record PspCase(string Name, Func<StubRequest, StubAnswer> Answer, Func<object, bool> Expected);
