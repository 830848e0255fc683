using System.Net.Sockets;
using System.Text;

namespace Pay.Gateway.Tests;

/// <summary>Requests that no well-behaved client can be made to send, byte by byte.</summary>
internal static class RawHttp
{
    /// <summary>Sends the bytes and reads until the server closes. The request must ask it to (<c>Connection: close</c>).</summary>
    public static async Task<string> ExchangeAsync(Uri address, byte[] request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(request);
        using var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer);
        }
        catch (IOException)
        {
            // The server may close before it has read everything.
        }

        return Encoding.UTF8.GetString(answer.ToArray());
    }

    public static Task<string> ExchangeAsync(Uri address, string head, params byte[] body) =>
        ExchangeAsync(address, [.. Encoding.Latin1.GetBytes(head.ReplaceLineEndings("\r\n")), .. body]);

    /// <summary>POST /v1/payments with a body of any bytes; returns status and body as <see cref="ApiReply.Line"/> does.</summary>
    public static async Task<string> CreateAsync(GatewayUnderTest gateway, byte[] body, string? key = null)
    {
        using var request = gateway.Request(HttpMethod.Post, "/v1/payments", key: key);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new("application/json");
        return (await gateway.SendAsync(request)).Line;
    }
}
