using System.Net;
using System.Text.Json.Nodes;

namespace Pay.Gateway.Tests;

/// <summary>An answer, read whole: the body is kept as it was sent, so that it can be compared to the byte.</summary>
public sealed record ApiReply(int Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonObject Json => JsonNode.Parse(Body)!.AsObject();

    /// <summary>What a table of expected answers is written in, such as <c>400 {"code":"P0197",...}</c>.</summary>
    public string Line => Body.Length == 0 ? $"{Status}" : $"{Status} {Body}";

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    public static async Task<ApiReply> ReadAsync(HttpResponseMessage response)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            headers[name] = values.ToString();
        }

        return new ApiReply((int)response.StatusCode, await response.Content.ReadAsStringAsync(), headers);
    }

    public override string ToString() => Line;
}

/// <summary>The public API in the words of a test.</summary>
public static class ApiCalls
{
    public static async Task<ApiReply> SendAsync(this GatewayUnderTest gateway, HttpRequestMessage request)
    {
        using (request)
        using (var response = await gateway.Http.SendAsync(request))
        {
            return await ApiReply.ReadAsync(response);
        }
    }

    public static Task<ApiReply> GetAsync(this GatewayUnderTest gateway, string path, string? key = null) =>
        gateway.SendAsync(gateway.Request(HttpMethod.Get, path, key: key));

    public static Task<ApiReply> PostAsync(
        this GatewayUnderTest gateway, string path, string? json = null, string? key = null, string? idempotencyKey = null)
    {
        var request = gateway.Request(HttpMethod.Post, path, json, key);
        if (idempotencyKey is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        }

        return gateway.SendAsync(request);
    }

    public static Task<ApiReply> CreateAsync(
        this GatewayUnderTest gateway, string? json = null, string? key = null, string? idempotencyKey = null) =>
        gateway.PostAsync("/v1/payments", json ?? PaymentBody.Valid, key, idempotencyKey);

    /// <summary>Creates a payment that is expected to succeed, and returns it.</summary>
    public static async Task<JsonObject> CreatedAsync(this GatewayUnderTest gateway, string? json = null, string? key = null)
    {
        var reply = await gateway.CreateAsync(json, key);
        return reply.Status == (int)HttpStatusCode.Created ? reply.Json : throw new InvalidOperationException($"Not created: {reply.Line}");
    }

    public static async Task<JsonObject> PaymentAsync(this GatewayUnderTest gateway, string paymentId, string? key = null) =>
        (await gateway.GetAsync($"/v1/payments/{paymentId}", key)).Json;

    public static Task<ApiReply> RefundAsync(
        this GatewayUnderTest gateway, string paymentId, string json, string? key = null, string? idempotencyKey = null) =>
        gateway.PostAsync($"/v1/payments/{paymentId}/refunds", json, key, idempotencyKey);

    /// <summary>Status and code of a payment's state, such as <c>failed P0020</c>.</summary>
    public static string State(this JsonObject payment) =>
        $"{payment["state"]!["status"]} {payment["state"]!["code"]}".TrimEnd();

    public static string Id(this JsonObject payment) => (string)payment["payment_id"]!;

    public static string NextUrl(this JsonObject payment) => (string)payment["_links"]!["next_url"]!["href"]!;

    public static string Keys(this JsonNode? node) => string.Join(", ", node!.AsObject().Select(member => member.Key));
}
