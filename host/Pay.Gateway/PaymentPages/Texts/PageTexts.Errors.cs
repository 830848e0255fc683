namespace Pay.Gateway.PaymentPages.Texts;

/// <summary>What the card page says about values that it does not take.</summary>
public sealed partial class PageTexts
{
    public string ErrorPrefix => Say("Error:", "Gwall:");

    public string ErrorSummaryTitle => Say(
        "The following fields are missing or contain errors",
        "Mae’r meysydd canlynol yn wag neu yn cynnwys camgymeriadau");

    public string CardNumberInvalid => Say("Enter a valid card number", "Rhowch rif cerdyn dilys");

    public string CardNumberLength => Say("Card number is not the correct length", "Nid yw rhif y cerdyn yr hyd cywir");

    public string CardTypeNotAccepted => Say("This card type is not accepted", "Nid yw’r math hwn o gerdyn yn cael ei dderbyn");

    public string PrepaidNotAccepted => Say("Prepaid cards are not accepted", "Ni dderbynnir cardiau rhagdaledig");

    public string ExpiryInvalid => Say("Enter a valid expiry date", "Rhowch ddyddiad dod i ben dilys");

    public string ExpiryInThePast => Say("Enter an expiry date in the future", "Rhowch ddyddiad dod i ben yn y dyfodol");

    public string NameMissing => EnterValid("name", "enw");

    public string NameInvalid => Say("Enter the name as it appears on the card", "Rhowch yr enw fel y mae’n ymddangos ar y cerdyn");

    public string SecurityCodeInvalid => Say("Enter a valid card security code", "Rhowch god diogelwch cerdyn dilys");

    public string AddressLine1Missing => EnterValid("address line 1", "llinell cyfeiriad 1");

    public string AddressLine1Invalid => Say(
        "Enter address line 1, typically the building and street",
        "Rhowch linell cyfeiriad 1, fel arfer yr adeilad a'r stryd");

    public string AddressLine2Invalid => Say("Enter address line 2", "Rhowch linell cyfeiriad 2");

    public string TownInvalid => Say("Enter a valid town/city", "Rhowch dref/ddinas ddilys");

    public string CountryInvalid => Say("Enter a valid country or territory", "Rhowch wlad neu diriogaeth ddilys");

    public string PostcodeInvalid => Say("Enter a valid postcode", "Rhowch god post dilys");

    public string EmailInvalid => Say("Enter a valid email", "Rhowch e-bost dilys");

    public string EmailTypo => Say(
        "There might be a mistake in the last part of your email address. Select your email address.",
        "Efallai bod camgymeriad yn rhan olaf eich cyfeiriad e-bost. Dewiswch eich cyfeiriad e-bost.");

    public string BrandNotSupported(string brand) => Say($"{brand} is not supported", $"Ni dderbynnir {brand}");

    public string DebitNotSupported(string brand) =>
        Say($"{brand} debit cards are not supported", $"Ni dderbynnir cardiau debyd {brand}");

    public string CreditNotSupported(string brand) =>
        Say($"{brand} credit cards are not supported", $"Ni dderbynnir cardiau credyd {brand}");

    // Welsh mutates the field's name, so it is not the label.
    private string EnterValid(string field, string maes) => Say($"Enter a valid {field}", $"Rhowch {maes} dilys");
}
