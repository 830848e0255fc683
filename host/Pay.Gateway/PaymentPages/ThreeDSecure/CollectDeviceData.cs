using System.Text.RegularExpressions;
using Pay.Gateway.PaymentPages.Serving;
using Pay.Gateway.PaymentPages.Views.ThreeDSecure;
using Pay.Gateway.Payments;
using Pay.Gateway.Reliability;
using Pay.Providers;

namespace Pay.Gateway.PaymentPages.ThreeDSecure;

/// <summary>
/// In a hidden frame of the card page, while the payer fills in the rest: goes on to the provider's page that looks at the device. The
/// card page's script asks for it with the first digits of the card and hears the answer (<see cref="Cards.ScriptedBrowsers"/>).
/// </summary>
internal static partial class CollectDeviceData
{
    private const string CardPrefixField = "cardPrefix";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/card_details/{paymentId}/device_data", HandleAsync).WithMetadata(FormTokenRequired.Instance);

    private static async Task<IResult> HandleAsync(HttpContext http, ProviderCalls provider)
    {
        var page = PageRequest.Of(http);
        var visit = PageRequest.VisitOf(http);
        page.IsFramed = true;
        var prefix = http.Request.Form[CardPrefixField].ToString();
        if (visit.Payment.Status != PaymentStatus.EnteringCardDetails || !visit.WantsAuthentication || !CardPrefix().IsMatch(prefix)
            || await provider.DeviceCollectionAsync(visit.Payment) is not { } collection)
        {
            return Results.NoContent();
        }

        page.FormActionSources = collection.Uri.GetLeftPart(UriPartial.Authority);
        return PageResults.View<BankFormPage>(page, new Challenge.PostForm(
            collection.Uri, collection.CardPrefixField is { } field ? [KeyValuePair.Create(field, prefix), .. collection.Fields] : collection.Fields));
    }

    [GeneratedRegex(@"^[0-9]{6}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CardPrefix();
}
