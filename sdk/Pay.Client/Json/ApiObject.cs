using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pay.Client;

/// <summary>
/// What every object of the API has in common: properties that this version of the package does not know are kept, because the
/// API adds properties without a new version. An omitted property and one that is <c>null</c> read the same.
/// </summary>
public abstract class ApiObject
{
    private protected ApiObject()
    {
    }

    /// <summary>The properties that this version does not know, as the server sent them; <c>null</c> when there were none.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? AdditionalProperties { get; set; }
}
