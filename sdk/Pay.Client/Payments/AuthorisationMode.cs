using System.Text.Json.Serialization;

namespace Pay.Client;

/// <summary>How the payment is authorised: <c>authorisation_mode</c>. Unknown values are kept.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct AuthorisationMode
{
    private readonly string? _value;

    /// <summary>Makes a mode from the text that the API uses.</summary>
    public AuthorisationMode(string? value) => _value = string.IsNullOrEmpty(value) ? null : value;

    /// <summary>The text that the API uses; empty when the server sent none.</summary>
    public string Value => _value ?? "";

    /// <summary>The payer enters the card on the payment pages (the default).</summary>
    public static AuthorisationMode Web { get; } = new("web");

    /// <summary>The service sends the card details itself (mail order or telephone order).</summary>
    public static AuthorisationMode MotoApi { get; } = new("moto_api");

    /// <summary>The card saved in an agreement is used; the payer is not present.</summary>
    public static AuthorisationMode Agreement { get; } = new("agreement");

    /// <summary>Taken outside the API, for instance by telephone. Only in answers.</summary>
    public static AuthorisationMode External { get; } = new("external");

    /// <inheritdoc/>
    public override string ToString() => Value;

    internal sealed class Converter : ApiStringConverter<AuthorisationMode>
    {
        private static readonly AuthorisationMode[] s_known = [Web, MotoApi, Agreement, External];

        protected override ReadOnlySpan<AuthorisationMode> Known => s_known;

        protected override AuthorisationMode From(string? value) => new(value);

        protected override string TextOf(AuthorisationMode value) => value.Value;
    }
}

/// <summary>What kind of agreement payment it is: <c>agreement_payment_type</c>. Unknown values are kept.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct AgreementPaymentType
{
    private readonly string? _value;

    /// <summary>Makes a type from the text that the API uses.</summary>
    public AgreementPaymentType(string? value) => _value = string.IsNullOrEmpty(value) ? null : value;

    /// <summary>The text that the API uses; empty when the server sent none.</summary>
    public string Value => _value ?? "";

    /// <summary>A fixed number of payments for one purchase.</summary>
    public static AgreementPaymentType Instalment { get; } = new("instalment");

    /// <summary>Regular payments, the default when an agreement is involved.</summary>
    public static AgreementPaymentType Recurring { get; } = new("recurring");

    /// <summary>Payments at irregular times.</summary>
    public static AgreementPaymentType Unscheduled { get; } = new("unscheduled");

    /// <inheritdoc/>
    public override string ToString() => Value;

    internal sealed class Converter : ApiStringConverter<AgreementPaymentType>
    {
        private static readonly AgreementPaymentType[] s_known = [Instalment, Recurring, Unscheduled];

        protected override ReadOnlySpan<AgreementPaymentType> Known => s_known;

        protected override AgreementPaymentType From(string? value) => new(value);

        protected override string TextOf(AgreementPaymentType value) => value.Value;
    }
}

/// <summary>The language of the payment pages: <c>language</c>. Unknown values are kept.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct PaymentLanguage
{
    private readonly string? _value;

    /// <summary>Makes a language from the code that the API uses.</summary>
    public PaymentLanguage(string? value) => _value = string.IsNullOrEmpty(value) ? null : value;

    /// <summary>The code that the API uses; empty when the server sent none.</summary>
    public string Value => _value ?? "";

    /// <summary>English, <c>en</c> (the default).</summary>
    public static PaymentLanguage English { get; } = new("en");

    /// <summary>Welsh, <c>cy</c>.</summary>
    public static PaymentLanguage Welsh { get; } = new("cy");

    /// <inheritdoc/>
    public override string ToString() => Value;

    internal sealed class Converter : ApiStringConverter<PaymentLanguage>
    {
        private static readonly PaymentLanguage[] s_known = [English, Welsh];

        protected override ReadOnlySpan<PaymentLanguage> Known => s_known;

        protected override PaymentLanguage From(string? value) => new(value);

        protected override string TextOf(PaymentLanguage value) => value.Value;
    }
}
