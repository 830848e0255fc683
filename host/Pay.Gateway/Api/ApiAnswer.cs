using System.Text.Json;

namespace Pay.Gateway.Api;

/// <summary>A finished answer: what is stored for an idempotency key is exactly what is sent.</summary>
internal sealed record ApiAnswer(int Status, ReadOnlyMemory<byte> Body, string? Location = null)
{
    public static readonly ApiAnswer NoContent = new(204, ReadOnlyMemory<byte>.Empty);

    public static ApiAnswer Of(ApiError error) => new(error.Status, JsonBuffer.Write(error, static (json, error) =>
    {
        json.WriteStartObject();
        if (error.Field is not null)
        {
            json.WriteString("field"u8, error.Field);
        }

        if (error.Header is not null)
        {
            json.WriteString("header"u8, error.Header);
        }

        json.WriteString("code"u8, error.Code);
        json.WriteString("description"u8, error.Description);
        json.WriteEndObject();
    }));

    /// <summary>The framework's own shape: numeric code, and <c>message</c> instead of <c>description</c> (api.md section 2.2).</summary>
    public static ApiAnswer Framework(int status, string message) => new(status, JsonBuffer.Write((status, message), static (json, answer) =>
    {
        json.WriteStartObject();
        json.WriteNumber("code"u8, answer.status);
        json.WriteString("message"u8, answer.message);
        json.WriteEndObject();
    }));

    public static ApiAnswer Json<T>(int status, T value, Action<Utf8JsonWriter, T> write, string? location = null) =>
        new(status, JsonBuffer.Write(value, write), location);
}
