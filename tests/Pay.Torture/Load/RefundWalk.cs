using System.Globalization;
using Pay.Gateway.Tests;
using Pay.Torture.Running;

namespace Pay.Torture.Load;

/// <summary>The refunds of a payment, one after the other; one whose answer was lost is sent again only under its key.</summary>
internal sealed class RefundWalk(Wire wire, Tally tally, Random random, bool strict)
{
    /// <summary>How often a payment is looked at in one round before it is left for the next.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    public async Task StepAsync(PaymentCase @case, Uri gateway, int round)
    {
        if (@case.Refunds.Find(refund => !refund.Closed) is not { } next)
        {
            await ReplayAsync(@case, gateway);
            @case.Closed = true;
            return;
        }

        if (!@case.Captured || (next.Guarded && !next.Sent))
        {
            if (await AvailableAsync(@case, gateway, round) is not { } available)
            {
                return;
            }

            next.Body ??= Body(next, available);
        }

        next.Body ??= Body(next, available: null);
        await SendAsync(@case, next, gateway, round);
    }

    private static string Body(RefundTry refund, int? available) => refund.Guarded && available is not null
        ? string.Create(CultureInfo.InvariantCulture, $"{{\"amount\":{refund.Amount},\"refund_amount_available\":{available}}}")
        : string.Create(CultureInfo.InvariantCulture, $"{{\"amount\":{refund.Amount}}}");

    /// <summary>What can be given back; <see langword="null"/> while the money is not there yet.</summary>
    private async Task<int?> AvailableAsync(PaymentCase @case, Uri gateway, int round)
    {
        var reply = await wire.GetAsync(gateway, $"/v1/payments/{@case.PaymentId}");
        @case.Log($"GET -> {reply?.Status} {reply?.Json["refund_summary"]?.ToJsonString()}");
        if (reply?.Status != 200)
        {
            Observation.Missed(tally, @case, reply, strict);
            return null;
        }

        Observation.Of(tally, @case, reply.Json.State());
        var summary = reply.Json["refund_summary"]!;
        var available = (int)summary["amount_available"]!;
        tally.Check(
            available >= @case.Amount - @case.RefundedAtMost && available <= @case.Amount - @case.RefundedAtLeast,
            $"{available} pence can be given back of {@case.Amount}, of which {@case.RefundedAtLeast} to {@case.RefundedAtMost} have been\n    {@case}");
        switch ((string?)summary["status"])
        {
            case "pending":
                // Between capture and its result; after a kill that takes until the lease is over.
                @case.NotBeforeRound = random.Next(3) == 0 ? round + 1 : round;
                await Task.Delay(BetweenLooks);
                return null;
            case "full":
                @case.Captured = true;
                @case.Refunds.ForEach(refund => refund.Refused = refund.Refused || !refund.Sent);
                return null;
            default:
                @case.Captured = true;
                return available;
        }
    }

    private async Task SendAsync(PaymentCase @case, RefundTry refund, Uri gateway, int round)
    {
        // Whether it fits is only certain while no other refund of this payment is in doubt.
        var doubt = @case.RefundedAtMost - refund.Amount - @case.RefundedAtLeast;
        var reply = await wire.PostAsync(gateway, $"/v1/payments/{@case.PaymentId}/refunds", refund.Body, refund.Key);
        @case.Log($"POST refunds {refund.Body} {refund.Key} -> {reply?.Line}");
        refund.Answer = reply?.Line;
        switch (reply?.Status)
        {
            case 202:
                refund.RefundId = (string)reply.Json["refund_id"]!;
                refund.Answer = reply.Line;
                tally.Add(Count.Refunds);
                tally.Check(@case.RefundedAtLeast <= @case.Amount, $"more was given back than was taken\n    {@case}");
                break;
            case 400 when reply.Body.Contains("amount_not_available", StringComparison.Ordinal) || reply.Body.Contains("full", StringComparison.Ordinal):
                refund.Refused = true;
                tally.Check(
                    @case.RefundedAtLeast + doubt + refund.Amount > @case.Amount, $"a refund was refused that fits\n    {@case}");
                break;
            case 412:
                refund.Refused = true;
                tally.Check(doubt > 0, $"the available amount was read a moment ago and is said to be another\n    {@case}");
                break;
            case 409 when refund.Key is not null && reply.Body.Contains("still in progress", StringComparison.Ordinal):
                @case.NotBeforeRound = round + 1;
                break;
            case null:
                tally.Add(Count.LostAnswers);
                break;
            default:
                Observation.Surprise(tally, @case, reply.Line, strict);
                break;
        }
    }

    /// <summary>Money rule 3: what was answered once under a key is answered again, byte for byte, and happens no second time.</summary>
    private async Task ReplayAsync(PaymentCase @case, Uri gateway)
    {
        if (@case.Key is not null && await wire.PostAsync(gateway, "/v1/payments", @case.Body, @case.Key) is { } created)
        {
            tally.Add(Count.Replays);
            tally.Check(created.Body == @case.CreateAnswer || (!strict && created.Status >= 500), $"the answer to a repeated create is another: {created.Line}\n    {@case}");
        }

        foreach (var refund in @case.Refunds.Where(refund => refund is { Key: not null, Acknowledged: true }))
        {
            if (await wire.PostAsync(gateway, $"/v1/payments/{@case.PaymentId}/refunds", refund.Body, refund.Key) is { } repeated)
            {
                tally.Add(Count.Replays);
                tally.Check(repeated.Line == refund.Answer || (!strict && repeated.Status >= 500), $"the answer to a repeated refund is another: {repeated.Line}\n    {@case}");
            }
        }
    }
}
