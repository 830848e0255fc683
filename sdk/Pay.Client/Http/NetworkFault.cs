#if !NET
using System.Net.Sockets;
#endif

namespace Pay.Client;

/// <summary>Tells the network faults that happened before a byte was sent, after which sending again is always safe.</summary>
internal static class NetworkFault
{
    internal static bool IsBeforeSending(Exception fault)
    {
#if NET
        return fault is HttpRequestException
        {
            HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError,
        };
#else
        // Older runtimes only keep the socket's own error. Only those are listed that a socket gives while connecting.
        for (var cause = fault; cause is not null; cause = cause.InnerException)
        {
            if (cause is SocketException socket)
            {
                return socket.SocketErrorCode is SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.HostUnreachable
                    or SocketError.NetworkUnreachable or SocketError.NoData or SocketError.TryAgain;
            }
        }

        return false;
#endif
    }
}
