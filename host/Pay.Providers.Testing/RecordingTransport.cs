using System.Collections.Concurrent;

namespace Pay.Providers.Testing;

/// <summary>Remembers what was sent through a transport.</summary>
internal sealed class RecordingTransport(IPspTransport transport) : IPspTransport
{
    private readonly ConcurrentQueue<PspMessage> _messages = new();

    public IReadOnlyList<PspMessage> Messages => [.. _messages];

    public Task<PspReply> SendAsync(PspMessage message, CancellationToken deadline)
    {
        _messages.Enqueue(message);
        return transport.SendAsync(message, deadline);
    }
}
