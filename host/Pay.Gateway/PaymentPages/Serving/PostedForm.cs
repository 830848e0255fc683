using Microsoft.AspNetCore.Http.Features;

namespace Pay.Gateway.PaymentPages.Serving;

/// <summary>Reads a posted form, within limits that no page of ours comes near.</summary>
internal static class PostedForm
{
    private const int BodyBytesMax = 64 * 1024;
    private const int FieldsMax = 64;
    private const int NameLengthMax = 64;
    private const int ValueLengthMax = 8 * 1024;

    /// <summary>What a bank sends is a signed document in one field.</summary>
    public const int BankValueLengthMax = 48 * 1024;

    /// <summary>
    /// <see langword="null"/>: not a form that our pages send. Multipart is not read at all, because ASP.NET spools its parts to
    /// disk, and no card number may get there.
    /// </summary>
    public static async Task<IFormCollection?> ReadAsync(HttpContext http, int valueLengthMax = ValueLengthMax)
    {
        var request = http.Request;
        if (request.ContentType?.Split(';')[0].Trim().Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
        {
            return null;
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = BodyBytesMax;
        }

        try
        {
            var form = await request.ReadFormAsync(LimitsFor(valueLengthMax), http.RequestAborted);

            // No keyboard types NUL, and PostgreSQL cannot store it.
            return form.All(field => field.Value.All(value => value?.Contains('\0', StringComparison.Ordinal) != true)) ? form : null;
        }
        catch (Exception fault) when (fault is InvalidDataException or BadHttpRequestException)
        {
            // Too long, cut off, or not what it says that it is.
            return null;
        }
    }

    private static FormOptions LimitsFor(int valueLengthMax) => new()
    {
        BufferBody = false,
        BufferBodyLengthLimit = BodyBytesMax,
        ValueCountLimit = FieldsMax,
        KeyLengthLimit = NameLengthMax,
        ValueLengthLimit = valueLengthMax,
    };
}
