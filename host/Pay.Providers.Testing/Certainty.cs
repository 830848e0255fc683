namespace Pay.Providers.Testing;

/// <summary>What an adapter may claim after something went wrong (adapter contract, failure semantics).</summary>
internal static class Certainty
{
    /// <summary>What a fault lets an adapter know.</summary>
    private enum Knowledge
    {
        /// <summary>Nothing was sent.</summary>
        NotSent,

        /// <summary>Perhaps nothing was sent.</summary>
        PerhapsNotSent,

        /// <summary>Nothing at all.</summary>
        Nothing,

        /// <summary>Rejected at the door.</summary>
        Credentials,

        /// <summary>The PSP breaks its protocol.</summary>
        Protocol,

        /// <summary>By the PSP's own documents; but never success.</summary>
        NoSuccess,
    }

    /// <summary>What is wrong with a result, or <see langword="null"/>.</summary>
    /// <param name="operation">What was asked for.</param>
    /// <param name="fault">What went wrong.</param>
    /// <param name="acts">Whether the message that it went wrong with acts.</param>
    /// <param name="result">What the adapter says.</param>
    public static string? Complaint(PspOperation operation, WireFault fault, bool acts, object result)
    {
        var knowledge = KnowledgeOf(fault);
        var isRight = operation switch
        {
            // While the payer was away the PSP may have decided by itself: a question that got no answer leaves that open.
            PspOperation.Continue when !acts => result is AuthoriseResult.Unknown or AuthoriseResult.Pending,
            PspOperation.Authorise or PspOperation.Continue => IsRight(result, acts ? knowledge : Knowledge.NoSuccess),
            PspOperation.Capture or PspOperation.Cancel or PspOperation.Refund => IsRightModification(result, acts ? knowledge : Knowledge.NoSuccess),
            PspOperation.Query => result is QueryResult.Inconclusive || (knowledge == Knowledge.NoSuccess && result is QueryResult.NotFound),
            PspOperation.QueryRefund => result is RefundQueryResult.Inconclusive || (knowledge == Knowledge.NoSuccess && result is RefundQueryResult.NotFound),
            PspOperation.CheckCredentials => knowledge switch
            {
                Knowledge.Credentials => result is CredentialCheck.Refused,
                Knowledge.NoSuccess => result is not CredentialCheck.Accepted,
                _ => result is CredentialCheck.Inconclusive,
            },
            _ => false,
        };
        return isRight ? null : $"{operation} after {fault}: {ShortName(result)} claims more than anybody can know. {Allowed(operation, acts, knowledge)}";
    }

    /// <summary>Whether a result says that the PSP did what was asked, or holds what was asked about.</summary>
    public static bool IsSuccess(object result) => result is AuthoriseResult.Authorised or AuthoriseResult.AuthenticationRequired
        or ModificationResult.Completed or ModificationResult.Submitted or ModificationResult.AlreadyDone
        or QueryResult.Found or RefundQueryResult.Succeeded or RefundQueryResult.Pending or CredentialCheck.Accepted;

    public static string ShortName(object result) => result switch
    {
        AuthoriseResult.Failed failed => $"Failed({failed.Class})",
        ModificationResult.Failed failed => $"Failed({failed.Class})",
        _ => result.GetType().Name,
    };

    private static Knowledge KnowledgeOf(WireFault fault) => fault switch
    {
        WireFault.ConnectionRefused => Knowledge.NotSent,
        WireFault.DeadlineOver or WireFault.ResetBeforeReading => Knowledge.PerhapsNotSent,
        WireFault.CredentialsRefused => Knowledge.Credentials,
        WireFault.Redirected or WireFault.OtherOrder => Knowledge.Protocol,
        WireFault.QuotedRequest => Knowledge.NoSuccess,
        _ => Knowledge.Nothing,
    };

    private static bool IsRight(object result, Knowledge knowledge) => knowledge switch
    {
        Knowledge.NotSent => result is AuthoriseResult.Failed { Class: FailureClass.NotSent },
        Knowledge.PerhapsNotSent => result is AuthoriseResult.Failed { Class: FailureClass.NotSent } or AuthoriseResult.Unknown,
        Knowledge.Credentials => result is AuthoriseResult.Failed { Class: FailureClass.Credentials },
        Knowledge.Protocol => result is AuthoriseResult.Failed { Class: FailureClass.Protocol, CleanUp: true } or AuthoriseResult.Unknown,
        Knowledge.NoSuccess => !IsSuccess(result),
        _ => result is AuthoriseResult.Unknown,
    };

    private static bool IsRightModification(object result, Knowledge knowledge) => knowledge switch
    {
        Knowledge.NotSent => result is ModificationResult.Failed { Class: FailureClass.NotSent },
        Knowledge.PerhapsNotSent => result is ModificationResult.Failed { Class: FailureClass.NotSent } or ModificationResult.Unknown,
        Knowledge.Credentials => result is ModificationResult.Failed { Class: FailureClass.Credentials },
        Knowledge.Protocol => result is ModificationResult.Failed { Class: FailureClass.Protocol } or ModificationResult.Unknown,
        Knowledge.NoSuccess => !IsSuccess(result),
        _ => result is ModificationResult.Unknown,
    };

    private static string Allowed(PspOperation operation, bool acts, Knowledge knowledge) => (operation, knowledge) switch
    {
        (PspOperation.Query or PspOperation.QueryRefund, _) => "Inconclusive is right.",
        (PspOperation.CheckCredentials, Knowledge.Credentials) => "Refused is right.",
        (PspOperation.CheckCredentials, _) => "Inconclusive is right.",
        (PspOperation.Continue, _) when !acts => "Unknown is right: the PSP may have decided while the payer was away.",
        (_, Knowledge.NotSent) => "Failed(NotSent) is right.",
        (_, Knowledge.PerhapsNotSent) => "Failed(NotSent) or Unknown is right.",
        (_, Knowledge.Credentials) => "Failed(Credentials) is right.",
        (_, Knowledge.Protocol) => "Unknown is right, or Failed(Protocol), of an authorisation with CleanUp.",
        (_, Knowledge.NoSuccess) => "Anything but a success is right.",
        _ => "Unknown is right.",
    };
}
