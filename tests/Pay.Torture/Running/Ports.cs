using System.Net;
using System.Net.Sockets;

namespace Pay.Torture.Running;

/// <summary>Ports for gateways that come back where they were.</summary>
internal static class Ports
{
    // Below the range from which Linux takes the ports of outgoing connections: a client's could otherwise take the place of a gateway
    // that is dead for a moment.
    private const int First = 20_000;
    private const int Last = 32_000;

    public static int Free()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody's already: another one.
            }
        }
    }
}
