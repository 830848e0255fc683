using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Pay.Gateway.Api;

/// <summary>
/// The address of API and pages as the outside sees it: <c>Pay:PublicUrl</c>, or else the address served on. Never the request's
/// <c>Host</c> header, which anybody can write.
/// </summary>
internal sealed class PublicAddress(IServiceProvider services, GatewaySettings settings)
{
    private string? _base;
    private string? _payments;
    private string? _secure;

    /// <summary>Without a slash at the end.</summary>
    public string Base => _base ??= settings.PublicUrl?.TrimEnd('/') ?? ServedOn();

    /// <summary>What a payment's own address starts with.</summary>
    public string Payments => _payments ??= Base + "/v1/payments/";

    /// <summary>Where one-time tokens are spent.</summary>
    public string Secure => _secure ??= Base + "/secure";

    private string ServedOn()
    {
        // A command has no server, and needs no address.
        var addresses = services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses
            ?? throw new InvalidOperationException("The server has not started.");
        var address = addresses.FirstOrDefault(candidate => candidate.StartsWith("https:", StringComparison.Ordinal)) ?? addresses.First();
        var binding = BindingAddress.Parse(address);
        var host = binding.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "127.0.0.1" : binding.Host;
        return $"{binding.Scheme}://{host}:{binding.Port}";
    }
}
