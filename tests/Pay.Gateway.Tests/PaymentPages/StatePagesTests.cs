using System.Text;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Pay.Gateway.PaymentPages;
using Pay.Gateway.PaymentPages.Assets;
using Pay.Gateway.PaymentPages.Texts;
using Pay.Gateway.Payments;

namespace Pay.Gateway.Tests.PaymentPages;

internal sealed class StatePagesTests
{
    [TestCase("Created", "in-progress", "card-details-link", "return-url")]
    [TestCase("EnteringCardDetails", "in-progress", "card-details-link", "return-url")]
    [TestCase("AuthorisationReady", "in-progress", "confirm-link", "return-url")]
    [TestCase("Authorisation3dsRequired", "in-progress", "threeds-required-link", "return-url")]
    [TestCase("AuthorisationSuccess", "in-progress", "confirm-link", "return-url")]
    [TestCase("AuthorisationRejected", "qa-payment-declined", null, "return-url")]
    [TestCase("AuthorisationError", "system-error", null, "return-url")]
    [TestCase("AuthorisationUnknown", "system-error", null, "return-url")]
    [TestCase("Expired", "session-expired", null, "return-url")]
    [TestCase("ExpireCancelReady", "session-expired", null, "return-url")]
    [TestCase("SystemCancelled", "system-cancel", null, "return-url")]
    [TestCase("UserCancelled", "user-cancel", null, "return-url")]
    [TestCase("CaptureApproved", "successful", null, "return-url")]
    [TestCase("Captured", "successful", null, "return-url")]
    [TestCase("AwaitingCaptureRequest", "successful", null, "return-url")]
    public void Each_state_has_its_page(string status, string headingClass, string? onward, string? back)
    {
        var page = StatePages.Of(PaymentIn(Enum.Parse<PaymentStatus>(status)), PageTexts.English);
        Assert.That((page.HeadingClass, page.Onward?.Id, page.Back?.Id), Is.EqualTo((headingClass, onward, back)));
    }

    [Test]
    public void No_state_is_without_a_page_in_either_language()
    {
        foreach (var status in Enum.GetValues<PaymentStatus>())
        {
            Assert.That(() => StatePages.Of(PaymentIn(status), PageTexts.Welsh), Throws.Nothing);
        }
    }

    [Test]
    public void That_no_money_was_taken_is_never_said_of_a_payment_that_was_confirmed()
    {
        foreach (var status in Enum.GetValues<PaymentStatus>().Where(status => status.Public() == PaymentStatusRules.Success))
        {
            Assert.That(StatePages.Of(PaymentIn(status), PageTexts.English).Text, Does.Not.Contain("No money"));
            Assert.That(StatePages.NoMoneyTaken(PaymentIn(status)), Is.False);
        }
    }

    [TestCase("https://service.example/return?a=1#b", "https://service.example/return?a=1#b")]
    [TestCase("https://service.example/é", "https://service.example/%C3%A9")]
    [TestCase("http://[::1]:8080/ü?ü", "http://[::1]:8080/%C3%BC?%C3%BC")]
    public void The_payer_is_sent_back_to_the_stored_address(string returnUrl, string location) =>
        Assert.That(ReturnToService.LocationOf(returnUrl), Is.EqualTo(location));

    [TestCase("https://service.example/return", "https://service.example https:")]
    [TestCase("http://localhost:3000/x", "http://localhost:3000 http: https:")]
    [TestCase("https://user@service.example:8443/", "https://service.example:8443 https:")]
    [TestCase("http://[::1]:8080/", "http://[::1]:8080 http: https:")]
    [TestCase(null, null)]
    public void The_confirm_form_may_end_at_the_service_and_where_the_service_sends_the_payer_on(string? returnUrl, string? sources) =>
        Assert.That(ReturnToService.FormActionSourcesOf(returnUrl), Is.EqualTo(sources));

    [Test]
    public void The_script_imports_the_front_end_by_its_hashed_name()
    {
        var assets = PageAssets.Load(typeof(PageAssets).Assembly);
        var script = Encoding.UTF8.GetString(assets.Find(assets.UrlOf(PageAssets.Script)[("/assets/".Length)..])!.Content);
        var imported = Regex.Match(script, "from \"\\./(?<name>govuk-frontend\\.[0-9a-f]{20}\\.js)\"", RegexOptions.None, TimeSpan.FromSeconds(1));
        Assert.That(imported.Success, Is.True);
        Assert.That(assets.Find(imported.Groups["name"].Value), Is.Not.Null);
    }

    private static Payment PaymentIn(PaymentStatus status) => new()
    {
        Number = 1,
        PaymentId = "p",
        AccountNumber = 1,
        Provider = "sandbox",
        Amount = 100,
        Reference = "r",
        Description = "d",
        Language = "en",
        AuthorisationMode = "web",
        Status = status,
        CreatedAt = CardSamples.Now,
    };
}
