using System.Net.Sockets;
using NUnit.Framework;

namespace Pay.Providers.Tests.Transport;

/// <summary>What of a transport the contract suite reaches only now and then.</summary>
internal sealed class HttpPspTransportTests
{
    [Test]
    public async Task Knows_that_nothing_was_sent_when_a_connection_is_reset_while_it_is_made()
    {
        using var http = new HttpClient(new ResetHandler());
        var message = new PspMessage { Method = HttpMethod.Post, Uri = new Uri("http://psp.invalid/"), Body = new byte[1] };

        Assert.That(await new HttpPspTransport(http).SendAsync(message, CancellationToken.None), Is.TypeOf<PspReply.NotSent>());
    }

    /// <summary>As .NET's own handler does when it asks a connection that is gone already for its other end.</summary>
    private sealed class ResetHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromException<HttpResponseMessage>(new SocketException((int)SocketError.NotConnected));
    }
}
