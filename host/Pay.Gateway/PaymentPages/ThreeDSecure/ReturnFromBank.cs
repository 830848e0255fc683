using Pay.Gateway.PaymentPages.Serving;
using Pay.Gateway.PaymentPages.Views.ThreeDSecure;

namespace Pay.Gateway.PaymentPages.ThreeDSecure;

/// <summary>
/// Where the bank sends the payer's browser back to, still inside the frame. It comes from another site, so without our cookie, and
/// anybody can call it: it says nothing about any payment and does nothing but hand on what it was given, to a page that asks for the
/// cookie.
/// </summary>
internal static class ReturnFromBank
{
    private const int FieldsMax = 20;

    private static readonly string[] Routes =
        ["/card_details/{paymentId}/3ds_required_in", "/card_details/{paymentId}/3ds_required_in/{suffix}"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var route in Routes)
        {
            routes.MapGet(route, HandleAsync);
            routes.MapPost(route, HandleAsync);
        }
    }

    /// <summary>Fields as they came, one of each name.</summary>
    public static List<KeyValuePair<string, string>> FieldsOf(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> values) =>
        [.. values.Take(FieldsMax).Select(field => KeyValuePair.Create(field.Key, field.Value.FirstOrDefault() ?? ""))];

    private static async Task<IResult> HandleAsync(HttpContext http, string paymentId)
    {
        var page = PageRequest.Of(http);
        page.IsFramed = true;
        var form = HttpMethods.IsPost(http.Request.Method) ? await PostedForm.ReadAsync(http, PostedForm.BankValueLengthMax) : null;
        if (HttpMethods.IsPost(http.Request.Method) && form is null)
        {
            return PageResults.TechnicalProblems(page, StatusCodes.Status400BadRequest);
        }

        // A form's field comes before one of the same name in the address.
        var fields = FieldsOf([.. form ?? Enumerable.Empty<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>>(), .. http.Request.Query])
            .DistinctBy(field => field.Key, StringComparer.Ordinal)
            .Where(field => !field.Value.Contains('\0', StringComparison.Ordinal) && !field.Key.Contains('\0', StringComparison.Ordinal));
        return PageResults.View<BankReturnPage>(page, new BankReturnModel(PagePaths.ThreeDSecureHandler(paymentId), [.. fields]));
    }
}
