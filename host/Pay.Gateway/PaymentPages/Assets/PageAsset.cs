using System.IO.Compression;

namespace Pay.Gateway.PaymentPages.Assets;

/// <summary>One file of the payment pages' front end. Its name carries its content's hash, so that it may be cached for ever.</summary>
internal sealed class PageAsset
{
    private readonly Lazy<byte[]> _brotli;
    private readonly Lazy<byte[]> _gzip;

    public PageAsset(string name, string hash, string contentType, byte[] content)
    {
        var extension = Path.GetExtension(name);
        FileName = $"{Path.GetFileNameWithoutExtension(name)}.{hash}{extension}";
        EntityTag = $"\"{hash}\"";
        ContentType = contentType;
        Content = content;
        _brotli = new(() => Compress(stream => new BrotliStream(stream, CompressionLevel.SmallestSize)));
        _gzip = new(() => Compress(stream => new GZipStream(stream, CompressionLevel.SmallestSize)));
    }

    public string FileName { get; }

    public string EntityTag { get; }

    public string ContentType { get; }

    public byte[] Content { get; }

    /// <summary>The smallest form that the browser reads; compressed once, when first asked for.</summary>
    public (byte[] Bytes, string? Encoding) ContentFor(string? acceptEncoding)
    {
        if (Accepts(acceptEncoding, "br"))
        {
            return (_brotli.Value, "br");
        }

        return Accepts(acceptEncoding, "gzip") ? (_gzip.Value, "gzip") : (Content, null);
    }

    private static bool Accepts(string? acceptEncoding, string encoding)
    {
        foreach (var offered in (acceptEncoding ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = offered.Split(';', 2, StringSplitOptions.TrimEntries);
            var refused = parts.Length == 2 && parts[1] is "q=0" or "q=0.0" or "q=0.00" or "q=0.000";
            if (string.Equals(parts[0], encoding, StringComparison.OrdinalIgnoreCase))
            {
                return !refused;
            }
        }

        return false;
    }

    private byte[] Compress(Func<Stream, Stream> open)
    {
        using var compressed = new MemoryStream();
        using (var stream = open(compressed))
        {
            stream.Write(Content);
        }

        return compressed.ToArray();
    }
}
