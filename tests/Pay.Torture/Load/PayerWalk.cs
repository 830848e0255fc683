using Pay.Gateway.Tests;
using Pay.Torture.Running;

namespace Pay.Torture.Load;

/// <summary>The payer's steps on the pages: open, card, confirm, cancel.</summary>
internal sealed class PayerWalk(Tally tally, bool strict)
{
    public async Task StepAsync(PaymentCase @case, Uri gateway, int round)
    {
        if (@case.Browser is null)
        {
            await OpenAsync(@case, gateway, round);
        }
        else if (@case.State == "submitted")
        {
            await ConfirmAsync(@case, gateway, round);
        }
        else
        {
            await SubmitCardAsync(@case, gateway, round);
        }
    }

    public async Task CancelAsync(PaymentCase @case, Uri gateway, int round)
    {
        if (@case.Browser is null)
        {
            await OpenAsync(@case, gateway, round);
            return;
        }

        var page = await PageAsync(@case, gateway, $"/card_details/{@case.PaymentId}{(@case.State == "submitted" ? "/confirm" : "")}");
        if (TokenOf(@case, page, round) is not { } token)
        {
            return;
        }

        @case.PayerCancelSent = true;
        var reply = await PageAsync(@case, gateway, $"/card_details/{@case.PaymentId}/cancel", [new("csrfToken", token)]);
        if (reply is { Status: 200 } && reply.Body.Contains("user-cancel", StringComparison.Ordinal))
        {
            Observation.Of(tally, @case, "failed P0030");
            tally.Add(Count.Cancels);
        }
        else
        {
            Look(@case, reply);
        }
    }

    private async Task OpenAsync(PaymentCase @case, Uri gateway, int round)
    {
        if (@case.NextUrl is null)
        {
            @case.Stale = true;
            return;
        }

        @case.Browser = Wire.NewBrowser();
        var reply = await PageAsync(@case, gateway, new Uri(@case.NextUrl).PathAndQuery);
        @case.NextUrl = null;
        if (reply is not { Status: 303, Location: { } place })
        {
            Look(@case, reply);
            return;
        }

        if (place.EndsWith("auth_waiting", StringComparison.Ordinal))
        {
            Wait(@case, round);
            return;
        }

        var page = await PageAsync(@case, gateway, place);
        if (page is { Status: 200 } && @case.State == "created" && page.Body.Contains("csrfToken", StringComparison.Ordinal))
        {
            Observation.Of(tally, @case, "started");
        }
        else if (page is not { Status: 200 })
        {
            Look(@case, page);
        }
    }

    private async Task SubmitCardAsync(PaymentCase @case, Uri gateway, int round)
    {
        var page = await PageAsync(@case, gateway, $"/card_details/{@case.PaymentId}");
        if (TokenOf(@case, page, round) is not { } token)
        {
            return;
        }

        @case.CardSent = true;
        var card = @case.Course switch { Course.Decline => Payer.DeclinedCard, Course.Fail => Payer.ErrorCard, _ => Payer.GoodCard };
        var reply = await PageAsync(@case, gateway, $"/card_details/{@case.PaymentId}", CardFields.For(@case.PaymentId!, token, card));
        @case.CardInDoubt |= reply is null || (reply.Status >= 500 && !strict);
        switch (reply)
        {
            case { Status: 303, Location: { } place } when place.EndsWith("/confirm", StringComparison.Ordinal):
                Observation.Of(tally, @case, "submitted");
                break;
            case { Status: 303, Location: { } place } when place.EndsWith("/auth_waiting", StringComparison.Ordinal):
                Wait(@case, round);
                break;
            case { Status: 303 } when @case.Course == Course.Decline:
                Observation.Of(tally, @case, "failed P0010");
                break;
            case { Status: 500 } when @case.Course == Course.Fail && strict:
                Observation.Of(tally, @case, "error P0050");
                break;
            default:
                Look(@case, reply);
                break;
        }
    }

    private async Task ConfirmAsync(PaymentCase @case, Uri gateway, int round)
    {
        var page = await PageAsync(@case, gateway, $"/card_details/{@case.PaymentId}/confirm");
        if (TokenOf(@case, page, round) is not { } token)
        {
            return;
        }

        @case.ConfirmSent = true;
        var reply = await PageAsync(@case, gateway, $"/card_details/{@case.PaymentId}/confirm", [new("csrfToken", token), new("chargeId", @case.PaymentId!)]);
        if (reply is { Status: 303, Location: { } place } && place.Contains("/return/", StringComparison.Ordinal))
        {
            Observation.Of(tally, @case, @case.Delayed ? "capturable" : "success");
            tally.Add(Count.Payments);
        }
        else
        {
            Look(@case, reply);
        }
    }

    private static async Task<PageReply?> PageAsync(
        PaymentCase @case, Uri gateway, string path, IEnumerable<KeyValuePair<string, string>>? form = null)
    {
        var reply = await Wire.PageAsync(@case.Browser!, gateway, path, form);
        var page = path.StartsWith("/secure", StringComparison.Ordinal) ? "/secure" : path;
        @case.Log($"{(form is null ? "GET" : "POST")} {page} -> {reply}");
        return reply;
    }

    /// <summary>The form's token; without one the payment is not where it was thought to be.</summary>
    private string? TokenOf(PaymentCase @case, PageReply? page, int round)
    {
        if (page is { Status: 200 } && page.Body.Contains("csrfToken", StringComparison.Ordinal))
        {
            return Payer.FormToken(page.Body);
        }

        Look(@case, page);
        if (page is not null)
        {
            @case.NotBeforeRound = @case.CardSent && @case.State == "started" ? round + 1 : round;
        }

        return null;
    }

    /// <summary>The provider takes its time: the next round sees what became of it.</summary>
    private static void Wait(PaymentCase @case, int round)
    {
        @case.CardSent = true;
        @case.CardInDoubt = true;
        @case.Stale = true;
        @case.NotBeforeRound = round + 1;
    }

    private void Look(PaymentCase @case, PageReply? reply)
    {
        if (reply is null)
        {
            tally.Add(Count.LostAnswers);
        }
        else if (reply.Status >= 500 && strict && !@case.CardSent)
        {
            tally.Violation($"a page that nobody expects: {reply} {Payer.Heading(reply.Body)}\n    {@case}");
            @case.Closed = true;
        }

        @case.Stale = true;
    }
}
