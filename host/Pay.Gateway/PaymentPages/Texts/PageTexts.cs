namespace Pay.Gateway.PaymentPages.Texts;

/// <summary>
/// Every text of the payment pages, English and Welsh side by side, so that a translator reads one file at a time. A text that
/// was never translated is English on Welsh pages too.
/// </summary>
public sealed partial class PageTexts
{
    private readonly bool _welsh;

    private PageTexts(bool welsh) => _welsh = welsh;

    public static PageTexts English { get; } = new(welsh: false);

    public static PageTexts Welsh { get; } = new(welsh: true);

    /// <summary>The value of the page's <c>lang</c>.</summary>
    public string Language => _welsh ? "cy" : "en";

    /// <summary>The texts in a payment's language.</summary>
    public static PageTexts For(string? language) => language == "cy" ? Welsh : English;

    // The frame

    public string SkipToMainContent => Say("Skip to main content");

    public string ServiceInformation => Say("Service information");

    public string TestTag => Say("Test service");

    public string TestPhase => Say("This is a test payment service.");

    public string TestBannerTitle => Say("Important");

    public string TestBannerHeading => Say("This is a test page. No money will be taken.");

    public string TestBannerBody => Say("Contact the service you’re trying to pay for if you are trying to make a payment.");

    public string ServiceProvidedBy => Say("Service provided by ");

    public string SupportLinks => Say("Support links");

    public string PrivacyNotice => Say("Privacy notice");

    public string Cookies => Say("Cookies");

    public string AccessibilityStatement => Say("Accessibility statement");

    // The payment summary, on the card page and on the confirm page

    public string PaymentSummary => Say("Payment summary", "Crynodeb y taliad");

    public string Amount => Say("Amount", "Swm");

    public string CorporateCardFee => Say("Corporate card fee:", "Ffi cerdyn corfforaethol:");

    public string TotalAmount => Say("Total amount:", "Cyfanswm:");

    private string Say(string english, string cymraeg) => _welsh ? cymraeg : english;

    /// <summary>A text without a translation.</summary>
    private static string Say(string english) => english;
}
