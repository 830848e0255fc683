using Pay.Gateway.PaymentPages.Texts;

namespace Pay.Gateway.PaymentPages.Views;

/// <summary>A live payment whose card cannot be taken here.</summary>
/// <param name="Texts">In the payment's language, as far as there are any.</param>
/// <param name="Back">The way back to the service.</param>
/// <param name="IsSecure">Whether the page came over https.</param>
/// <param name="Duty">What the operator has to know.</param>
public sealed record LiveCardsPageModel(PageTexts Texts, PageLink Back, bool IsSecure, string Duty);
