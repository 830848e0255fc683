using System.Text.Json;
using Pay.Gateway.Api;

namespace Pay.Gateway.Payments;

/// <summary>What a service already knows of its payer; the payer can change it on the card page.</summary>
internal sealed record PrefilledCardholderDetails
{
    public string? CardholderName { get; private init; }
    public string? Line1 { get; private init; }
    public string? Line2 { get; private init; }
    public string? City { get; private init; }
    public string? Postcode { get; private init; }
    public string? Country { get; private init; }

    /// <summary>Anything but an object counts as not sent; a fault names the leaf.</summary>
    public static PrefilledCardholderDetails Parse(JsonElement value)
    {
        var address = JsonBody.Property(value, "billing_address"u8);
        return new PrefilledCardholderDetails
        {
            CardholderName = CreatePaymentRequest.OptionalText(JsonBody.Property(value, "cardholder_name"u8), "cardholder_name"),
            Line1 = CreatePaymentRequest.OptionalText(JsonBody.Property(address, "line1"u8), "line1"),
            Line2 = CreatePaymentRequest.OptionalText(JsonBody.Property(address, "line2"u8), "line2"),
            City = CreatePaymentRequest.OptionalText(JsonBody.Property(address, "city"u8), "city"),
            Postcode = CreatePaymentRequest.OptionalText(JsonBody.Property(address, "postcode"u8), "postcode"),
            Country = CreatePaymentRequest.OptionalText(JsonBody.Property(address, "country"u8), "country"),
        };
    }
}
