using System.Buffers;

namespace Pay.Client;

/// <summary>The body of an answer in a rented buffer: nothing is allocated for it, and its size has a limit.</summary>
internal struct AnswerBody : IDisposable
{
    /// <summary>Far above the largest page of 500 payments; an endless body must not fill the memory.</summary>
    internal const int BytesMax = 64 * 1024 * 1024;

    // Holds a payment or an error whole; larger answers move to larger buffers. The declared length is not asked for, because
    // that allocates, and because it need not be true.
    private const int FirstBufferBytes = 16 * 1024;

    private byte[]? _buffer;
    private int _length;

    internal readonly ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    internal static async ValueTask<AnswerBody> ReadAsync(HttpContent? content, int bytesMax, CancellationToken cancellationToken)
    {
        var body = default(AnswerBody);
        if (content is null)
        {
            return body;
        }

        try
        {
            body._buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
#if NET
            var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
#else
            var stream = await content.ReadAsStreamAsync().ConfigureAwait(false);
#endif
            while (body._length < bytesMax)
            {
                if (body._length == body._buffer.Length)
                {
                    body.Grow();
                }

#if NET
                var read = await stream.ReadAsync(body._buffer.AsMemory(body._length), cancellationToken).ConfigureAwait(false);
#else
                var read = await stream.ReadAsync(body._buffer, body._length, body._buffer.Length - body._length, cancellationToken).ConfigureAwait(false);
#endif
                if (read == 0)
                {
                    return body;
                }

                body._length += read;
            }

            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer!.Length * 2);
        Buffer.BlockCopy(_buffer, 0, larger, 0, _length);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
