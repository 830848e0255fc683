using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pay.Client;

/// <summary>
/// Reads and writes a string of the API that has known values and may get new ones. Known values are compared in place, so that
/// reading them allocates nothing; unknown ones are kept as they came.
/// </summary>
internal abstract class ApiStringConverter<T> : JsonConverter<T>
    where T : struct
{
    protected abstract ReadOnlySpan<T> Known { get; }

    protected abstract T From(string? value);

    protected abstract string TextOf(T value);

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return default;
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException("A string was expected.");
        }

        foreach (var known in Known)
        {
            if (reader.ValueTextEquals(TextOf(known)))
            {
                return known;
            }
        }

        return From(reader.GetString());
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(TextOf(value));
}
