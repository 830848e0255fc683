using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Pay.Client;

/// <summary>When a request that got no usable answer may be sent again.</summary>
internal enum Repeat
{
    /// <summary>Only when the server certainly did not act: 429, or no connection was made.</summary>
    WhenNotActed,

    /// <summary>Also after a lost answer or a 5xx: sending it twice has the effect of sending it once.</summary>
    Always,
}

/// <summary>One call: what to send, and what became of it. The same object goes through all attempts.</summary>
internal abstract class Exchange(string operation, HttpMethod method, string path)
{
    internal string Operation { get; } = operation;

    internal HttpMethod Method { get; } = method;

    internal string Path { get; } = path;

    internal byte[]? Body { get; set; }

    internal string? IdempotencyKey { get; set; }

    internal Repeat Repeat { get; set; } = method == HttpMethod.Get ? Repeat.Always : Repeat.WhenNotActed;

    internal bool IsWrite => Method != HttpMethod.Get;

    internal int Attempts { get; set; }

    /// <summary>What went wrong in the latest attempt; <c>null</c> when it succeeded.</summary>
    internal PayException? Fault { get; set; }

    /// <summary>The latest attempt certainly did not reach the server.</summary>
    internal bool NotSent { get; set; }

    /// <summary>The latest attempt may or may not have acted.</summary>
    internal bool Lost { get; set; }

    /// <summary>Any attempt may or may not have acted.</summary>
    internal bool AnyLost { get; set; }

    /// <summary>Whether <see cref="ServerDate"/> is of interest; reading it costs an allocation.</summary>
    internal bool WantsServerDate { get; set; }

    /// <summary>The server's clock in the latest answer.</summary>
    internal DateTimeOffset? ServerDate { get; set; }

    /// <summary>Reads the body of a successful answer.</summary>
    internal abstract void Read(ReadOnlySpan<byte> body);
}

/// <summary>A call whose answer is JSON.</summary>
internal sealed class Exchange<T>(string operation, HttpMethod method, string path, JsonTypeInfo<T> answerType)
    : Exchange(operation, method, path)
    where T : class
{
    internal T? Answer { get; private set; }

    internal override void Read(ReadOnlySpan<byte> body) =>
        Answer = JsonSerializer.Deserialize(body, answerType) ?? throw new JsonException("The answer is null.");
}

/// <summary>A call whose answer has no body, or one that does not matter.</summary>
internal sealed class EmptyExchange(string operation, HttpMethod method, string path) : Exchange(operation, method, path)
{
    internal override void Read(ReadOnlySpan<byte> body)
    {
    }
}
