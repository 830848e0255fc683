namespace Pay.Providers.Testing;

/// <summary>
/// A transport without a network: it hands each message to a function and the function's answer back. For tests that need no sockets, such
/// as those that send an adapter many broken answers.
/// </summary>
/// <param name="answer">The PSP.</param>
public sealed class ScriptTransport(Func<StubRequest, StubAnswer> answer) : IPspTransport
{
    /// <inheritdoc />
    public Task<PspReply> SendAsync(PspMessage message, CancellationToken deadline)
    {
        var answered = answer(RequestOf(message));
        return Task.FromResult<PspReply>(new PspReply.Answered(answered.Status, answered.Body)
        {
            Headers = [KeyValuePair.Create("Content-Type", answered.ContentType), .. answered.Headers],
        });
    }

    private static StubRequest RequestOf(PspMessage message) => new(
        message.Method.Method,
        message.Uri.PathAndQuery,
        message.ContentType is null ? message.Headers : [.. message.Headers, KeyValuePair.Create("Content-Type", message.ContentType)],
        message.Body);
}
