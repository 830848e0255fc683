using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pay.Gateway.Api;

/// <summary>Writes JSON through one reused buffer per thread; only the finished bytes are allocated.</summary>
internal static class JsonBuffer
{
    private const int InitialBytes = 4096;

    /// <summary>A buffer that grew beyond this is not kept.</summary>
    private const int KeptBytesMax = 256 * 1024;

    // The answers are application/json with nosniff, never part of a page: escaping for HTML would only change the bytes.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer)? _reused;

    public static byte[] Write<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        var (buffer, writer) = _reused ?? Create();
        _reused = null;
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        write(writer, value);
        writer.Flush();
        var bytes = buffer.WrittenSpan.ToArray();
        if (buffer.Capacity <= KeptBytesMax)
        {
            _reused = (buffer, writer);
        }

        return bytes;
    }

    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer) Create()
    {
        var buffer = new ArrayBufferWriter<byte>(InitialBytes);
        return (buffer, new Utf8JsonWriter(buffer, Options));
    }
}
