using System.Reflection;
using NUnit.Framework;
using Pay.Gateway.PaymentPages.Texts;

namespace Pay.Gateway.Tests.PaymentPages;

internal sealed class PageTextsTests
{
    private static readonly Dictionary<string, string> All = BothLanguages();

    [TestCase("Accepted credit and debit card types", "Math o gardiau credyd a debyd y derbynnir")]
    [TestCase("Credit card payments are not accepted. Please use a debit card.", "Ni dderbynnir taliadau cerdyn credyd. Defnyddiwch gerdyn debyd os gwelwch yn dda.")]
    [TestCase("Debit card payments are not accepted. Please use a credit card.", "Ni dderbynnir taliadau cerdyn debyd. Defnyddiwch gerdyn credyd os gwelwch yn dda.")]
    [TestCase("Enter card details", "Rhowch fanylion y cerdyn")]
    [TestCase("Expiry date", "Dyddiad dod i ben")]
    [TestCase("For example, 10/%s", "Er enghraifft 10/%s")]
    [TestCase("Month", "Mis")]
    [TestCase("Year", "Blwyddyn")]
    [TestCase("Card security code", "Cod diogelwch y cerdyn")]
    [TestCase("The last 3 digits on the back of the card", "Y 3 digid olaf ar gefn y cerdyn")]
    [TestCase("The last 4 digits after the card number on the front", "Y 4 digid olaf ar flaen y cerdyn ar ôl rhif y cerdyn")]
    [TestCase("For American Express,", "Am American Express,")]
    [TestCase("Card number", "Rhif cerdyn")]
    [TestCase("Name on card", "Enw ar y cerdyn")]
    [TestCase("Billing address", "Cyfeiriad bilio")]
    [TestCase("This is the address associated with the card", "Hwn yw’r cyfeiriad sy’n gysylltiedig â’r cerdyn")]
    [TestCase("Address line 1", "Llinell cyfeiriad 1")]
    [TestCase("Address line 2 (optional)", "Llinell cyfeiriad 2 (dewisol)")]
    [TestCase("Town or city", "Tref neu ddinas")]
    [TestCase("Postcode", "Cod post")]
    [TestCase("Country or territory", "Gwlad neu diriogaeth")]
    [TestCase("Contact details", "Manylion cyswllt")]
    [TestCase("Email", "E-bost")]
    [TestCase("Email (optional)", "E-bost (dewisol)")]
    [TestCase("We’ll send your payment confirmation here", "Byddwn yn anfon eich cadarnhad taliad yma")]
    [TestCase("An email will be sent to:", "Byddwn an anfon e-bost i:")]
    [TestCase("There is a fee of £%s for using a corporate credit card", "Mae ffi o £%s am ddefnyddio cerdyn credyd corfforaethol")]
    [TestCase("There is a fee of £%s for using a corporate debit card", "Mae ffi o £%s am ddefnyddio cerdyn ddebyd corfforaethol")]
    [TestCase("Confirm payment", "Cadarnhau’r taliad")]
    [TestCase("Continue", "Parhau")]
    [TestCase("Cancel payment", "Canslo’r taliad")]
    [TestCase("Start again", "Dechrau eto")]
    [TestCase("Confirm your payment", "Cadarnhau eich taliad")]
    [TestCase("Confirmation email", "E-bost cadarnhad")]
    [TestCase("or", "neu")]
    [TestCase("Your payment is in progress", "Mae eich taliad ar y gweill")]
    [TestCase("Payment summary", "Crynodeb y taliad")]
    [TestCase("Amount", "Swm")]
    [TestCase("Corporate card fee:", "Ffi cerdyn corfforaethol:")]
    [TestCase("Total amount:", "Cyfanswm:")]
    [TestCase("You can either:", "Gallwch:")]
    [TestCase("Continue with your payment", "Parhau gyda’ch taliad")]
    [TestCase("Cancel and go back to try the payment again", "Canslo a mynd yn ôl i trio'r taliad eto")]
    [TestCase("Your payment has been declined", "Mae eich taliad wedi cael ei wrthod")]
    [TestCase("No money has been taken from your account. Contact your bank for more details.", "Nid oes arian wedi cael ei dynnu o’ch cyfrif. Cysylltwch â’ch banc am ragor o fanylion.")]
    [TestCase("Your payment was unsuccessful", "Nid oedd eich taliad yn llwyddiannus")]
    [TestCase("No money has been taken from your account.", "Nid oes arian wedi ei gymryd o’r cyfrif.")]
    [TestCase("Your payment session has expired. This may be because you have completed your payment or your session has timed out.", "Am eich diogelwch, bydd sesiynau talu yn dod i ben ar ôl 90 munud. Nid oes arian wedi cael ei dynnu o’ch cyfrif.")]
    [TestCase("To make any changes to your payment you’ll need to contact the service.", "I wneud unrhyw newidiadau i’ch taliad mae angen i chi gysylltu â’r gwasanaeth.")]
    [TestCase("View your payment summary", "Gweld crynodeb eich taliad")]
    [TestCase("Your payment session has expired", "Daeth eich sesiwn taliad i ben")]
    [TestCase("Payment cancelled", "Y taliad wedi ei ganslo")]
    [TestCase("The service you’re trying to pay has cancelled your payment. No money has been taken from your account.", "Mae’r gwasanaeth rydych yn ceisio ei dalu wedi cael ei ganslo. Nid oes arian wedi cael ei dynnu o’ch cyfrif.")]
    [TestCase("We’re experiencing technical problems", "Rydym yn profi problemau technegol.")]
    [TestCase("Your bank is checking your details", "Mae eich banc yn gwirio eich manylion")]
    [TestCase("You may need to complete some extra verification steps.", "Efallai bydd angen i chi gwblhau camau gwirio pellach.")]
    [TestCase("To continue with your payment, we need your bank’s approval.", "I barhau â’ch taliad, mae arnom angen cymeradwyaeth eich banc.")]
    [TestCase("The card details have been approved by the bank.", "Mae manylion y cerdyn wedi ei gymeradwyo gan y banc.")]
    [TestCase("Checking card details", "Yn gwirio manylion y cerdyn")]
    [TestCase("Your payment details are being checked.", "Mae eich manylion talu yn cael eu gwirio.")]
    [TestCase("waiting", "yn aros")]
    [TestCase("Your payment is being processed.", "Mae eich taliad yn cael ei brosesu.")]
    [TestCase("Processing card details", "Prosesu manylion y cerdyn")]
    [TestCase("Your payment has been cancelled", "Mae eich taliad wedi ei ganslo")]
    [TestCase("The following fields are missing or contain errors", "Mae’r meysydd canlynol yn wag neu yn cynnwys camgymeriadau")]
    [TestCase("Error:", "Gwall:")]
    [TestCase("Enter the name as it appears on the card", "Rhowch yr enw fel y mae’n ymddangos ar y cerdyn")]
    [TestCase("Enter a valid card number", "Rhowch rif cerdyn dilys")]
    [TestCase("Card number is not the correct length", "Nid yw rhif y cerdyn yr hyd cywir")]
    [TestCase("This card type is not accepted", "Nid yw’r math hwn o gerdyn yn cael ei dderbyn")]
    [TestCase("%s is not supported", "Ni dderbynnir %s")]
    [TestCase("%s debit cards are not supported", "Ni dderbynnir cardiau debyd %s")]
    [TestCase("%s credit cards are not supported", "Ni dderbynnir cardiau credyd %s")]
    [TestCase("Prepaid cards are not accepted", "Ni dderbynnir cardiau rhagdaledig")]
    [TestCase("Enter a valid card security code", "Rhowch god diogelwch cerdyn dilys")]
    [TestCase("Enter a valid expiry date", "Rhowch ddyddiad dod i ben dilys")]
    [TestCase("Enter an expiry date in the future", "Rhowch ddyddiad dod i ben yn y dyfodol")]
    [TestCase("Enter address line 1, typically the building and street", "Rhowch linell cyfeiriad 1, fel arfer yr adeilad a'r stryd")]
    [TestCase("Enter address line 2", "Rhowch linell cyfeiriad 2")]
    [TestCase("Enter a valid town/city", "Rhowch dref/ddinas ddilys")]
    [TestCase("Enter a valid postcode", "Rhowch god post dilys")]
    [TestCase("Enter a valid email", "Rhowch e-bost dilys")]
    [TestCase("There might be a mistake in the last part of your email address. Select your email address.", "Efallai bod camgymeriad yn rhan olaf eich cyfeiriad e-bost. Dewiswch eich cyfeiriad e-bost.")]
    [TestCase("Enter a valid country or territory", "Rhowch wlad neu diriogaeth ddilys")]
    [TestCase("Go back to try the payment again", "Mynd yn ôl i roi cynnig arall ar y taliad")]
    public void The_agreed_text_is_shown_in_both_languages(string english, string cymraeg) =>
        Assert.That(All.GetValueOrDefault(english), Is.EqualTo(cymraeg));

    [TestCase("name", "enw")]
    [TestCase("address line 1", "llinell cyfeiriad 1")]
    public void A_missing_value_is_asked_for_by_its_mutated_name(string english, string cymraeg) =>
        Assert.That(All.GetValueOrDefault($"Enter a valid {english}"), Is.EqualTo($"Rhowch {cymraeg} dilys"));

    [Test]
    public void There_are_249_countries_in_the_order_shown()
    {
        var names = Countries.All.Select(country => Plain(country.Name)).ToList();
        Assert.That(names, Has.Count.EqualTo(249));
        Assert.That(names, Is.Ordered.Using((IComparer<string>)StringComparer.Ordinal));
        Assert.That(Countries.All.Select(country => country.Code).Distinct(StringComparer.Ordinal).Count(), Is.EqualTo(249));
        Assert.That(Countries.NameOf("GB"), Is.EqualTo("United Kingdom"));
    }

    private static string Plain(string name) => name.ToLowerInvariant()
        .Replace('å', 'a').Replace('ç', 'c').Replace('é', 'e');

    // Every text, by its English form; placeholders as %s.
    private static Dictionary<string, string> BothLanguages()
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in typeof(PageTexts).GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        {
            if (member is PropertyInfo property && property.PropertyType == typeof(string))
            {
                texts[(string)property.GetValue(PageTexts.English)!] = (string)property.GetValue(PageTexts.Welsh)!;
            }
            else if (member is MethodInfo { IsSpecialName: false } method && method.ReturnType == typeof(string) && method.GetParameters().Length == 1)
            {
                texts[(string)method.Invoke(PageTexts.English, ["%s"])!] = (string)method.Invoke(PageTexts.Welsh, ["%s"])!;
            }
        }

        return texts;
    }
}
