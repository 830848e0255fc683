using System.Text;

namespace Pay.Providers.Tests.Smartpay;

/// <summary>Gives one answer to everything, and keeps what was sent.</summary>
internal sealed class CannedTransport(PspReply reply) : IPspTransport
{
    public List<PspMessage> Sent { get; } = [];

    public string SentText => Encoding.UTF8.GetString(Sent.Single().Body.Span);

    public Task<PspReply> SendAsync(PspMessage message, CancellationToken deadline)
    {
        Sent.Add(message);
        return Task.FromResult(reply);
    }
}
