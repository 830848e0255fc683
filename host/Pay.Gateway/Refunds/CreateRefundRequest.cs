using System.Globalization;
using System.Text.Json;
using Pay.Gateway.Api;
using Pay.Gateway.Payments;

namespace Pay.Gateway.Refunds;

/// <summary>The body of <c>POST .../refunds</c> (api.md section 9.1).</summary>
/// <param name="Amount">Pence to give back.</param>
/// <param name="AmountAvailable">What the service believes can still be given back, where it sent that.</param>
internal sealed record CreateRefundRequest(int Amount, long? AmountAvailable)
{
    public static CreateRefundRequest Parse(ReadOnlyMemory<byte> bytes)
    {
        using var document = JsonBody.Parse(bytes, "P0697");
        var body = document.RootElement;
        var value = JsonBody.Property(body, "amount"u8);
        if (value.IsMissing())
        {
            throw new ApiRefusal(ApiError.Missing("P0601", "amount"));
        }

        if (!JsonBody.TryGetInteger(value, out var amount))
        {
            throw Invalid(400, "Must be a valid numeric format");
        }

        if (amount < 1)
        {
            throw Invalid(422, "Must be greater than or equal to 1");
        }

        if (amount > CreatePaymentRequest.AmountMax)
        {
            throw Invalid(422, "Must be less than or equal to 10000000");
        }

        return new CreateRefundRequest(amount, ParseAmountAvailable(JsonBody.Property(body, "refund_amount_available"u8)));
    }

    /// <summary>Never a fault: what is no number counts as 0, and is then compared like any other.</summary>
    private static long? ParseAmountAvailable(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined => null,
        JsonValueKind.Number => Truncate(value.TryGetDouble(out var number) ? number : 0),
        JsonValueKind.String => Truncate(
            double.TryParse(JsonBody.Text(value), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0),
        JsonValueKind.True => 1,
        _ => 0,
    };

    private static long Truncate(double number) => double.IsNaN(number) ? 0 : (long)Math.Clamp(number, long.MinValue / 2, long.MaxValue / 2);

    private static ApiRefusal Invalid(int status, string reason) => new(ApiError.Invalid("P0602", status, "amount", reason));
}
