using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pay.Client;

/// <summary>
/// A value of a payment's metadata: text, number or boolean. Text of at most 100 characters; the API takes at most 15 pairs with
/// keys of 1 to 30 characters, unique ignoring case, and answers P0102 with field <c>metadata</c> otherwise.
/// </summary>
[JsonConverter(typeof(Converter))]
public readonly struct MetadataValue : IEquatable<MetadataValue>
{
    private readonly string? _text;
    private readonly JsonTokenType _kind;

    private MetadataValue(string text, JsonTokenType kind)
    {
        _text = text;
        _kind = kind;
    }

    /// <summary>The value as text: a number as JSON writes it, a boolean as <c>true</c> or <c>false</c>.</summary>
    public string Text => _text ?? "";

    /// <summary>Whether it is a number.</summary>
    public bool IsNumber => _kind == JsonTokenType.Number;

    /// <summary>Whether it is a boolean.</summary>
    public bool IsBoolean => _kind is JsonTokenType.True or JsonTokenType.False;

    /// <summary>The value as a number.</summary>
    /// <exception cref="FormatException">It is not a number.</exception>
    public decimal AsDecimal() => decimal.Parse(Text, NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>Text.</summary>
    public static implicit operator MetadataValue(string value) =>
        new(value ?? throw new ArgumentNullException(nameof(value)), JsonTokenType.String);

    /// <summary>A whole number.</summary>
    public static implicit operator MetadataValue(long value) =>
        new(value.ToString(CultureInfo.InvariantCulture), JsonTokenType.Number);

    /// <summary>A number.</summary>
    public static implicit operator MetadataValue(decimal value) =>
        new(value.ToString(CultureInfo.InvariantCulture), JsonTokenType.Number);

    /// <summary>A boolean.</summary>
    public static implicit operator MetadataValue(bool value) =>
        value ? new("true", JsonTokenType.True) : new("false", JsonTokenType.False);

    /// <inheritdoc/>
    public bool Equals(MetadataValue other) =>
        string.Equals(Text, other.Text, StringComparison.Ordinal) && IsNumber == other.IsNumber && IsBoolean == other.IsBoolean;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MetadataValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    /// <summary>Whether both are the same value of the same kind.</summary>
    public static bool operator ==(MetadataValue left, MetadataValue right) => left.Equals(right);

    /// <summary>Whether they differ in value or kind.</summary>
    public static bool operator !=(MetadataValue left, MetadataValue right) => !left.Equals(right);

    /// <inheritdoc/>
    public override string ToString() => Text;

    internal sealed class Converter : JsonConverter<MetadataValue>
    {
        public override MetadataValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                return new(reader.GetString()!, JsonTokenType.String);
            }

            // Anything else is kept as JSON writes it: numbers keep their digits, and a kind that the API may add stays readable.
            var kind = reader.TokenType;
            using var element = JsonDocument.ParseValue(ref reader);
            return new(element.RootElement.GetRawText(), kind);
        }

        public override void Write(Utf8JsonWriter writer, MetadataValue value, JsonSerializerOptions options)
        {
            if (value._kind is JsonTokenType.None or JsonTokenType.String)
            {
                writer.WriteStringValue(value.Text);
            }
            else
            {
                writer.WriteRawValue(value.Text);
            }
        }
    }
}
