using Pay.Gateway.PaymentPages.Serving;
using Pay.Gateway.PaymentPages.Views;

namespace Pay.Gateway.PaymentPages;

/// <summary><c>GET /</c>: tells whoever opens the gateway's address what it is and how a first payment is made.</summary>
internal static class Home
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/", (HttpContext http) =>
    {
        var page = PageRequest.Of(http);
        return PageResults.View<HomePage>(page, page.Texts);
    });
}
