using System.Text.Json;
using Pay.Gateway.Api;

namespace Pay.Gateway.Payments;

/// <summary>The rules for <c>metadata</c> (api.md section 8.1.3). All that are broken are named, joined by a full stop.</summary>
internal static class PaymentMetadata
{
    private const int PairsMax = 15;
    private const int KeyLengthMax = 30;
    private const int ValueLengthMax = 100;

    /// <returns>The JSON to store, or <see langword="null"/> where there is nothing to store.</returns>
    public static string? Parse(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            throw Invalid("Value must not be null");
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            throw Invalid("Must be an object of JSON key-value pairs");
        }

        // A key that stands twice in the JSON counts once, with its last value, as everywhere in a body.
        var pairs = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            pairs[property.Name] = property.Value;
        }

        Check(pairs);
        return pairs.Count == 0 ? null : System.Text.Encoding.UTF8.GetString(JsonBuffer.Write(pairs, static (json, pairs) =>
        {
            json.WriteStartObject();
            foreach (var (key, element) in pairs)
            {
                json.WritePropertyName(key);
                element.WriteTo(json);
            }

            json.WriteEndObject();
        }));
    }

    private static void Check(Dictionary<string, JsonElement> pairs)
    {
        var faults = new List<string>();
        if (pairs.Count > PairsMax)
        {
            faults.Add($"Cannot have more than {PairsMax} key-value pairs");
        }

        if (pairs.Keys.Any(key => key.Length is 0 or > KeyLengthMax))
        {
            faults.Add($"Keys must be between 1 and {KeyLengthMax} characters long");
        }

        if (pairs.Values.Any(value => value.ValueKind == JsonValueKind.Null))
        {
            faults.Add("Must not have null values");
        }

        if (pairs.Values.Any(value => value.ValueKind is JsonValueKind.Object or JsonValueKind.Array))
        {
            faults.Add("Values must be of type String, Boolean or Number");
        }

        if (pairs.Values.Any(value => Length(value) > ValueLengthMax))
        {
            faults.Add($"Values must be no greater than {ValueLengthMax} characters long");
        }

        if (pairs.Keys.Distinct(StringComparer.OrdinalIgnoreCase).Count() != pairs.Count)
        {
            faults.Add("Must have case insensitive unique keys");
        }

        if (faults.Count > 0)
        {
            throw Invalid(string.Join(". ", faults));
        }
    }

    private static int Length(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => JsonBody.Text(value).Length,
        JsonValueKind.Number => value.GetRawText().Length,
        _ => 0,
    };

    private static ApiRefusal Invalid(string reason) => CreatePaymentRequest.Invalid(422, "metadata", reason);
}
