using System.Globalization;
using Pay.Gateway.Tests;
using Pay.Torture.Load;
using Pay.Torture.Running;

namespace Pay.Torture.Parts.Races;

/// <summary>What can meet on one payment.</summary>
internal enum Move
{
    Card,
    Confirm,
    PayerCancel,
    ServiceCancel,
    Capture,
    Refund,
    Expire,
}

/// <summary>
/// Two requests at once on one payment, in all pairs, at each state: what was acknowledged agrees with how it ends, and where one of the two was
/// possible, one of them happens.
/// </summary>
internal sealed class StateRaces(Wire wire, Starter starter, Fleet fleet, Tally tally)
{
    private const int PaymentsPerRound = 4;
    private const int Amount = 700;

    private static readonly TimeSpan PastUnfinished = TimeSpan.FromMinutes(91);
    private static readonly TimeSpan PastCapturable = TimeSpan.FromHours(121);

    /// <summary>What is possible at each state; only that may win.</summary>
    private static readonly Dictionary<string, Move[]> Possible = new(StringComparer.Ordinal)
    {
        ["started"] = [Move.Card, Move.PayerCancel, Move.ServiceCancel, Move.Expire],
        ["submitted"] = [Move.Confirm, Move.PayerCancel, Move.ServiceCancel, Move.Expire],
        ["capturable"] = [Move.Capture, Move.ServiceCancel, Move.Expire],
        ["success"] = [Move.Refund, Move.Capture],
    };

    /// <summary>Each state with each pair of moves of which at least one is possible there.</summary>
    public static readonly (string State, Move First, Move Second)[] All =
    [
        .. from state in Possible.Keys
           from first in Enum.GetValues<Move>()
           from second in Enum.GetValues<Move>()
           where first <= second && (first != second || first != Move.Expire)
               && (Possible[state].Contains(first) || Possible[state].Contains(second))
               && (state != "success" || (first != Move.Expire && second != Move.Expire))
           select (state, first, second),
    ];

    public static string Name((string State, Move First, Move Second) race) => $"{race.State}: {race.First} x {race.Second}";

    public async Task RoundAsync((string State, Move First, Move Second) race)
    {
        var payments = await Task.WhenAll(Enumerable.Range(0, PaymentsPerRound).Select(async _ =>
        {
            var payment = race.State == "success"
                ? await starter.PaidAsync(Amount)
                : await starter.BringToAsync(race.State, Amount, delayed: race.State == "capturable");
            return (Payment: payment, Token: await FormTokenAsync(payment, race.State));
        }));

        var expires = race.First == Move.Expire || race.Second == Move.Expire;
        var time = expires ? [fleet.ShiftAsync(race.State == "capturable" ? PastCapturable : PastUnfinished)] : Array.Empty<Task>();
        var moves = payments.Select(payment => Task.WhenAll(
            Task.Run(() => MoveAsync(race.First, payment.Payment, payment.Token)),
            Task.Run(() => MoveAsync(race.Second, payment.Payment, payment.Token)))).ToList();
        await Task.WhenAll([.. time, .. moves]);
        for (var at = 0; at < payments.Length; at++)
        {
            await JudgeAsync(race, payments[at].Payment, await moves[at], expires);
        }

        tally.Visit(Name(race));
        tally.Add(Count.Rounds);
    }

    /// <summary>One address in many browsers: one payer gets in.</summary>
    public async Task TokenRoundAsync(int browsers)
    {
        var payment = await starter.BringToAsync("created", Amount);
        var path = new Uri(payment.NextUrl!).PathAndQuery;
        var replies = await Task.WhenAll(Enumerable.Range(0, browsers).Select(async _ =>
        {
            using var browser = Wire.NewBrowser();
            return await Wire.PageAsync(browser, starter.Gateway, path);
        }));
        var entered = replies.Count(reply => reply?.Status == 303);
        tally.Check(entered == 1 && replies.Count(reply => reply?.Status == 403) == browsers - 1, string.Create(
            CultureInfo.InvariantCulture, $"one next_url, {browsers} browsers: {entered} got in, {string.Join(", ", replies.AsEnumerable())}\n    {payment}"));
        tally.Visit("one next_url");
        tally.Add(Count.Rounds);
    }

    /// <summary>One key, many requests to create: one payment, one answer.</summary>
    public async Task CreateRoundAsync(int requests)
    {
        var payment = await starter.BringToAsync("created", Amount);
        var key = Guid.NewGuid().ToString();
        var body = PaymentCase.BodyOf(Amount, payment.Reference + "-twin", delayed: false);
        var replies = await Task.WhenAll(Enumerable.Range(0, requests).Select(_ => wire.PostAsync(starter.Gateway, "/v1/payments", body, key)));
        var answers = replies.Where(reply => reply?.Status == 201).Select(reply => reply!.Body).Distinct(StringComparer.Ordinal).ToList();
        tally.Check(answers.Count == 1, $"one key, {requests} creates, {answers.Count} different payments: {string.Join('\n', answers)}");
        tally.Check(
            replies.All(reply => reply?.Status == 201 || (reply?.Status == 409 && reply.Body.Contains("still in progress", StringComparison.Ordinal))),
            $"one key, {requests} creates: {string.Join('\n', replies.Select(reply => reply?.Line))}");
        starter.Adopt(new PaymentCase
        {
            Reference = payment.Reference + "-twin",
            Amount = Amount,
            Course = Course.Abandon,
            EndsAt = "created",
            Body = body,
            CreateSent = true,
            PaymentId = answers.Count > 0 ? System.Text.Json.Nodes.JsonNode.Parse(answers[0])!.AsObject().Id() : null,
            State = "created",
        });
        tally.Visit("one key, many creates");
        tally.Add(Count.Rounds);
    }

    private async Task<string?> FormTokenAsync(PaymentCase payment, string state)
    {
        if (state is not ("started" or "submitted"))
        {
            return null;
        }

        var page = await Wire.PageAsync(payment.Browser!, starter.Gateway, $"/card_details/{payment.PaymentId}{(state == "submitted" ? "/confirm" : "")}");
        return Payer.FormToken(page!.Body);
    }

    /// <returns>The state that was acknowledged, if any was.</returns>
    private async Task<string?> MoveAsync(Move move, PaymentCase payment, string? token)
    {
        var place = $"/card_details/{payment.PaymentId}";
        switch (move)
        {
            case Move.Card when token is not null:
                payment.CardSent = true;
                var card = await Wire.PageAsync(payment.Browser!, starter.Gateway, place, CardFields.For(payment.PaymentId!, token, Payer.GoodCard));
                payment.Log($"card -> {card}");
                return card is { Status: 303, Location: { } next } && next.EndsWith("/confirm", StringComparison.Ordinal) ? "submitted" : null;
            case Move.Confirm when token is not null:
                payment.ConfirmSent = true;
                var confirm = await Wire.PageAsync(
                    payment.Browser!, starter.Gateway, place + "/confirm", [new("csrfToken", token), new("chargeId", payment.PaymentId!)]);
                payment.Log($"confirm -> {confirm}");
                return confirm is { Status: 303, Location: { } back } && back.Contains("/return/", StringComparison.Ordinal) ? "success" : null;
            case Move.PayerCancel when token is not null:
                payment.PayerCancelSent = true;
                var cancelled = await Wire.PageAsync(payment.Browser!, starter.Gateway, place + "/cancel", [new("csrfToken", token)]);
                payment.Log($"payer cancel -> {cancelled}");
                return cancelled is { Status: 200 } && cancelled.Body.Contains("user-cancel", StringComparison.Ordinal) ? "failed P0030" : null;
            case Move.ServiceCancel:
                payment.ServiceCancelSent = true;
                return await PostAsync(payment, "cancel", json: null) is { Status: 204 } ? "cancelled P0040" : null;
            case Move.Capture:
                payment.CaptureSent = true;
                return await PostAsync(payment, "capture", json: null) is { Status: 204 } ? "success" : null;
            case Move.Refund:
                return await RefundAsync(payment);
            default:
                return null;
        }
    }

    private async Task<string?> RefundAsync(PaymentCase payment)
    {
        var reply = await PostAsync(payment, "refunds", "{\"amount\":100}");
        if (reply is not { Status: 202 })
        {
            return null;
        }

        lock (payment.Refunds)
        {
            payment.Refunds.Add(new RefundTry { Amount = 100, Body = "{\"amount\":100}", RefundId = (string)reply.Json["refund_id"]!, Answer = reply.Line });
        }

        tally.Add(Count.Refunds);
        return "success";
    }

    private async Task<ApiReply?> PostAsync(PaymentCase payment, string action, string? json)
    {
        var reply = await wire.PostAsync(starter.Gateway, $"/v1/payments/{payment.PaymentId}/{action}", json, key: null);
        payment.Log($"{action} -> {reply?.Line}");
        return reply;
    }

    private async Task JudgeAsync((string State, Move First, Move Second) race, PaymentCase payment, string?[] told, bool expires)
    {
        var reply = await wire.GetAsync(starter.Gateway, $"/v1/payments/{payment.PaymentId}");
        var state = reply?.Status == 200 ? reply.Json.State() : $"?? {reply?.Line}";
        payment.Log($"GET -> {state}");
        foreach (var acknowledged in told.OfType<string>())
        {
            // The payer's browser sees the payment cancelled by the payer only if it was so.
            tally.Check(Lifecycle.MayBecome(acknowledged, state), $"{Name(race)}: '{acknowledged}' was acknowledged, it is '{state}'\n    {payment}");
        }

        var onePossible = Possible[race.State].Contains(race.First) || Possible[race.State].Contains(race.Second);
        tally.Check(
            !onePossible || expires || race.State == "success" || state != race.State, $"{Name(race)}: both were refused, it is still '{state}'\n    {payment}");
        tally.Check(race.State != "success" || told.Any(answer => answer is not null), $"{Name(race)}: both were refused\n    {payment}");
        if (reply?.Status == 200)
        {
            Observation.Of(tally, payment, state);
        }
    }
}
