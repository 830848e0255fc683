using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pay.Client;

/// <summary>Every type that is read from or written to the API; the code is generated, so nothing needs reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters =
    [
        typeof(NullTolerantInt64Converter),
        typeof(NullTolerantInt32Converter),
        typeof(NullTolerantBooleanConverter),
        typeof(NullTolerantDateTimeOffsetConverter),
    ],
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(CreatePaymentRequest))]
[JsonSerializable(typeof(Payment))]
[JsonSerializable(typeof(PaymentEvents))]
[JsonSerializable(typeof(PaymentPage))]
[JsonSerializable(typeof(RefundRequest))]
[JsonSerializable(typeof(Refund))]
[JsonSerializable(typeof(RefundList))]
internal sealed partial class PayJsonContext : JsonSerializerContext
{
    /// <summary>The context to use.</summary>
    internal static PayJsonContext Wire => Relaxed.Context;

    // A class of its own, because the generated part has static fields too and the order between the parts is not defined.
    private static class Relaxed
    {
        /// <summary>
        /// The relaxed encoder writes <c>&amp;</c>, <c>'</c>, <c>+</c> and letters of other alphabets as they are: the body is
        /// JSON over HTTP, never part of a page, and the firewall in front of GOV.UK Pay refuses backslashes.
        /// </summary>
        internal static readonly PayJsonContext Context = new(
            new JsonSerializerOptions(((JsonSerializerContext)Default).Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
