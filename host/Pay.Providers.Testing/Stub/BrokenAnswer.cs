using System.Text;

namespace Pay.Providers.Testing.Stub;

/// <summary>The answers of faults that are whole HTTP answers.</summary>
internal static class BrokenAnswer
{
    private static readonly byte[] Noise = [0x00, 0xFF, 0xFE, 0x3C, 0x21, 0x7B, 0x22, 0xC3, 0x28, 0x26, 0x3D, 0x80, 0x0D, 0x0A, 0x00, 0x5D];

    public static StubAnswer Of(WireFault fault, StubRequest request, Func<StubAnswer> good, Func<StubAnswer> otherOrder) => fault switch
    {
        WireFault.TruncatedDocument => FirstHalf(good()),
        WireFault.EmptyServerError => new StubAnswer { Status = 500 },
        WireFault.HtmlServerError => StubAnswer.Html("<!DOCTYPE html><html><body><h1>Service unavailable</h1><br></body></html>", 503),
        WireFault.Redirected => new StubAnswer { Status = 302, Headers = [KeyValuePair.Create("Location", "http://127.0.0.1:9/elsewhere")] },
        WireFault.CredentialsRefused => new StubAnswer { Status = 401 },
        WireFault.Garbage => good() with { Body = Noise },
        WireFault.EmptyDocument => good() with { Body = default },
        WireFault.HtmlPage => StubAnswer.Html("<!DOCTYPE html><html><body><h1>Welcome</h1><p>status=9&amp;ok<br></body></html>"),
        WireFault.TooLong => good() is var whole ? whole with { Body = new byte[HttpPspTransport.ReplyBytesMax + 1] } : whole,
        WireFault.OtherOrder => otherOrder(),
        WireFault.QuotedRequest => StubAnswer.Html($"<html><body>Bad request: {Quote(request)}</body></html>", 400),
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };

    private static StubAnswer FirstHalf(StubAnswer answer) => answer with { Body = answer.Body[..(answer.Body.Length / 2)] };

    private static string Quote(StubRequest request) =>
        request.Text + " " + string.Join(' ', request.Headers.Select(header => $"{header.Key}: {header.Value}")) + Encoding.UTF8.GetString(request.Body.Span);
}
