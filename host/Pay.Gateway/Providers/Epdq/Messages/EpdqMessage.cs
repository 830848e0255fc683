using Pay.Providers;

namespace Pay.Gateway.Providers.Epdq.Messages;

/// <summary>A form to one of ePDQ's pages, with the account's credentials and signed.</summary>
internal static class EpdqMessage
{
    public const string AuthorisePage = "orderdirect.asp";
    public const string MaintenancePage = "maintenancedirect.asp";
    public const string QueryPage = "querydirect.asp";

    /// <param name="context">Whose account.</param>
    /// <param name="page">Which page.</param>
    /// <param name="fields">The parameters without credentials and signature; empty ones are left out of the form and of the hash.</param>
    /// <param name="isQuestion">Whether it only asks, so that it may be asked again.</param>
    public static PspMessage Create(PspContext context, string page, IEnumerable<KeyValuePair<string, string>> fields, bool isQuestion = false)
    {
        List<KeyValuePair<string, string>> signed =
        [
            .. fields.Concat(Login(context))
                .Select(field => KeyValuePair.Create(field.Key, EpdqText.Map(field.Value)))
                .Where(field => field.Value.Length > 0)
                .OrderBy(field => field.Key.ToUpperInvariant(), StringComparer.Ordinal),
        ];
        var signature = EpdqSignature.Of(signed, context.Credential(EpdqCredentials.ShaIn) ?? "");
        return new PspMessage
        {
            Method = HttpMethod.Post,
            Uri = PageOf(context.BaseUrl, page),
            ContentType = EpdqForm.ContentType,
            Body = EpdqForm.Write([.. signed, KeyValuePair.Create(EpdqSignature.FieldName, signature)]),
            IsRepeatable = isQuestion,
        };
    }

    public static KeyValuePair<string, string> Field(string name, string value) => KeyValuePair.Create(name, value);

    private static IEnumerable<KeyValuePair<string, string>> Login(PspContext context) =>
    [
        Field("PSPID", context.Credential(EpdqCredentials.PspId) ?? ""),
        Field("USERID", context.Credential(EpdqCredentials.Username) ?? ""),
        Field("PSWD", context.Credential(EpdqCredentials.Password) ?? ""),
    ];

    /// <summary>An operator's address without the slash at its end would otherwise lose its last folder.</summary>
    private static Uri PageOf(Uri baseUrl, string page) =>
        baseUrl.AbsoluteUri.EndsWith('/') ? new Uri(baseUrl, page) : new Uri(new Uri(baseUrl.AbsoluteUri + "/"), page);
}
