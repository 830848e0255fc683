using System.Globalization;
using Pay.Gateway.Tests;
using Pay.Torture.Load;
using Pay.Torture.Running;

namespace Pay.Torture.Parts.Races;

/// <summary>Many refunds of one payment at once: as many succeed as arithmetic allows, not one more and not one less (money rule 1).</summary>
internal sealed class RefundRaces(Wire wire, Starter starter, Tally tally)
{
    public static readonly string[] Kinds = ["equal", "equal with keys", "equal with the guard", "one key", "unequal", "guard after guard"];

    private const int AtOnceMin = 2;
    private const int AtOnceMax = 64;
    private const int Amount = 1_000;
    private const int GuardedLoops = 4;

    /// <param name="round">1 for the first: the rounds go through all kinds in turn.</param>
    /// <param name="random">Everything else is chance.</param>
    public async Task RoundAsync(int round, Random random)
    {
        var kind = Kinds[round % Kinds.Length];
        var count = random.Next(2) == 0 ? random.Next(AtOnceMin, AtOnceMax + 1) : random.Next(AtOnceMin, 9);
        var payment = await starter.PaidAsync(Amount);
        var share = random.Next(1, random.Next(2) == 0 ? Amount + 1 : 1 + (2 * Amount / count));
        var accepted = kind switch
        {
            "equal" => await EqualAsync(payment, count, share, guard: false, keys: false),
            "equal with keys" => await EqualAsync(payment, count, share, guard: false, keys: true),
            "equal with the guard" => await EqualAsync(payment, count, share, guard: true, keys: random.Next(2) == 0),
            "one key" => await OneKeyAsync(payment, count, share),
            "unequal" => await UnequalAsync(payment, [.. Enumerable.Range(0, count).Select(_ => random.Next(1, 1 + Math.Max(1, 3 * Amount / count)))]),
            _ => await GuardAfterGuardAsync(payment, count, Math.Max(1, share / 8)),
        };
        tally.Visit(kind);
        tally.Add(Count.Rounds);
        tally.Add(Count.Refunds, accepted.Count);

        var told = (int?)(await wire.GetAsync(starter.Gateway, $"/v1/payments/{payment.PaymentId}"))?.Json["refund_summary"]?["amount_submitted"];
        tally.Check(told == accepted.Sum(), string.Create(
            CultureInfo.InvariantCulture, $"{kind} x{count}: {accepted.Sum()} pence were acknowledged, the payment says {told}\n    {payment}"));
        tally.Check(accepted.Sum() <= Amount, $"{kind} x{count}: {accepted.Sum()} of {Amount} pence were given back\n    {payment}");
    }

    private async Task<List<int>> EqualAsync(PaymentCase payment, int count, int share, bool guard, bool keys)
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => RefundAsync(payment, share, guard ? Amount : null, keys ? Guid.NewGuid().ToString() : null)));
        var fits = Math.Min(count, guard ? 1 : Amount / share);
        var accepted = replies.Count(reply => reply.Status == 202);
        tally.Check(accepted == fits, string.Create(
            CultureInfo.InvariantCulture, $"{count} refunds of {share} out of {Amount}{(guard ? " with the guard" : "")}: {accepted} succeeded, {fits} fit\n    {payment}"));
        ExpectRefusals(payment, replies, guard);
        return [.. Enumerable.Repeat(share, accepted)];
    }

    private async Task<List<int>> OneKeyAsync(PaymentCase payment, int count, int share)
    {
        var key = Guid.NewGuid().ToString();
        var replies = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => RefundAsync(payment, share, guard: null, key)));
        var answers = replies.Where(reply => reply.Status == 202).Select(reply => reply.Body).Distinct(StringComparer.Ordinal).ToList();
        tally.Check(answers.Count == 1, $"one key, {count} requests: {answers.Count} different answers\n    {payment}");
        foreach (var other in replies.Where(reply => reply.Status != 202))
        {
            tally.Check(
                other.Status == 409 && other.Body.Contains("still in progress", StringComparison.Ordinal), $"one key, refused with {other.Line}\n    {payment}");
        }

        var again = await RefundAsync(payment, share, guard: null, key);
        tally.Check(again.Status == 202 && answers.Contains(again.Body, StringComparer.Ordinal), $"one key, asked again: {again.Line}\n    {payment}");
        tally.Add(Count.Replays);
        return [share];
    }

    private async Task<List<int>> UnequalAsync(PaymentCase payment, int[] amounts)
    {
        var replies = await Task.WhenAll(amounts.Select(amount => RefundAsync(payment, amount, guard: null, key: null)));
        var accepted = amounts.Where((_, at) => replies[at].Status == 202).ToList();
        var left = Amount - accepted.Sum();
        foreach (var (amount, _) in amounts.Zip(replies).Where(pair => pair.Second.Status != 202))
        {
            tally.Check(amount > left, $"a refund of {amount} was refused although {left} are left after all of them\n    {payment}");
        }

        ExpectRefusals(payment, replies, guard: false);
        return accepted;
    }

    /// <summary>Clients that read the figure and send it along, again and again: each figure lets one of them through.</summary>
    private async Task<List<int>> GuardAfterGuardAsync(PaymentCase payment, int count, int share)
    {
        var accepted = await Task.WhenAll(Enumerable.Range(0, Math.Min(count, 8)).Select(async _ =>
        {
            var figures = new List<int>();
            for (var loop = 0; loop < GuardedLoops; loop++)
            {
                var seen = (int?)(await wire.GetAsync(starter.Gateway, $"/v1/payments/{payment.PaymentId}"))?.Json["refund_summary"]?["amount_available"];
                if (seen >= share && (await RefundAsync(payment, share, seen, key: null)).Status == 202)
                {
                    figures.Add(seen.Value);
                }
            }

            return figures;
        }));
        var all = accepted.SelectMany(figures => figures).ToList();
        tally.Check(all.Distinct().Count() == all.Count, $"one figure let two refunds through: {string.Join(", ", all)}\n    {payment}");
        tally.Check(all.Count > 0, $"nobody was let through\n    {payment}");
        return [.. all.Select(_ => share)];
    }

    private async Task<ApiReply> RefundAsync(PaymentCase payment, int amount, int? guard, string? key)
    {
        var body = guard is null
            ? string.Create(CultureInfo.InvariantCulture, $"{{\"amount\":{amount}}}")
            : string.Create(CultureInfo.InvariantCulture, $"{{\"amount\":{amount},\"refund_amount_available\":{guard}}}");
        var reply = await wire.PostAsync(starter.Gateway, $"/v1/payments/{payment.PaymentId}/refunds", body, key)
            ?? throw new InvalidOperationException("No answer to a refund although nobody kills anything.");
        lock (payment.Refunds)
        {
            if (reply.Status == 202 && (string?)reply.Json["refund_id"] is { } id && payment.Refunds.TrueForAll(refund => refund.RefundId != id))
            {
                payment.Refunds.Add(new RefundTry { Amount = amount, Body = body, Key = key, RefundId = id, Answer = reply.Line });
            }
        }

        return reply;
    }

    private void ExpectRefusals(PaymentCase payment, IEnumerable<ApiReply> replies, bool guard)
    {
        foreach (var refused in replies.Where(reply => reply.Status != 202))
        {
            var asExpected = refused.Status == 400 && (refused.Body.Contains("amount_not_available", StringComparison.Ordinal) || refused.Body.Contains("full", StringComparison.Ordinal));
            tally.Check(asExpected || (guard && refused.Status == 412), $"a refund that does not fit is refused with {refused.Line}\n    {payment}");
        }
    }
}
