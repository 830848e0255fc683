using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using Pay.Gateway.Api;
using Pay.Gateway.Refunds;

namespace Pay.Gateway.Payments;

/// <summary>The payment object of the public API, keys in its order (api.md section 6.2).</summary>
internal sealed class PaymentJson(PublicAddress address, PaymentTokens tokens)
{
    /// <summary>An address that is longer is written the slower way.</summary>
    private const int HrefLengthMax = 256;

    /// <summary>A single payment, with a fresh one-time token as long as the payer is needed.</summary>
    public void Write(Utf8JsonWriter json, Payment payment)
    {
        json.WriteStartObject();
        WriteFields(json, payment);
        json.WriteStartObject("_links"u8);
        WriteLinks(json, payment);
        json.WriteEndObject();
        WriteBrand(json, payment);
        json.WriteEndObject();
    }

    /// <summary>A payment among search results: no token, and links that do not apply are <c>null</c> (section 8.4.4).</summary>
    public void WriteFound(Utf8JsonWriter json, Payment payment)
    {
        json.WriteStartObject();
        WriteFields(json, payment);
        json.WriteStartObject("_links"u8);
        WriteLink(json, "self"u8, payment, "", "GET"u8);
        if (payment.State.Finished)
        {
            json.WriteNull("cancel"u8);
        }
        else
        {
            WriteLink(json, "cancel"u8, payment, "/cancel", "POST"u8);
        }

        WriteLink(json, "events"u8, payment, "/events", "GET"u8);
        WriteLink(json, "refunds"u8, payment, "/refunds", "GET"u8);
        json.WriteNull("capture"u8);
        json.WriteEndObject();
        WriteBrand(json, payment);
        json.WriteEndObject();
    }

    public string SelfHref(string paymentId) => address.Payments + paymentId;

    public static void WriteLink(Utf8JsonWriter json, ReadOnlySpan<byte> name, string href, ReadOnlySpan<byte> method)
    {
        json.WriteStartObject(name);
        json.WriteString("href"u8, href);
        json.WriteString("method"u8, method);
        json.WriteEndObject();
    }

    public static void WriteState(Utf8JsonWriter json, PublicState state)
    {
        json.WriteStartObject("state"u8);
        json.WriteString("status"u8, state.Status);
        json.WriteBoolean("finished"u8, state.Finished);
        WriteText(json, "message"u8, state.Message);
        WriteText(json, "code"u8, state.Code);
        json.WriteEndObject();
    }

    public static void WriteTime(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset time)
    {
        // "O" is 2026-03-25T13:11:29.0190000Z, and quicker than a pattern; what follows the milliseconds is cut.
        Span<byte> text = stackalloc byte[28];
        Utf8Formatter.TryFormat(time.UtcDateTime, text, out _, new StandardFormat('O'));
        text[23] = (byte)'Z';
        json.WriteString(name, text[..24]);
    }

    private static void WriteFields(Utf8JsonWriter json, Payment payment)
    {
        json.WriteNumber("amount"u8, payment.Amount);
        json.WriteString("description"u8, payment.Description);
        json.WriteString("reference"u8, payment.Reference);
        json.WriteString("language"u8, payment.Language);
        if (payment.Metadata is not null)
        {
            json.WritePropertyName("metadata"u8);
            json.WriteRawValue(payment.Metadata, skipInputValidation: true);
        }

        WriteText(json, "email"u8, payment.Email);
        WriteState(json, payment.State);
        json.WriteString("payment_id"u8, payment.PaymentId);
        json.WriteString("payment_provider"u8, payment.Provider);
        WriteTime(json, "created_date"u8, payment.CreatedAt);
        WriteRefundSummary(json, payment);
        WriteSettlementSummary(json, payment);
        WriteCardDetails(json, payment);
        json.WriteBoolean("delayed_capture"u8, payment.DelayedCapture);
        json.WriteBoolean("moto"u8, payment.Moto);
        WriteText(json, "provider_id"u8, payment.TransactionId);
        WriteText(json, "return_url"u8, payment.ReturnUrl);
        if (payment.ThreeDSecure)
        {
            json.WriteStartObject("authorisation_summary"u8);
            json.WriteStartObject("three_d_secure"u8);
            json.WriteBoolean("required"u8, value: true);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteString("authorisation_mode"u8, payment.AuthorisationMode);
    }

    private static void WriteRefundSummary(Utf8JsonWriter json, Payment payment)
    {
        json.WriteStartObject("refund_summary"u8);
        json.WriteString("status"u8, RefundAvailability.Of(payment));
        json.WriteNumber("amount_available"u8, payment.RefundAmountAvailable);
        json.WriteNumber("amount_submitted"u8, payment.RefundedAmount);
        json.WriteEndObject();
    }

    private static void WriteSettlementSummary(Utf8JsonWriter json, Payment payment)
    {
        json.WriteStartObject("settlement_summary"u8);
        if (payment.CaptureSubmittedAt is { } submittedAt)
        {
            WriteTime(json, "capture_submit_time"u8, submittedAt);
        }

        if (payment.CapturedAt is { } capturedAt)
        {
            json.WriteString("captured_date"u8, capturedAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }

        WriteText(json, "settled_date"u8, payment.SettledDate);
        json.WriteEndObject();
    }

    private static void WriteCardDetails(Utf8JsonWriter json, Payment payment)
    {
        if (!payment.HasCardDetails)
        {
            return;
        }

        json.WriteStartObject("card_details"u8);
        WriteTextOrNull(json, "last_digits_card_number"u8, payment.CardLastDigits);
        WriteTextOrNull(json, "first_digits_card_number"u8, payment.CardFirstDigits);
        WriteTextOrNull(json, "cardholder_name"u8, payment.CardholderName);
        WriteTextOrNull(json, "expiry_date"u8, payment.CardExpiry);
        if (payment.HasAddress)
        {
            json.WriteStartObject("billing_address"u8);
            WriteText(json, "line1"u8, payment.AddressLine1);
            WriteText(json, "line2"u8, payment.AddressLine2);
            WriteText(json, "postcode"u8, payment.AddressPostcode);
            WriteText(json, "city"u8, payment.AddressCity);
            WriteText(json, "country"u8, payment.AddressCountry);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("billing_address"u8);
        }

        json.WriteString("card_brand"u8, CardBrandLabel.Of(payment.CardBrand) ?? "");
        WriteTextOrNull(json, "card_type"u8, payment.CardType);
        json.WriteNull("wallet_type"u8);
        json.WriteEndObject();
    }

    private void WriteLinks(Utf8JsonWriter json, Payment payment)
    {
        WriteLink(json, "self"u8, payment, "", "GET"u8);
        if (payment.NeedsPayer)
        {
            var token = tokens.Issue(payment.Number);
            var secure = address.Secure;
            WriteLink(json, "next_url"u8, $"{secure}/{token}", "GET"u8);
            json.WriteStartObject("next_url_post"u8);
            json.WriteString("type"u8, "application/x-www-form-urlencoded"u8);
            json.WriteStartObject("params"u8);
            json.WriteString("chargeTokenId"u8, token);
            json.WriteEndObject();
            json.WriteString("href"u8, secure);
            json.WriteString("method"u8, "POST"u8);
            json.WriteEndObject();
        }

        WriteLink(json, "events"u8, payment, "/events", "GET"u8);
        WriteLink(json, "refunds"u8, payment, "/refunds", "GET"u8);
        if (!payment.State.Finished)
        {
            WriteLink(json, "cancel"u8, payment, "/cancel", "POST"u8);
        }

        if (payment.Status == PaymentStatus.AwaitingCaptureRequest)
        {
            WriteLink(json, "capture"u8, payment, "/capture", "POST"u8);
        }
    }

    /// <summary>A link to the payment or to something below it. Five of them stand in every answer, so no text is made for them.</summary>
    private void WriteLink(Utf8JsonWriter json, ReadOnlySpan<byte> name, Payment payment, string below, ReadOnlySpan<byte> method)
    {
        Span<char> href = stackalloc char[HrefLengthMax];
        if (!href.TryWrite($"{address.Payments}{payment.PaymentId}{below}", out var length))
        {
            WriteLink(json, name, SelfHref(payment.PaymentId) + below, method);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("href"u8, href[..length]);
        json.WriteString("method"u8, method);
        json.WriteEndObject();
    }

    /// <summary>The deprecated copy of <c>card_details.card_brand</c>.</summary>
    private static void WriteBrand(Utf8JsonWriter json, Payment payment) => WriteText(json, "card_brand"u8, CardBrandLabel.Of(payment.CardBrand));

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteTextOrNull(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is null)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteString(name, value);
        }
    }
}
