using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Pay.Providers.Testing.Stub;

/// <summary>As much of HTTP/1.1 as the stand-in needs.</summary>
internal static class StubWire
{
    private const int RequestBytesMax = 4 * 1024 * 1024;

    /// <summary><see langword="null"/>: the other side went away in the middle of it.</summary>
    public static async Task<StubRequest?> ReadAsync(Socket connection, CancellationToken end)
    {
        var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (bytes.Length < RequestBytesMax)
        {
            var read = await connection.ReceiveAsync(buffer, end).ConfigureAwait(false);
            if (read == 0)
            {
                return null;
            }

            bytes.Write(buffer, 0, read);
            if (Parse(bytes.GetBuffer().AsMemory(0, (int)bytes.Length)) is { } request)
            {
                return request;
            }
        }

        return null;
    }

    /// <param name="answer">The answer.</param>
    /// <param name="length">The length that it claims to have.</param>
    public static byte[] Head(StubAnswer answer, int length)
    {
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {answer.Status} Stub\r\nConnection: close\r\n");
        if (answer.Status is not (204 or 304))
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: {answer.ContentType}\r\nContent-Length: {length}\r\n");
        }

        foreach (var (name, value) in answer.Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        return Encoding.Latin1.GetBytes(head.Append("\r\n").ToString());
    }

    public static async Task SendAsync(Socket connection, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body, CancellationToken end)
    {
        byte[] all = [.. head.Span, .. body.Span];
        for (var sent = 0; sent < all.Length;)
        {
            sent += await connection.SendAsync(all.AsMemory(sent), end).ConfigureAwait(false);
        }
    }

    /// <summary>Until the other side closes.</summary>
    public static async Task WaitForEndAsync(Socket connection, CancellationToken end)
    {
        var rest = new byte[1024];
        while (await connection.ReceiveAsync(rest, end).ConfigureAwait(false) > 0)
        {
        }
    }

    private static StubRequest? Parse(ReadOnlyMemory<byte> bytes)
    {
        var headLength = bytes.Span.IndexOf("\r\n\r\n"u8);
        if (headLength < 0)
        {
            return null;
        }

        var lines = Encoding.Latin1.GetString(bytes.Span[..headLength]).Split("\r\n");
        var start = lines[0].Split(' ');
        var headers = lines.Skip(1).Select(line => line.Split(':', 2)).Select(pair => KeyValuePair.Create(pair[0], pair[1].Trim())).ToList();
        var length = headers.FirstOrDefault(header => string.Equals(header.Key, "Content-Length", StringComparison.OrdinalIgnoreCase)).Value;
        var body = bytes[(headLength + 4)..];
        var expected = length is null ? 0 : int.Parse(length, NumberStyles.None, CultureInfo.InvariantCulture);
        return body.Length < expected ? null : new StubRequest(start[0], start[1], headers, body.ToArray());
    }
}
