using System.Globalization;
using Pay.Gateway.Providers.Epdq.Messages;
using Pay.Providers;

namespace Pay.Gateway.Providers.Epdq.ThreeDSecure;

/// <summary>What an authorisation adds so that ePDQ may send the payer to their bank, and the page that it answers (epdq.md sections 4 and 5.4).</summary>
internal static class EpdqThreeDSecure
{
    /// <summary>The query parameter of our return address by which ePDQ says how it went.</summary>
    public const string OutcomeField = "status";
    public const string Declined = "declined";
    public const string Error = "error";

    private const string ReturnSegment = "epdq";
    private const int HeaderCharactersMax = 2048;
    private const int LanguageCharactersMin = 2;
    private const int LanguageCharactersMax = 8;
    private const int StreetCharactersMax = 35;
    private const int CityCharactersMax = 25;
    private const int PostcodeCharactersMax = 25;
    private const int CountryCharactersMax = 2;
    private const int PixelsMax = 999_999;
    private const int TimezoneMin = -840;
    private const int TimezoneMax = 720;

    private static readonly int[] ColorDepths = [1, 2, 4, 8, 15, 16, 24, 32];

    public static IEnumerable<KeyValuePair<string, string>> Fields(AuthoriseRequest request) =>
        request.ThreeDSecure ? [.. Window(request), .. Browser(request.Browser), .. Address(request.Card.BillingAddress)] : [];

    public static AuthoriseResult ReadChallenge(EpdqAnswer answer, string transactionId, AuthoriseRequest request)
    {
        if (!request.ThreeDSecure)
        {
            // It was told no address to come back to: the payer would be lost there.
            return new AuthoriseResult.Failed(FailureClass.Protocol, "ePDQ asks for 3D Secure, which was not offered", transactionId) { CleanUp = true };
        }

        return answer.Html() is { } page
            ? new AuthoriseResult.AuthenticationRequired(new Challenge.Html(page), transactionId)
            : new AuthoriseResult.Failed(FailureClass.Protocol, "ePDQ asks for 3D Secure without a readable page", transactionId) { CleanUp = true };
    }

    private static IEnumerable<KeyValuePair<string, string>> Window(AuthoriseRequest request) =>
    [
        EpdqMessage.Field("FLAG3D", "Y"),
        EpdqMessage.Field("WIN3DS", "MAINW"),
        EpdqMessage.Field("HTTP_ACCEPT", Header(request.Browser?.Accept, "*/*")),
        EpdqMessage.Field("HTTP_USER_AGENT", Header(request.Browser?.UserAgent, "Mozilla/5.0")),
        EpdqMessage.Field("ACCEPTURL", ReturnAddress(request.ReturnUrl, outcome: null)),
        EpdqMessage.Field("DECLINEURL", ReturnAddress(request.ReturnUrl, Declined)),
        EpdqMessage.Field("EXCEPTIONURL", ReturnAddress(request.ReturnUrl, Error)),
        EpdqMessage.Field("LANGUAGE", "en_GB"),
    ];

    /// <summary>What only a script could tell and none has told, or what is out of range, has the default of epdq.md section 4.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Browser(PayerBrowser? browser) =>
    [
        EpdqMessage.Field("browserAcceptHeader", Header(browser?.Accept, "*/*")),
        EpdqMessage.Field("browserColorDepth", Number(ColorDepths.Contains(browser?.Script?.ColorDepth ?? 0) ? browser?.Script?.ColorDepth : null, 24)),
        EpdqMessage.Field("browserJavaEnabled", "false"),
        EpdqMessage.Field("browserLanguage", Language(browser?.Script?.Language) ?? Language(browser?.AcceptLanguage) ?? "en-GB"),
        EpdqMessage.Field("browserScreenHeight", Number(Within(browser?.Script?.ScreenHeight, 0, PixelsMax), 480)),
        EpdqMessage.Field("browserScreenWidth", Number(Within(browser?.Script?.ScreenWidth, 0, PixelsMax), 320)),
        EpdqMessage.Field("browserTimezone", Number(Within(browser?.Script?.TimezoneMinutes, TimezoneMin, TimezoneMax), 0)),
        EpdqMessage.Field("browserUserAgent", Header(browser?.UserAgent, "Mozilla/5.0")),
    ];

    private static string Number(int? told, int otherwise) => (told ?? otherwise).ToString(CultureInfo.InvariantCulture);

    private static int? Within(int? value, int min, int max) => value >= min && value <= max ? value : null;

    private static IEnumerable<KeyValuePair<string, string>> Address(BillingAddress? address) => address is null ? [] :
    [
        EpdqMessage.Field("ECOM_BILLTO_POSTAL_CITY", EpdqText.WholeOrNothing(address.City, CityCharactersMax)),
        EpdqMessage.Field("ECOM_BILLTO_POSTAL_COUNTRYCODE", EpdqText.WholeOrNothing(address.Country, CountryCharactersMax)),
        EpdqMessage.Field("ECOM_BILLTO_POSTAL_STREET_LINE1", EpdqText.WholeOrNothing(address.Line1, StreetCharactersMax)),
        EpdqMessage.Field("ECOM_BILLTO_POSTAL_STREET_LINE2", EpdqText.WholeOrNothing(address.Line2, StreetCharactersMax)),
        EpdqMessage.Field("ECOM_BILLTO_POSTAL_POSTALCODE", EpdqText.WholeOrNothing(address.Postcode, PostcodeCharactersMax)),
    ];

    private static string Header(string? value, string otherwise) =>
        EpdqText.WholeOrNothing(value, HeaderCharactersMax) is { Length: > 0 } header ? header : otherwise;

    /// <summary>The language that the browser likes best, such as <c>en-GB</c>.</summary>
    private static string? Language(string? languages)
    {
        var first = (languages ?? "").Split(',', ';')[0].Trim();
        return first.Length is >= LanguageCharactersMin and <= LanguageCharactersMax && first.All(character => char.IsAsciiLetterOrDigit(character) || character == '-')
            ? first
            : null;
    }

    private static string ReturnAddress(Uri returnUrl, string? outcome)
    {
        var address = new UriBuilder(returnUrl);
        address.Path = string.Create(CultureInfo.InvariantCulture, $"{address.Path.TrimEnd('/')}/{ReturnSegment}");
        if (outcome is not null)
        {
            address.Query = address.Query.Length > 1 ? $"{address.Query}&{OutcomeField}={outcome}" : $"{OutcomeField}={outcome}";
        }

        return address.Uri.AbsoluteUri;
    }
}
