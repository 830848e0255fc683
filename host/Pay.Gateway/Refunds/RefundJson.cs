using System.Text.Json;
using Pay.Gateway.Payments;

namespace Pay.Gateway.Refunds;

/// <summary>The refund object of the public API (api.md sections 9.1 to 9.3).</summary>
internal sealed class RefundJson(PaymentJson paymentJson)
{
    /// <summary>As the answer to its creation: without <c>settlement_summary</c>.</summary>
    public void WriteCreated(Utf8JsonWriter json, Refund refund, string paymentId)
    {
        json.WriteStartObject();
        WriteFields(json, refund, paymentId);
        json.WriteEndObject();
    }

    public void Write(Utf8JsonWriter json, Refund refund, string paymentId)
    {
        json.WriteStartObject();
        WriteFields(json, refund, paymentId);
        json.WriteStartObject("settlement_summary"u8);
        if (refund.SettledDate is not null)
        {
            json.WriteString("settled_date"u8, refund.SettledDate);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteFields(Utf8JsonWriter json, Refund refund, string paymentId)
    {
        var payment = paymentJson.SelfHref(paymentId);
        json.WriteString("refund_id"u8, refund.RefundId);
        PaymentJson.WriteTime(json, "created_date"u8, DateTimeOffset.FromUnixTimeMilliseconds(refund.CreatedAt));
        json.WriteNumber("amount"u8, refund.Amount);
        json.WriteStartObject("_links"u8);
        PaymentJson.WriteLink(json, "self"u8, $"{payment}/refunds/{refund.RefundId}", "GET"u8);
        PaymentJson.WriteLink(json, "payment"u8, payment, "GET"u8);
        json.WriteEndObject();
        json.WriteString("status"u8, refund.Status);
    }
}
