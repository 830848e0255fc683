using System.Text;

namespace Pay.Providers.Tests.Worldpay;

/// <summary>Answers with what it was given, in order, the last one for ever; and keeps what it was sent.</summary>
internal sealed class CannedTransport(params PspReply[] replies) : IPspTransport
{
    private int _next;

    public List<PspMessage> Sent { get; } = [];

    public string LastText => Encoding.UTF8.GetString(Sent[^1].Body.Span);

    public static CannedTransport Of(byte[] body, params (string Name, string Value)[] headers) => new(Answer(body, headers));

    public static PspReply Answer(byte[] body, params (string Name, string Value)[] headers) =>
        new PspReply.Answered(200, body) { Headers = [.. headers.Select(header => KeyValuePair.Create(header.Name, header.Value))] };

    public Task<PspReply> SendAsync(PspMessage message, CancellationToken deadline)
    {
        Sent.Add(message);
        return Task.FromResult(replies[Math.Min(_next++, replies.Length - 1)]);
    }
}
