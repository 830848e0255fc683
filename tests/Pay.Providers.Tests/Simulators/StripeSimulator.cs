using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Pay.Providers.Tests.Simulators;

/// <summary>Stripe with a memory, idempotency keys included.</summary>
internal sealed class StripeSimulator : PspSimulator
{
    private const string Secret = "whsec_simulated";

    private readonly ConcurrentDictionary<string, string> _cards = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _answers = new(StringComparer.Ordinal);

    /// <summary>The time that webhooks are signed at.</summary>
    public Func<DateTimeOffset> Now { get; set; } = () => DateTimeOffset.UtcNow;

    public override string Provider => "stripe";

    public override IReadOnlyDictionary<string, string> Credentials { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["secret_key"] = "sk_" + "test_simulated", ["webhook_signing_secret"] = Secret,
    };

    protected override string ContentType => "application/json";

    public override HttpRequestMessage Notification(SimulatedOrder order, string kind, int refund = 0) => Signed(order, kind, refund, Secret);

    public override HttpRequestMessage ForgedNotification(SimulatedOrder order, string kind) => Signed(order, kind, 0, "whsec_other");

    protected override async Task<string> AnswerAsync(HttpRequest request, byte[] body)
    {
        await Task.Yield();
        Require(request.Headers.Authorization == "Bearer " + Credentials["secret_key"], "the key is wrong");
        var fields = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body)).ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal);
        var path = request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (HttpMethods.IsGet(request.Method))
        {
            return Read(path, request);
        }

        var key = request.Headers["Idempotency-Key"].ToString();
        Require(key.Length is > 0 and <= 255, "a POST without an idempotency key");
        if (_answers.TryGetValue(key, out var known))
        {
            return known;
        }

        string answer;
        try
        {
            answer = Post(path, fields, request, known => _answers[key] = known);
        }
        finally
        {
            request.HttpContext.Response.Headers["Request-Id"] = NextNumber("req_");
        }

        return _answers[key] = answer;
    }

    protected override Task BankAsync(HttpContext http)
    {
        var order = Orders[http.Request.Query["intent"]!];
        order.State = "held";
        http.Response.Redirect(QueryHelpers.AddQueryString(order.ReturnUrl!, "payment_intent", order.TransactionId));
        return Task.CompletedTask;
    }

    /// <param name="keep">Stores the answer under the key before the connection is lost.</param>
    private string Post(string[] path, Dictionary<string, string> fields, HttpRequest request, Action<string> keep)
    {
        switch (path)
        {
            case ["v1", "payment_methods"]:
                var method = NextNumber("pm_");
                _cards[method] = fields["card[number]"];
                return $$"""{"id":"{{method}}","object":"payment_method"}""";
            case ["v1", "payment_intents"]:
                Require(fields["capture_method"] == "manual" && fields["confirm"] == "true" && fields["currency"] == "gbp", "the intent is not one to be captured later");
                var order = new SimulatedOrder
                {
                    TransactionId = NextNumber("pi_"),
                    PaymentId = fields["metadata[gateway_payment_id]"],
                    Amount = long.Parse(fields["amount"], CultureInfo.InvariantCulture),
                    State = StateFor(_cards[fields["payment_method"]], mayAuthenticate: true),
                    ReturnUrl = fields["return_url"],
                };
                Act("authorise", () =>
                {
                    Orders[order.TransactionId] = order;
                    keep(Intent(order));
                });
                if (order.State == "refused")
                {
                    request.HttpContext.Response.StatusCode = 402;
                    return $$$$"""{"error":{"type":"card_error","code":"card_declined","decline_code":"insufficient_funds","message":"declined","payment_intent":{"id":"{{{{order.TransactionId}}}}","status":"requires_payment_method"}}}""";
                }

                return Intent(order);
            case ["v1", "payment_intents", var id, "capture"] when Orders[id].State == "held":
                Act("capture", () => Orders[id].State = "captured");
                return Intent(Orders[id]);
            case ["v1", "payment_intents", var id, "cancel"] when Orders[id].State is "held" or "3ds" or "refused":
                Act("cancel", () => Orders[id].State = "cancelled");
                return Intent(Orders[id]);
            case ["v1", "refunds"]:
                var refunded = Orders[fields["payment_intent"]];
                var amount = long.Parse(fields["amount"], CultureInfo.InvariantCulture);
                var made = (fields["metadata[gateway_refund_id]"], NextNumber("re_"), amount);
                Act("refund", () =>
                {
                    refunded.Refunds.Add(made);
                    keep(Refund(refunded, made));
                });
                return Refund(refunded, made);
            default:
                request.HttpContext.Response.StatusCode = 400;
                return """{"error":{"type":"invalid_request_error","code":"payment_intent_unexpected_state","message":"wrong state"}}""";
        }
    }

    private string Read(string[] path, HttpRequest request)
    {
        Act("query", () => { });
        switch (path)
        {
            case ["v1", "payment_intents", "search"]:
                var found = Orders.Values.Where(order => request.Query["query"].ToString().Contains($"'{order.PaymentId}'", StringComparison.Ordinal)).Select(Intent);
                return $$"""{"object":"search_result","data":[{{string.Join(',', found)}}],"has_more":false}""";
            case ["v1", "payment_intents", var id]:
                return Intent(Orders[id]);
            case ["v1", "refunds"]:
                var order = Orders[request.Query["payment_intent"]!];
                return $$"""{"object":"list","data":[{{string.Join(',', order.Refunds.Select(refund => Refund(order, refund)))}}],"has_more":false}""";
            default:
                return """{"id":"acct_1","object":"account"}""";
        }
    }

    private string Intent(SimulatedOrder order)
    {
        var status = order.State switch { "held" => "requires_capture", "3ds" => "requires_action", "refused" => "requires_payment_method", "cancelled" => "canceled", _ => "succeeded" };
        var next = order.State == "3ds"
            ? $$$""","next_action":{"type":"redirect_to_url","redirect_to_url":{"url":"{{{new Uri(Address, "/bank?intent=" + order.TransactionId)}}}"}}"""
            : "";
        return $$$$"""{"id":"{{{{order.TransactionId}}}}","object":"payment_intent","amount":{{{{order.Amount}}}},"amount_capturable":{{{{(order.State == "held" ? order.Amount : 0)}}}},"currency":"gbp","status":"{{{{status}}}}","metadata":{"gateway_payment_id":"{{{{order.PaymentId}}}}"},"livemode":false{{{{next}}}}}""";
    }

    private static string Refund(SimulatedOrder order, (string RefundId, string Reference, long Amount) refund) =>
        $$$"""{"id":"{{{refund.Reference}}}","object":"refund","amount":{{{refund.Amount}}},"currency":"gbp","payment_intent":"{{{order.TransactionId}}}","status":"succeeded","metadata":{"gateway_refund_id":"{{{refund.RefundId}}}"}}""";

    private HttpRequestMessage Signed(SimulatedOrder order, string kind, int refund, string secret)
    {
        var (type, what) = kind switch
        {
            "authorised" => ("payment_intent.amount_capturable_updated", Intent(order)),
            "captured" => ("payment_intent.succeeded", Intent(order)),
            "refunded" => ("refund.updated", Refund(order, order.Refunds[refund])),
            _ => ("refund.failed", Refund(order, order.Refunds[refund]).Replace("\"succeeded\"", "\"failed\"", StringComparison.Ordinal)),
        };
        var time = Now().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var body = $$$$"""{"id":"{{{{NextNumber("evt_")}}}}","object":"event","type":"{{{{type}}}}","created":{{{{time}}}},"livemode":false,"data":{"object":{{{{what}}}}}}""";
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}")));
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/api/notifications/stripe") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Stripe-Signature", $"t={time},v1={signature}");
        return request;
    }
}
