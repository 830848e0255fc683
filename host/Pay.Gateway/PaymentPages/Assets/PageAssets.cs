using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace Pay.Gateway.PaymentPages.Assets;

/// <summary>
/// The style sheet, scripts and pictures that the build embedded into the executable (<c>Assets.targets</c>), served under
/// <c>/assets/</c> from memory.
/// </summary>
internal sealed class PageAssets
{
    public const string StyleSheet = "payment-pages.css";
    public const string Script = "payment-pages.js";
    public const string Icon = "favicon.svg";
    public const string Spinner = "spinner.svg";

    private const string ResourcePrefix = "page-assets/";
    private const int HashBytes = 10;

    private readonly FrozenDictionary<string, PageAsset> _byName;
    private readonly FrozenDictionary<string, PageAsset> _byFileName;

    private PageAssets(Dictionary<string, PageAsset> assets)
    {
        _byName = assets.ToFrozenDictionary(StringComparer.Ordinal);
        _byFileName = assets.Values.ToFrozenDictionary(asset => asset.FileName, StringComparer.Ordinal);
    }

    /// <summary>Where the browser finds an asset.</summary>
    public string UrlOf(string name) => "/assets/" + _byName[name].FileName;

    public static PageAssets Load(Assembly assembly)
    {
        var assets = new Dictionary<string, PageAsset>(StringComparer.Ordinal);
        string[] names = [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            .Select(name => name[ResourcePrefix.Length..])];

        // Our own script imports govuk-frontend by its plain name: it comes last, when the hashed names are known.
        foreach (var name in names.OrderBy(name => name == Script).ThenBy(name => name, StringComparer.Ordinal))
        {
            var content = Read(assembly, ResourcePrefix + name);
            if (name == Script)
            {
                var source = Encoding.UTF8.GetString(content);
                foreach (var (other, asset) in assets)
                {
                    source = source.Replace($"\"./{other}\"", $"\"./{asset.FileName}\"", StringComparison.Ordinal);
                }

                content = Encoding.UTF8.GetBytes(source);
            }

            var hash = Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, HashBytes));
            assets.Add(name, new PageAsset(name, hash, ContentTypeOf(name), content));
        }

        return new PageAssets(assets);
    }

    public PageAsset? Find(string fileName) => _byFileName.GetValueOrDefault(fileName);

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapMethods("/assets/{file}", [HttpMethods.Get, HttpMethods.Head], (RequestDelegate)ServeAsync);

    private async Task ServeAsync(HttpContext http)
    {
        var response = http.Response;
        response.Headers.XContentTypeOptions = "nosniff";
        if (Find((string?)http.Request.RouteValues["file"] ?? "") is not { } asset)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        response.Headers.ETag = asset.EntityTag;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (http.Request.Headers.IfNoneMatch.ToString().Contains(asset.EntityTag, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var (bytes, encoding) = asset.ContentFor(http.Request.Headers.AcceptEncoding);
        if (encoding is not null)
        {
            response.Headers.ContentEncoding = encoding;
        }

        response.ContentType = asset.ContentType;
        response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await response.Body.WriteAsync(bytes, http.RequestAborted);
        }
    }

    private static byte[] Read(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static string ContentTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => throw new NotSupportedException($"No content type is known for the page asset {name}."),
    };
}
