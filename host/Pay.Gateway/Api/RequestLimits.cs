namespace Pay.Gateway.Api;

/// <summary>Bounds that hold for every request.</summary>
internal static class RequestLimits
{
    /// <summary>No request of the API or of a page comes near it; more is refused without being read.</summary>
    public const int BodyBytesMax = 256 * 1024;
}
