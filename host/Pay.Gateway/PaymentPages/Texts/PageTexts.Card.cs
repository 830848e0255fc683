namespace Pay.Gateway.PaymentPages.Texts;

/// <summary>Texts of the card page and of the confirm page.</summary>
public sealed partial class PageTexts
{
    public string EnterCardDetails => Say("Enter card details", "Rhowch fanylion y cerdyn");

    public string CardNumber => Say("Card number", "Rhif cerdyn");

    public string AcceptedCards => Say("Accepted credit and debit card types", "Math o gardiau credyd a debyd y derbynnir");

    public string DebitCardsOnly => Say(
        "Credit card payments are not accepted. Please use a debit card.",
        "Ni dderbynnir taliadau cerdyn credyd. Defnyddiwch gerdyn debyd os gwelwch yn dda.");

    public string CreditCardsOnly => Say(
        "Debit card payments are not accepted. Please use a credit card.",
        "Ni dderbynnir taliadau cerdyn debyd. Defnyddiwch gerdyn credyd os gwelwch yn dda.");

    public string ExpiryDate => Say("Expiry date", "Dyddiad dod i ben");

    public string Month => Say("Month", "Mis");

    public string Year => Say("Year", "Blwyddyn");

    public string NameOnCard => Say("Name on card", "Enw ar y cerdyn");

    public string CardSecurityCode => Say("Card security code", "Cod diogelwch y cerdyn");

    public string SecurityCodeOnBack => Say("The last 3 digits on the back of the card", "Y 3 digid olaf ar gefn y cerdyn");

    public string ForAmericanExpress => Say("For American Express,", "Am American Express,");

    public string SecurityCodeOnFront => Say(
        "The last 4 digits after the card number on the front",
        "Y 4 digid olaf ar flaen y cerdyn ar ôl rhif y cerdyn");

    public string BillingAddress => Say("Billing address", "Cyfeiriad bilio");

    public string BillingAddressHint => Say(
        "This is the address associated with the card",
        "Hwn yw’r cyfeiriad sy’n gysylltiedig â’r cerdyn");

    public string AddressLine1 => Say("Address line 1", "Llinell cyfeiriad 1");

    public string AddressLine2 => Say("Address line 2 (optional)", "Llinell cyfeiriad 2 (dewisol)");

    public string TownOrCity => Say("Town or city", "Tref neu ddinas");

    public string Country => Say("Country or territory", "Gwlad neu diriogaeth");

    public string PickCountry => Say("Pick a country or territory");

    public string Postcode => Say("Postcode", "Cod post");

    public string ContactDetails => Say("Contact details", "Manylion cyswllt");

    public string Email => Say("Email", "E-bost");

    public string EmailOptional => Say("Email (optional)", "E-bost (dewisol)");

    public string EmailHint => Say("We’ll send your payment confirmation here", "Byddwn yn anfon eich cadarnhad taliad yma");

    public string EmailWillBeSentTo => Say("An email will be sent to:", "Byddwn an anfon e-bost i:");

    public string Continue => Say("Continue", "Parhau");

    public string CancelPayment => Say("Cancel payment", "Canslo’r taliad");

    public string ConfirmYourPayment => Say("Confirm your payment", "Cadarnhau eich taliad");

    public string ConfirmPayment => Say("Confirm payment", "Cadarnhau’r taliad");

    public string ConfirmationEmail => Say("Confirmation email", "E-bost cadarnhad");

    /// <summary>Said to screen readers in place of the dots of a card number.</summary>
    public string EndingIn(string lastDigits) => Say($"ending in {lastDigits}");

    public string ExpiryHint(string month) => Say($"For example, 10/{month}", $"Er enghraifft 10/{month}");

    public string CorporateCreditCardFee(string pounds) => Say(
        $"There is a fee of £{pounds} for using a corporate credit card",
        $"Mae ffi o £{pounds} am ddefnyddio cerdyn credyd corfforaethol");

    public string CorporateDebitCardFee(string pounds) => Say(
        $"There is a fee of £{pounds} for using a corporate debit card",
        $"Mae ffi o £{pounds} am ddefnyddio cerdyn ddebyd corfforaethol");
}
