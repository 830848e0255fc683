namespace Pay.Gateway.PaymentPages.Serving;

/// <summary>Settings below <c>Pay:CardPages</c>.</summary>
internal sealed class CardPageSettings
{
    /// <summary>What the operator has to know before real cards are taken.</summary>
    public const string Duty =
        "Real card numbers on this gateway's own pages bring the whole gateway, its machines and its network into the scope of PCI DSS: "
        + "you have to complete Self-Assessment Questionnaire D (SAQ D), or be assessed, before you take any. When you have, "
        + "serve the pages over https and set Pay:CardPages:AcceptLiveCards=true.";

    /// <summary>The operator says that live accounts may take real card numbers here.</summary>
    public bool AcceptLiveCards { get; init; }
}
