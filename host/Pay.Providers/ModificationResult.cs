namespace Pay.Providers;

/// <summary>What came of a capture, a cancellation or a refund. A closed set: every case is nested here.</summary>
public abstract record ModificationResult
{
    private ModificationResult() { }

    /// <summary>Done.</summary>
    /// <param name="Reference">The PSP's reference for it.</param>
    public sealed record Completed(string? Reference) : ModificationResult;

    /// <summary>Accepted; a notification or an inquiry will say how it ended.</summary>
    /// <param name="Reference">The PSP's reference for it.</param>
    public sealed record Submitted(string? Reference) : ModificationResult;

    /// <summary>The PSP says that this had already been done.</summary>
    public sealed record AlreadyDone : ModificationResult;

    /// <summary>The PSP does not know the transaction.</summary>
    public sealed record NotFound : ModificationResult;

    /// <summary>The PSP said no. Certain: nothing was done.</summary>
    /// <param name="Reason">For people.</param>
    public sealed record Refused(string Reason) : ModificationResult;

    /// <summary>It did not work. Certain: nothing was done.</summary>
    /// <param name="Class">Why.</param>
    /// <param name="Reason">For people.</param>
    public sealed record Failed(FailureClass Class, string Reason) : ModificationResult;

    /// <summary>The PSP may or may not have done it.</summary>
    /// <param name="Reason">For people.</param>
    public sealed record Unknown(string Reason) : ModificationResult
    {
        /// <summary>The PSP's reference of the operation, where it has told one: by it the outcome can be asked for.</summary>
        public string? Reference { get; init; }
    }
}
