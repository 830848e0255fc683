using System.Collections.Concurrent;
using NUnit.Framework;

namespace Pay.Gateway.Tests.Storage;

/// <summary>Money rule 4: what was acknowledged is there after <c>kill -9</c>, exactly once.</summary>
internal sealed class KillTests
{
    private const string Unlimited = "1000000";

    private static readonly string[] NoLimits =
    [
        $"--Pay:Api:RateLimits:CreatePerSecond={Unlimited}", $"--Pay:Api:RateLimits:CapturePerSecond={Unlimited}",
        $"--Pay:Api:RateLimits:OtherPostPerSecond={Unlimited}", $"--Pay:Api:RateLimits:GetPerSecond={Unlimited}",
    ];

    /// <summary>What one worker was told, and what it was about to be told when the process died.</summary>
    private sealed class Journey
    {
        public required string Key { get; init; }
        public string? PaymentId { get; set; }
        public string State { get; set; } = "created";
        public bool CreateUnanswered { get; set; }
        public bool PayUnanswered { get; set; }
        public bool RefundAcknowledged { get; set; }
        public bool RefundUnanswered { get; set; }
        public string? RefundId { get; set; }
    }

    [Test]
    [Repeat(2)]
    public async Task Killed_in_the_middle_of_load_it_loses_nothing_and_doubles_nothing()
    {
        var directory = Directory.CreateTempSubdirectory("pay-kill-").FullName;
        var apiKey = await GatewayProcess.NewKeyAsync(directory);
        var journeys = new ConcurrentBag<Journey>();
        await using (var process = await GatewayProcess.ServeAsync(directory, NoLimits))
        {
            using var http = process.Client(apiKey);
            using var stop = new CancellationTokenSource();
            var workers = Enumerable.Range(0, 8).Select(_ => Task.Run(() => WorkAsync(process, http, journeys, stop.Token), CancellationToken.None)).ToList();
            await Until.TrueAsync(() => Task.FromResult(journeys.Count(journey => journey.RefundAcknowledged) >= 25), "there is load");
            await process.KillAsync();
            await stop.CancelAsync();
            await Task.WhenAll(workers);
        }

        await using var gateway = await GatewayUnderTest.StartAsync($"--Pay:DataDirectory={directory}");
        gateway.Clock.Advance(TimeSpan.FromMinutes(5)); // Leases of the dead run out.
        await Books.AtRestInTimeAsync(gateway);

        foreach (var journey in journeys.Where(journey => journey.PaymentId is not null))
        {
            await JudgeAsync(gateway, journey);
        }

        await RepeatUnansweredAsync(gateway, journeys);
        await Books.BalanceAsync(gateway);
        Assert.That(await CountAsync(gateway, "SELECT count(*) FROM payments"), Is.EqualTo(journeys.Count(journey => journey.PaymentId is not null || journey.CreateUnanswered)),
            "one payment for each key, answered or not");
        Assert.That(await CountAsync(gateway, "SELECT count(*) FROM (SELECT payment_number FROM refunds WHERE status <> 'error' GROUP BY payment_number HAVING count(*) > 1) AS doubled"), Is.Zero);

        var fresh = await gateway.PaidAsync(700);
        Assert.That((await gateway.PaymentAsync(fresh)).State(), Is.EqualTo("success"), "and it goes on working");
    }

    private static async Task JudgeAsync(GatewayUnderTest gateway, Journey journey)
    {
        var reply = await gateway.GetAsync($"/v1/payments/{journey.PaymentId}");
        Assert.That(reply.Status, Is.EqualTo(200), "an acknowledged payment is there");
        var state = reply.Json.State();
        if (journey.PayUnanswered)
        {
            // In doubt: an answer that never came may stand for either, but a hold that nobody confirms ends.
            Assert.That(state, Is.AnyOf("created", "started", "submitted", "success", "error P0050"));
            if (state is "created" or "started" or "submitted")
            {
                using var payer = new Payer(gateway);
                var opened = await payer.GetAsync(reply.Json.NextUrl());
                Assert.That(opened.Status, Is.EqualTo(303), "its next_url works");
            }
        }
        else
        {
            Assert.That(state, Is.EqualTo(journey.State));
        }

        if (journey.RefundAcknowledged)
        {
            var refunds = (await gateway.GetAsync($"/v1/payments/{journey.PaymentId}/refunds")).Json["_embedded"]!["refunds"]!.AsArray();
            Assert.That(refunds.Select(refund => (string?)refund!["refund_id"]), Is.EqualTo(new[] { journey.RefundId }), "an acknowledged refund is there, once");
            Assert.That((string?)refunds[0]!["status"], Is.EqualTo("success"));
        }
    }

    /// <summary>A client that lost its answer sends the same request with the same key: the effect is there once, whichever way it went.</summary>
    private static async Task RepeatUnansweredAsync(GatewayUnderTest gateway, IEnumerable<Journey> journeys)
    {
        foreach (var journey in journeys)
        {
            if (journey.CreateUnanswered)
            {
                var first = await gateway.CreateAsync(key: await KeyAsync(gateway), idempotencyKey: journey.Key);
                var second = await gateway.CreateAsync(key: await KeyAsync(gateway), idempotencyKey: journey.Key);
                Assert.That(first.Status, Is.EqualTo(201), first.Body);
                Assert.That(second.Line, Is.EqualTo(first.Line));
            }

            if (journey.RefundUnanswered)
            {
                var reply = await gateway.RefundAsync(journey.PaymentId!, "{\"amount\":400}", idempotencyKey: journey.Key);
                Assert.That(reply.Status, Is.EqualTo(202), reply.Body);
                var refunds = (await gateway.GetAsync($"/v1/payments/{journey.PaymentId}/refunds")).Json["_embedded"]!["refunds"]!.AsArray();
                Assert.That(refunds, Has.Count.EqualTo(1), "once, whether or not it had happened before");
            }
        }
    }

    private static Task<string> KeyAsync(GatewayUnderTest gateway) => Task.FromResult(gateway.ApiKey);

    private static async Task WorkAsync(GatewayProcess process, HttpClient http, ConcurrentBag<Journey> journeys, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var journey = new Journey { Key = Guid.NewGuid().ToString() };
            try
            {
                await TravelAsync(process, http, journeys, journey);
            }
            catch (HttpRequestException)
            {
                return; // The process is gone.
            }
        }
    }

    private static async Task TravelAsync(GatewayProcess process, HttpClient http, ConcurrentBag<Journey> journeys, Journey journey)
    {
        journey.CreateUnanswered = true;
        journeys.Add(journey);
        var created = await ProcessCalls.PostAsync(http, "/v1/payments", PaymentBody.Valid, journey.Key);
        journey.PaymentId = created.Json.Id();
        journey.CreateUnanswered = false;

        journey.PayUnanswered = true;
        using var payer = new Payer(process.Address);
        await payer.PayAsync(created.Json);
        journey.State = "success";
        journey.PayUnanswered = false;

        var summary = "";
        while (summary != "available")
        {
            summary = (string)(await ProcessCalls.GetAsync(http, $"/v1/payments/{journey.PaymentId}")).Json["refund_summary"]!["status"]!;
        }

        journey.RefundUnanswered = true;
        var refund = await ProcessCalls.PostAsync(http, $"/v1/payments/{journey.PaymentId}/refunds", "{\"amount\":400}", journey.Key);
        journey.RefundId = (string)refund.Json["refund_id"]!;
        journey.RefundAcknowledged = true;
        journey.RefundUnanswered = false;
    }

    private static async Task<long> CountAsync(GatewayUnderTest gateway, string sql) =>
        await gateway.Database.ReadAsync(async session => await session.ScalarAsync<long>(sql));
}
