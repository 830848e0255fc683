using Pay.Gateway.PaymentPages.Cards;
using Pay.Gateway.PaymentPages.Serving;

namespace Pay.Gateway.PaymentPages;

/// <summary>Tells the card page's script whether the account takes a card, before the payer fills in the rest. Changes nothing.</summary>
internal static class CheckCard
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/check_card/{paymentId}", HandleAsync).WithMetadata(TakesCards.Instance);

    private static async Task<IResult> HandleAsync(HttpContext http, CallLimits limits, ILoggerFactory logs)
    {
        var visit = PageRequest.VisitOf(http);
        if (PageRequest.Of(http).IsForeign)
        {
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }

        if (!limits.MayCheckCard(visit.Payment.PaymentId))
        {
            return Results.StatusCode(StatusCodes.Status429TooManyRequests);
        }

        var number = (await PostedForm.ReadAsync(http))?[CardField.CardNumber.Name].FirstOrDefault() ?? "";
        var card = CardAcceptance.Judge(number.Trim(), visit.Account, visit.Texts);
        PageLog.CardLookedUp(
            logs.CreateLogger(typeof(CheckCard)), visit.Payment.PaymentId,
            card.Information?.Brand.Key, card.Information?.TypeName, card.Refusal is null);
        return card.Refusal is { } message
            ? Results.Json(new { accepted = false, message })
            : Results.Json(new
            {
                accepted = true,
                type = card.Information!.TypeName,
                corporate = card.Information.Corporate,
                prepaid = card.Information.PrepaidName,
            });
    }
}
