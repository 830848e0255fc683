using System.Net;
using System.Text;
using System.Text.Json;

namespace Pay.Client;

/// <summary>
/// Makes a <see cref="PayException"/> of an answer that is not a success. Any body will do: the API's own errors, the
/// platform's (numeric <c>code</c>, text in <c>message</c>), HTML, plain text, nothing, or garbage.
/// </summary>
internal static class ErrorAnswer
{
    /// <summary>Enough for every error of the API; the rest of a page of HTML is not worth keeping.</summary>
    private const int BodyCharactersMax = 4096;

    internal static PayException Create(Exchange exchange, HttpStatusCode status, ReadOnlySpan<byte> body, string apiKey)
    {
        // A 401 never carries an API error, whatever its body looks like; the status says it all.
        var error = status == HttpStatusCode.Unauthorized ? default : Parse(body, apiKey);
        return new PayException(Message(exchange, status, error))
        {
            StatusCode = status,
            Code = error.Code,
            Description = error.Description,
            Field = error.Field,
            Header = error.Header,
            ResponseBody = Redact(Bounded(body), apiKey),
        };
    }

    /// <summary>The start of a body as text, without the API key.</summary>
    internal static string Text(ReadOnlySpan<byte> body, string apiKey) => Redact(Bounded(body), apiKey);

    private static string Message(Exchange exchange, HttpStatusCode status, ErrorFields error)
    {
        var message = new StringBuilder("Pay answered ")
            .Append((int)status)
            .Append(error.Code is null ? "" : " ").Append(error.Code)
            .Append(" to ").Append(exchange.Method.Method).Append(' ').Append(exchange.Path);
        if (status == HttpStatusCode.Unauthorized)
        {
            message.Append(": the API key was not accepted.");
        }
        else if (!string.IsNullOrEmpty(error.Description))
        {
            message.Append(": ").Append(error.Description);
        }

        return message.ToString();
    }

    private static ErrorFields Parse(ReadOnlySpan<byte> body, string apiKey)
    {
        var fields = default(ErrorFields);
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!JsonDocument.TryParseValue(ref reader, out var document))
            {
                return fields;
            }

            using (document)
            {
                if (document.RootElement.ValueKind != JsonValueKind.Object)
                {
                    return fields;
                }

                // A numeric code is the HTTP status once more and not a code of the API.
                fields.Code = String(document.RootElement, "code", apiKey);
                fields.Description = String(document.RootElement, "description", apiKey) ?? String(document.RootElement, "message", apiKey);
                fields.Field = String(document.RootElement, "field", apiKey);
                fields.Header = String(document.RootElement, "header", apiKey);
            }
        }
        catch (JsonException)
        {
            // HTML, plain text, garbage: the status and the raw body are all there is to tell.
        }

        return fields;
    }

    private static string? String(JsonElement error, string name, string apiKey)
    {
        if (!error.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            var text = value.GetString()!;
            return Redact(text.Length > BodyCharactersMax ? text.Substring(0, BodyCharactersMax) : text, apiKey);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: not a string that can be shown.
            return null;
        }
    }

    private static string Bounded(ReadOnlySpan<byte> body)
    {
        // Four bytes per character at most; the rest is cut away before it is decoded.
        var bytes = body.Slice(0, Math.Min(body.Length, BodyCharactersMax * 4));
#if NET
        var text = Encoding.UTF8.GetString(bytes);
#else
        var text = Encoding.UTF8.GetString(bytes.ToArray());
#endif
        return text.Length > BodyCharactersMax ? text.Substring(0, BodyCharactersMax) : text;
    }

    private static string Redact(string text, string apiKey) => text.Replace(apiKey, "[API key]");

    private struct ErrorFields
    {
        internal string? Code;
        internal string? Description;
        internal string? Field;
        internal string? Header;
    }
}
