using System.Text.Json;

namespace Pay.Gateway.Tests;

/// <summary>Bodies of <c>POST /v1/payments</c>, written member by member so that a test can put any JSON text in any place.</summary>
internal static class PaymentBody
{
    public const string ReturnUrl = "https://service.example.gov.uk/done";

    private static readonly (string Name, string Json)[] Members =
    [
        ("amount", "1000"),
        ("reference", "\"REF 1\""),
        ("description", "\"A licence\""),
        ("return_url", $"\"{ReturnUrl}\""),
    ];

    public static string Valid { get; } = Write(Members);

    /// <summary>The valid body with members replaced, or added at its end; each value is JSON text.</summary>
    public static string With(params (string Name, string Json)[] changes)
    {
        var members = Members.ToList();
        foreach (var change in changes)
        {
            var at = members.FindIndex(member => member.Name == change.Name);
            if (at < 0)
            {
                members.Add(change);
            }
            else
            {
                members[at] = change;
            }
        }

        return Write(members);
    }

    public static string With(string name, string json) => With((name, json));

    public static string Without(params string[] names) => Write(Members.Where(member => !names.Contains(member.Name, StringComparer.Ordinal)));

    public static string Text(string text) => JsonSerializer.Serialize(text);

    /// <summary>A JSON string of so many characters.</summary>
    public static string TextOf(int length, string unit = "x") => Text(string.Concat(Enumerable.Repeat(unit, length / unit.Length)));

    private static string Write(IEnumerable<(string Name, string Json)> members) =>
        "{" + string.Join(",", members.Select(member => $"\"{member.Name}\":{member.Json}")) + "}";
}

/// <summary>Answers that refuse, written out as the contract writes them (api.md section 6.1: key order field, header, code, description).</summary>
internal static class Refused
{
    public const string ServerFault = """^500 \{"code":500,"message":"There was an error processing your request\. It has been logged \(ID [0-9a-f]{16}\)\."\}$""";

    public static string With(int status, string code, string description, string? field = null, string? header = null) =>
        $"{status} {{" + (field is null ? "" : $"\"field\":\"{field}\",") + (header is null ? "" : $"\"header\":\"{header}\",")
        + $"\"code\":\"{code}\",\"description\":\"{description.Replace("\"", "\\\"", StringComparison.Ordinal)}\"}}";

    public static string Missing(string field) => With(400, "P0101", $"Missing mandatory attribute: {field}", field);

    public static string Invalid(int status, string field, string reason, string? shownField = "") =>
        With(status, "P0102", $"Invalid attribute value: {field}. {reason}", shownField?.Length == 0 ? field : shownField);

    public static string Unexpected(string attribute) => With(400, "P0104", $"Unexpected attribute: {attribute}");

    public static string Framework(int status, string phrase) => $"{status} {{\"code\":{status},\"message\":\"HTTP {status} {phrase}\"}}";
}
