using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Pay.Client;
using Pay.Client.AspNetCore;

// Where ASP.NET Core's own Add... methods are, so that no using is needed in Program.cs.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Pay.</summary>
public static class PayServiceCollectionExtensions
{
    /// <summary>The name of the <see cref="HttpClient"/> that is used.</summary>
    public const string HttpClientName = "Pay.Client";

    /// <summary>
    /// Makes <see cref="PayClient"/> injectable, over <see cref="IHttpClientFactory"/>, and the return-URL cookie available
    /// (<see cref="PaymentReturnCookieExtensions"/>). Settings that are not valid stop the host at its start.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options; <see cref="PayClientOptions.ApiKey"/> is required.</param>
    /// <returns>The builder of the HTTP client, for further handlers.</returns>
    public static IHttpClientBuilder AddPay(this IServiceCollection services, Action<PayClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<PayClientOptions>().Configure(configure).ValidateOnStart();
        return services.AddPayCore();
    }

    /// <summary>
    /// The same with settings from configuration, for instance <c>builder.Configuration.GetSection("Pay")</c> with
    /// <c>Pay:ApiKey</c> and <c>Pay:BaseUrl</c>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="section">The section that holds the options by their names.</param>
    /// <returns>The builder of the HTTP client, for further handlers.</returns>
    public static IHttpClientBuilder AddPay(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(section);
        services.AddOptions<PayClientOptions>().Bind(section).ValidateOnStart();
        return services.AddPayCore();
    }

    private static IHttpClientBuilder AddPayCore(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PayClientOptions>, PayClientOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PaymentReturnCookieOptions>, PaymentReturnCookieOptionsValidator>());
        services.AddOptions<PaymentReturnCookieOptions>().ValidateOnStart();
        services.AddDataProtection();
        services.TryAddSingleton<PaymentReturnCookie>();
        services.TryAddSingleton(provider => new PayClient(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(HttpClientName),
            provider.GetRequiredService<IOptions<PayClientOptions>>().Value));

        // The client is a singleton, so the handler renews its connections itself instead of being replaced by the factory.
        return services.AddHttpClient(HttpClientName, http => http.Timeout = Timeout.InfiniteTimeSpan)
            .UseSocketsHttpHandler((handler, _) =>
            {
                handler.PooledConnectionLifetime = TimeSpan.FromMinutes(2);
                handler.AllowAutoRedirect = false;
                handler.UseCookies = false;
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RedactLoggedHeaders(["Authorization"]);
    }
}
