namespace Pay.Gateway.PaymentPages.Views;

/// <summary>A page for a payment that is being worked on.</summary>
/// <param name="Title">The document's title.</param>
/// <param name="Heading">The heading.</param>
/// <param name="Text">What is going on.</param>
/// <param name="ReloadUrl">Set once the payer has waited so long that reloading is left to them.</param>
public sealed record WaitingPageModel(string Title, string Heading, string Text, string? ReloadUrl)
{
    public int RefreshSeconds => 2;
}
