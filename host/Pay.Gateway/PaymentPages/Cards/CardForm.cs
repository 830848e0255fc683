using Pay.Gateway.Accounts;
using Pay.Gateway.PaymentPages.Texts;
using Pay.Providers;

namespace Pay.Gateway.PaymentPages.Cards;

/// <summary>The card page's form as it was posted: either a card to authorise, or what is wrong with it (payment-pages.md section 8).</summary>
internal sealed class CardForm
{
    private const int NameLengthMax = 255;
    private const int AddressPartLengthMax = 255;
    private const int PostcodeLengthMax = 25;
    private const int SecurityCodeTextLengthMax = 64;

    // Twelve digits are the shortest card number: somebody typed theirs into the wrong box.
    private const int DigitsInTextMax = CardNumber.DigitsMin - 1;

    private readonly IFormCollection _form;
    private readonly CardFormRules _rules;
    private readonly PageTexts _texts;
    private readonly List<CardFieldError> _errors = [];
    private readonly Dictionary<CardField, string> _values = [];

    private CardForm(IFormCollection form, CardFormRules rules, PageTexts texts) => (_form, _rules, _texts) = (form, rules, texts);

    /// <summary>In page order, one for each failing field.</summary>
    public IReadOnlyList<CardFieldError> Errors => _errors;

    /// <summary>What may be shown to the payer again: never number, expiry date or security code.</summary>
    public IReadOnlyDictionary<CardField, string> Values => _values;

    /// <summary>Set when there are no errors.</summary>
    public PayerCard? Card { get; private set; }

    /// <summary>Where the confirmation goes, if the account collects addresses and the payer gave one.</summary>
    public string? Email { get; private set; }

    public static CardForm Read(IFormCollection form, CardFormRules rules, PageTexts texts, DateTimeOffset now)
    {
        var card = new CardForm(form, rules, texts);
        card.Judge(now);
        return card;
    }

    public override string ToString() => "CardForm(redacted)";

    private void Judge(DateTimeOffset now)
    {
        // The order is that of the page: the error summary lists fields as the payer meets them.
        var acceptance = CardAcceptance.Judge(Text(CardField.CardNumber), _rules.Account, _texts);
        Refuse(CardField.CardNumber, acceptance.Refusal);
        var expiry = JudgeExpiry(now);
        var name = JudgeName();
        var securityCode = JudgeSecurityCode();
        var address = _rules.CollectAddress ? JudgeAddress() : null;
        Email = _rules.Email == EmailCollection.Off ? null : JudgeEmail();
        if (_errors.Count > 0)
        {
            return;
        }

        Card = new PayerCard
        {
            Number = acceptance.Number!.Reveal(),
            SecurityCode = securityCode,
            ExpiryMonth = expiry!.Month,
            ExpiryYear = expiry.Year,
            HolderName = name,
            Brand = acceptance.Information!.Brand.Key,
            Type = acceptance.Information.Type,
            BillingAddress = address,
        };
    }

    private ExpiryDate? JudgeExpiry(DateTimeOffset now)
    {
        if (!ExpiryDate.TryParse(Text(CardField.ExpiryMonth), Text(CardField.ExpiryYear), out var date))
        {
            Refuse(CardField.ExpiryMonth, _texts.ExpiryInvalid);
        }
        else if (date.IsBefore(ExpiryDate.Current(now)))
        {
            Refuse(CardField.ExpiryMonth, _texts.ExpiryInThePast);
        }

        return date;
    }

    private string JudgeName()
    {
        var name = Keep(CardField.CardholderName);
        if (name.Length == 0)
        {
            Refuse(CardField.CardholderName, _texts.NameInvalid, summary: _texts.NameMissing);
        }
        else if (name.Length > NameLengthMax || HasCardNumber(name) || LooksLikeSecurityCode(name))
        {
            Refuse(CardField.CardholderName, _texts.NameInvalid);
        }

        return name;
    }

    private string JudgeSecurityCode()
    {
        var text = Text(CardField.SecurityCode);
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        if (digits.Length is not (3 or 4) || text.Length > SecurityCodeTextLengthMax)
        {
            Refuse(CardField.SecurityCode, _texts.SecurityCodeInvalid);
        }

        return digits;
    }

    private BillingAddress JudgeAddress()
    {
        var line1 = Keep(CardField.AddressLine1);
        if (line1.Length == 0)
        {
            Refuse(CardField.AddressLine1, _texts.AddressLine1Invalid, summary: _texts.AddressLine1Missing);
        }
        else if (!IsAddressPart(line1))
        {
            Refuse(CardField.AddressLine1, _texts.AddressLine1Invalid);
        }

        var line2 = Keep(CardField.AddressLine2);
        Refuse(CardField.AddressLine2, IsAddressPart(line2) ? null : _texts.AddressLine2Invalid);
        var city = Keep(CardField.City);
        Refuse(CardField.City, city.Length > 0 && IsAddressPart(city) ? null : _texts.TownInvalid);
        var country = Keep(CardField.Country);
        Refuse(CardField.Country, Countries.IsKnown(country) ? null : _texts.CountryInvalid);
        var postcode = Keep(CardField.Postcode);
        Refuse(CardField.Postcode, IsPostcode(postcode, country) ? null : _texts.PostcodeInvalid);
        return new BillingAddress(line1, line2.Length == 0 ? null : line2, postcode, city, country);
    }

    private string? JudgeEmail()
    {
        var email = Keep(CardField.Email);
        if (email.Length == 0 && _rules.Email == EmailCollection.Optional)
        {
            return null;
        }

        Refuse(CardField.Email, EmailAddress.IsWellFormed(email) ? null : _texts.EmailInvalid);
        return email;
    }

    /// <summary>A posted value, cleaned. A field that is posted twice counts once.</summary>
    private string Text(CardField field) =>
        string.Concat((_form[field.Name].FirstOrDefault() ?? "").Where(character => !char.IsControl(character))).Trim();

    /// <summary>A value that the payer gets back if the form is shown again.</summary>
    private string Keep(CardField field) => _values[field] = Text(field);

    private void Refuse(CardField field, string? message, string? summary = null)
    {
        if (message is not null)
        {
            _errors.Add(new CardFieldError(field, summary ?? message, message));
        }
    }

    private static bool IsAddressPart(string text) => text.Length <= AddressPartLengthMax && !HasCardNumber(text);

    private static bool IsPostcode(string text, string country) =>
        text.Length is > 0 and <= PostcodeLengthMax && !HasCardNumber(text)
        && (country != Countries.Default || UkPostcode.IsComplete(text));

    private static bool HasCardNumber(string text) => text.Count(char.IsAsciiDigit) > DigitsInTextMax;

    private static bool LooksLikeSecurityCode(string text) => text.Length is 3 or 4 && text.All(char.IsAsciiDigit);
}
