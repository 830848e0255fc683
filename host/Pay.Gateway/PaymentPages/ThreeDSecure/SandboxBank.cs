using Pay.Gateway.Api;
using Pay.Gateway.PaymentPages.Serving;
using Pay.Gateway.PaymentPages.Views.ThreeDSecure;
using Pay.Gateway.Providers.Sandbox;

namespace Pay.Gateway.PaymentPages.ThreeDSecure;

/// <summary>
/// The bank of the sandbox: a page where the payer says yes or no. It knows nothing but what it was posted, and sends nobody anywhere but
/// back to this gateway.
/// </summary>
internal static class SandboxBank
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(SandboxAuthenticate.BankPath, HandleAsync);

    private static async Task<IResult> HandleAsync(HttpContext http, PublicAddress address)
    {
        var page = PageRequest.Of(http);
        page.IsFramed = true;
        var form = await PostedForm.ReadAsync(http);
        var returnUrl = form?["TermUrl"].FirstOrDefault();
        return returnUrl is not null && returnUrl.StartsWith(address.Base + "/card_details/", StringComparison.Ordinal)
            ? PageResults.View<SandboxBankPage>(page, new SandboxBankModel(returnUrl, form!["MD"].FirstOrDefault() ?? ""))
            : PageResults.TechnicalProblems(page, StatusCodes.Status400BadRequest);
    }
}
