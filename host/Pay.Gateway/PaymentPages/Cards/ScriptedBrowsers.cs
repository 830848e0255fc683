using System.Text.Json;
using Pay.Providers;

namespace Pay.Gateway.PaymentPages.Cards;

/// <summary>
/// The hidden field in which the card page's script says what it knows of the browser, for 3D Secure 2. It is empty without a script;
/// what cannot be read counts as that.
/// </summary>
internal static class ScriptedBrowsers
{
    public const string FieldName = "browserData";

    private const int CharactersMax = 1000;

    public static ScriptedBrowser? Read(IFormCollection form)
    {
        var text = form[FieldName].FirstOrDefault();
        if (string.IsNullOrEmpty(text) || text.Length > CharactersMax)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<ScriptedBrowser>(text, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
