using System.Text.Encodings.Web;
using System.Text.Unicode;
using Pay.Gateway.PaymentPages.Assets;
using Pay.Gateway.PaymentPages.Serving;
using Pay.Gateway.PaymentPages.Sessions;
using Pay.Gateway.PaymentPages.ThreeDSecure;

namespace Pay.Gateway.PaymentPages;

/// <summary>What the payer sees between a <c>next_url</c> and the service's <c>return_url</c>.</summary>
internal static class PaymentPagesFeature
{
    private const string ApiPath = "/v1";

    public static IServiceCollection AddPaymentPages(this IServiceCollection services)
    {
        services.AddOptions<PaymentPagesOptions>()
            .BindConfiguration(PaymentPagesOptions.Section)
            .Configure<IConfiguration>((options, configuration) => options.PublicUrl =
                Uri.TryCreate(configuration["Pay:PublicUrl"], UriKind.Absolute, out var url) ? url : null)
            .Validate(options => PaymentPagesOptions.IsSessionLifetime(options.SessionLifetime),
                "Pay:Pages:SessionLifetime must be between 95 minutes and 2 days, such as 03:00:00.")
            .Validate(options => PaymentPagesOptions.IsWebAddress(options.PrivacyNoticeUrl), "Pay:Pages:PrivacyNoticeUrl must be a web address.")
            .Validate(options => PaymentPagesOptions.IsWebAddress(options.CookiesUrl), "Pay:Pages:CookiesUrl must be a web address.")
            .Validate(options => PaymentPagesOptions.IsWebAddress(options.AccessibilityStatementUrl),
                "Pay:Pages:AccessibilityStatementUrl must be a web address.")
            .ValidateOnStart();

        services.AddDataProtection();
        services.AddRazorComponents();
        // "£" and "’" as themselves, not as character references: pages are UTF-8, and people read their source.
        services.AddWebEncoders(options => options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        services.AddSingleton(_ => PageAssets.Load(typeof(PaymentPagesFeature).Assembly));
        services.AddSingleton<PaymentSessionCookie>();
        services.AddSingleton<PageServer>();
        services.AddSingleton<CallLimits>();
        services.AddSingleton<LiveCards>();
        return services;
    }

    public static void MapPaymentPages(this WebApplication app)
    {
        app.Services.GetRequiredService<PageAssets>().Map(app);

        var pages = app.MapGroup("").AddEndpointFilter(app.Services.GetRequiredService<PageServer>());
        Home.Map(pages);
        ExchangeToken.Map(pages);
        ReturnFromBank.Map(pages);
        SandboxBank.Map(pages);

        var visits = pages.MapGroup("").AddEndpointFilter<RouteGroupBuilder, PaymentVisitFilter>();
        EnterCardDetails.Map(visits);
        SubmitCardDetails.Map(visits);
        CheckCard.Map(visits);
        CollectDeviceData.Map(visits);
        AuthorisationWaiting.Map(visits);
        ShowAuthentication.Map(visits);
        SendToBank.Map(visits);
        ContinueAfterBank.Map(visits);
        CaptureWaiting.Map(visits);
        ConfirmDetails.Map(visits);
        CancelFromPage.Map(visits);
        ReturnToService.Map(visits);

        CspReport.Map(app);

        // Not a fallback route: that would take the API's own 404 and 405 away from it.
        app.Use((http, next) => http.GetEndpoint() is null && !http.Request.Path.StartsWithSegments(ApiPath, StringComparison.Ordinal)
            ? http.RequestServices.GetRequiredService<PageServer>().ServeAsync(http, page => new(PageResults.NotFound(page)))
            : next(http));
    }
}
