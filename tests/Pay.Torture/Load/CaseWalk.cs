using Pay.Gateway.Tests;
using Pay.Torture.Running;

namespace Pay.Torture.Load;

/// <summary>One step of a payment's course. What comes back is written into the case, and judged where it can be at once.</summary>
/// <param name="wire">Where to.</param>
/// <param name="tally">What was acknowledged, and what must not be.</param>
/// <param name="random">The client's own.</param>
/// <param name="strict">Whether 5xx is a finding; where the database itself is being broken it is an answer like a lost one.</param>
internal sealed class CaseWalk(Wire wire, Tally tally, Random random, bool strict)
{
    private readonly PayerWalk _payer = new(tally, strict);
    private readonly RefundWalk _refunds = new(wire, tally, random, strict);

    public async Task StepAsync(PaymentCase @case, Uri gateway, int round)
    {
        if (@case.PaymentId is null)
        {
            await CreateAsync(@case, gateway);
        }
        else if (@case.Stale)
        {
            await ReadAsync(@case, gateway, round);
        }
        else if (@case.State == "success")
        {
            await _refunds.StepAsync(@case, gateway, round);
        }
        else if (Lifecycle.IsFinal(@case.State))
        {
            @case.Closed = true;
        }
        else if (@case.State == @case.EndsAt && @case.Course is Course.Abandon or Course.CancelByService or Course.CancelByPayer)
        {
            await EndAsync(@case, gateway, round);
        }
        else if (@case.State == "capturable")
        {
            await CaptureAsync(@case, gateway);
        }
        else
        {
            await _payer.StepAsync(@case, gateway, round);
        }
    }

    private async Task EndAsync(PaymentCase @case, Uri gateway, int round)
    {
        switch (@case.Course)
        {
            case Course.CancelByService:
                await CancelAsync(@case, gateway, round);
                break;
            case Course.CancelByPayer:
                await _payer.CancelAsync(@case, gateway, round);
                break;
            default:
                @case.Closed = true;
                break;
        }
    }

    private async Task CreateAsync(PaymentCase @case, Uri gateway)
    {
        if (@case.CreateSent && @case.Key is null)
        {
            // Without a key nobody may ask again: the payment exists once, or not.
            @case.Closed = true;
            return;
        }

        @case.CreateSent = true;
        var reply = await wire.PostAsync(gateway, "/v1/payments", @case.Body, @case.Key);
        @case.Log($"POST /v1/payments {@case.Key} -> {reply?.Status}");
        switch (reply?.Status)
        {
            case null:
                tally.Add(Count.LostAnswers);
                break;
            case 201:
                @case.PaymentId = reply.Json.Id();
                @case.NextUrl = reply.Json.NextUrl();
                @case.CreateAnswer = reply.Body;
                Observation.Of(tally, @case, reply.Json.State());
                tally.Add(Count.Creates);
                break;
            default:
                Observation.Surprise(tally, @case, reply.Line, strict);
                break;
        }
    }

    private async Task ReadAsync(PaymentCase @case, Uri gateway, int round)
    {
        var reply = await wire.GetAsync(gateway, $"/v1/payments/{@case.PaymentId}");
        @case.Log($"GET -> {reply?.Status}");
        if (reply?.Status != 200)
        {
            Observation.Missed(tally, @case, reply, strict);
            return;
        }

        Observation.Of(tally, @case, reply.Json.State());
        @case.Stale = false;
        @case.NextUrl = reply.Json["_links"]?["next_url"]?["href"] is { } href ? (string?)href : null;
        if (@case.State == "started" && @case.CardSent)
        {
            // Perhaps an authorisation in doubt: that takes a minute, which passes between rounds.
            @case.NotBeforeRound = round + 1;
        }

        @case.Browser?.Dispose();
        @case.Browser = null;
    }

    private async Task CancelAsync(PaymentCase @case, Uri gateway, int round)
    {
        @case.ServiceCancelSent = true;
        var reply = await wire.PostAsync(gateway, $"/v1/payments/{@case.PaymentId}/cancel", json: null, @case.Key);
        @case.Log($"POST cancel -> {reply?.Line}");
        switch (reply?.Status)
        {
            case 204:
                Observation.Of(tally, @case, "cancelled P0040");
                tally.Add(Count.Cancels);
                break;
            case 400 or 409 when reply.Body.Contains("P0501", StringComparison.Ordinal) || reply.Body.Contains("P0502", StringComparison.Ordinal):
                @case.Stale = true;
                break;
            case 500 when reply.Body.Contains("P0598", StringComparison.Ordinal):
                @case.Stale = true;
                @case.NotBeforeRound = round + 1;
                break;
            default:
                Observation.Missed(tally, @case, reply, strict);
                break;
        }
    }

    private async Task CaptureAsync(PaymentCase @case, Uri gateway)
    {
        @case.CaptureSent = true;
        var reply = await wire.PostAsync(gateway, $"/v1/payments/{@case.PaymentId}/capture", json: null, @case.Key);
        @case.Log($"POST capture -> {reply?.Line}");
        switch (reply?.Status)
        {
            case 204:
                Observation.Of(tally, @case, "success");
                tally.Add(Count.Captures);
                break;
            case 409 when reply.Body.Contains("P1003", StringComparison.Ordinal):
                @case.Stale = true;
                break;
            default:
                Observation.Missed(tally, @case, reply, strict);
                break;
        }
    }
}

/// <summary>What a client was told, against what it was told before.</summary>
internal static class Observation
{
    public static void Of(Tally tally, PaymentCase @case, string state)
    {
        tally.Check(
            Lifecycle.MayBecome(@case.State, state), $"a payment that was '{@case.State}' is '{state}': something acknowledged was lost\n    {@case}");
        var asked = state switch
        {
            "success" or "capturable" => @case.ConfirmSent,
            "submitted" => @case.CardSent,
            "failed P0010" => @case.CardSent && @case.Course == Course.Decline,
            "error P0050" => @case.CardSent && (@case.Course == Course.Fail || @case.CardInDoubt),
            "failed P0030" => @case.PayerCancelSent,
            "cancelled P0040" => @case.ServiceCancelSent,
            _ => true,
        };
        tally.Check(asked, $"a payment is '{state}' that nobody asked for\n    {@case}");
        @case.State = state;
    }

    /// <summary>No answer, or one that says nothing about what became of it.</summary>
    public static void Missed(Tally tally, PaymentCase @case, ApiReply? reply, bool strict)
    {
        if (reply is not null)
        {
            Surprise(tally, @case, reply.Line, strict);
        }
        else
        {
            tally.Add(Count.LostAnswers);
        }

        @case.Stale = true;
    }

    public static void Surprise(Tally tally, PaymentCase @case, string answer, bool strict)
    {
        if (strict || !answer.StartsWith('5'))
        {
            tally.Violation($"an answer that nobody expects: {answer}\n    {@case}");
            @case.Closed = true;
        }
    }
}
