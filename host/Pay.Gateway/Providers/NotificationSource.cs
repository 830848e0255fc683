using System.Net;
using System.Net.Sockets;

namespace Pay.Gateway.Providers;

/// <summary>
/// Whether a notification comes from where its provider sends them, for providers whose notifications prove nothing else. A host's name
/// counts only when it leads back to the address: anybody can claim a name for an address of theirs.
/// </summary>
internal sealed class NotificationSource(TimeProvider clock)
{
    private static readonly TimeSpan LookUpTimeLimit = TimeSpan.FromSeconds(5);

    public static bool IsUsable(string source) =>
        IPNetwork.TryParse(source, out _) || IPAddress.TryParse(source, out _) || (source.StartsWith('.') && Uri.CheckHostName(source[1..]) == UriHostNameType.Dns);

    /// <param name="address">Where the notification came from.</param>
    /// <param name="sources">Networks, addresses and ends of host names.</param>
    /// <param name="standIns">Where the operator has put the provider, if it is not where it usually is: a stand-in sends its own notifications.</param>
    public async Task<bool> IsAllowedAsync(IPAddress? address, IReadOnlyList<string> sources, IReadOnlyList<Uri> standIns)
    {
        if (address is null)
        {
            return false;
        }

        var from = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (sources.Any(source => (IPNetwork.TryParse(source, out var network) && network.Contains(from)) || (IPAddress.TryParse(source, out var one) && one.Equals(from))))
        {
            return true;
        }

        try
        {
            using var limit = new CancellationTokenSource(LookUpTimeLimit, clock);
            foreach (var standIn in standIns)
            {
                if (await LeadsToAsync(standIn.IdnHost, from, limit.Token))
                {
                    return true;
                }
            }

            return sources.Any(source => source.StartsWith('.')) && await IsNamedAsync(from, sources, limit.Token);
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException or ArgumentException)
        {
            return false;
        }
    }

    private static async Task<bool> IsNamedAsync(IPAddress from, IReadOnlyList<string> ends, CancellationToken limit)
    {
        var name = (await Dns.GetHostEntryAsync(from.ToString(), limit)).HostName.TrimEnd('.');
        return ends.Any(end => end.StartsWith('.') && name.EndsWith(end, StringComparison.OrdinalIgnoreCase)) && await LeadsToAsync(name, from, limit);
    }

    private static async Task<bool> LeadsToAsync(string host, IPAddress from, CancellationToken limit) =>
        IPAddress.TryParse(host, out var literal)
            ? literal.Equals(from)
            : (await Dns.GetHostAddressesAsync(host, limit)).Any(found => (found.IsIPv4MappedToIPv6 ? found.MapToIPv4() : found).Equals(from));
}
