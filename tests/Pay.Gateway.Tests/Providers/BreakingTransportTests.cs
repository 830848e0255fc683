using NUnit.Framework;
using Pay.Gateway.Providers.Transport;
using Pay.Providers;

namespace Pay.Gateway.Tests.Providers;

/// <summary>What is repeated, what is not, and when a provider is left alone: each account's way there on its own.</summary>
[Category(TestEngine.One)]
internal sealed class BreakingTransportTests
{
    private readonly MovableClock _clock = new();

    private static PspMessage Message(bool isRepeatable) => new() { Method = HttpMethod.Post, Uri = new Uri("http://psp.example/"), IsRepeatable = isRepeatable };

    private static PspReply Reply(string what) => what switch
    {
        "lost" => new PspReply.Lost("lost"),
        "not sent" => new PspReply.NotSent("not sent"),
        _ => new PspReply.Answered(int.Parse(what, System.Globalization.CultureInfo.InvariantCulture), ReadOnlyMemory<byte>.Empty),
    };

    private static string Name(PspReply reply) => reply switch
    {
        PspReply.Answered answered => answered.Status.ToString(System.Globalization.CultureInfo.InvariantCulture),
        PspReply.Lost => "lost",
        _ => "not sent",
    };

    private async Task<(string Result, int Sent)> SendAsync(bool isRepeatable, params string[] replies)
    {
        var wire = new Wire(replies);
        var sending = new BreakingTransport(wire, _clock).SendAsync(Message(isRepeatable), CancellationToken.None);
        await _clock.PassUntilAsync(sending);
        return (Name(await sending), wire.Sent);
    }

    [TestCase("lost", "200")]
    [TestCase("500", "200")]
    [TestCase("429", "200")]
    public async Task A_message_that_may_move_money_twice_is_sent_once(string first, string second) =>
        Assert.That(await SendAsync(isRepeatable: false, first, second), Is.EqualTo((first, 1)));

    [TestCase("lost 200", "200", 2)]
    [TestCase("503 200", "200", 2)]
    [TestCase("409 409 200", "200", 3)]
    [TestCase("429 429 429 429 200", "200", 5, Description = "not now is not never")]
    [TestCase("not sent not_sent not_sent", "not sent", 3)]
    [TestCase("503 503 503", "lost", 3)]
    [TestCase("400 200", "400", 1)]
    [TestCase("302 200", "302", 1)]
    [TestCase("429 402", "402", 2)]
    [TestCase("lost not_sent not_sent", "lost", 3, Description = "what is certain of a repetition is not certain of the message before it")]
    [TestCase("lost 402", "lost", 2)]
    [TestCase("500 401", "lost", 2)]
    [TestCase("503 409 404", "lost", 3)]
    [TestCase("lost 429 429 200", "200", 4)]
    public async Task A_repeatable_message_is_repeated_while_that_may_help(string replies, string result, int sent) =>
        Assert.That(
            await SendAsync(isRepeatable: true, [.. replies.Replace("not sent", "not_sent", StringComparison.Ordinal).Split(' ').Select(reply => reply.Replace('_', ' '))]),
            Is.EqualTo((result, sent)));

    [Test]
    public async Task A_question_does_nothing_that_could_be_in_doubt()
    {
        var question = new PspMessage { Method = HttpMethod.Get, Uri = new Uri("http://psp.example/"), IsRepeatable = true };
        var sending = new BreakingTransport(new Wire(["lost", "404"]), _clock).SendAsync(question, CancellationToken.None);
        await _clock.PassUntilAsync(sending);
        Assert.That(Name(await sending), Is.EqualTo("404"));
    }

    [TestCase("429", "429")]
    [TestCase("409", "409")]
    [TestCase("lost", "lost")]
    public async Task Not_now_is_asked_again_until_the_deadline(string first, string result)
    {
        var wire = new Wire([first, .. Enumerable.Repeat(first == "lost" ? "409" : first, 1000)]);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20), _clock);
        var sending = new BreakingTransport(wire, _clock).SendAsync(Message(isRepeatable: true), deadline.Token);
        await _clock.PassUntilAsync(sending);
        Assert.That(Name(await sending), Is.EqualTo(result));
        Assert.That(wire.Sent, Is.GreaterThan(8).And.LessThan(40), "with pauses of up to two seconds");
    }

    [Test]
    public async Task A_deadline_ends_the_repeating_with_what_came_last()
    {
        var wire = new Wire(["lost", "200"]);
        using var deadline = new CancellationTokenSource();
        var sending = new BreakingTransport(wire, _clock).SendAsync(Message(isRepeatable: true), deadline.Token);
        await deadline.CancelAsync();
        Assert.That((Name(await sending), wire.Sent), Is.EqualTo(("lost", 1)));
    }

    [Test]
    public async Task A_provider_that_does_not_answer_is_left_alone_for_a_while_and_then_tried_again()
    {
        var wire = new Wire(["lost", "lost", "lost", "lost", "lost"]);
        var transport = new BreakingTransport(wire, _clock);
        for (var call = 0; call < 5; call++)
        {
            Assert.That(await transport.SendAsync(Message(isRepeatable: false), CancellationToken.None), Is.TypeOf<PspReply.Lost>());
        }

        Assert.That(await transport.SendAsync(Message(isRepeatable: false), CancellationToken.None), Is.TypeOf<PspReply.NotSent>());
        Assert.That(wire.Sent, Is.EqualTo(5), "nothing is sent to it");
        _clock.Pass(TimeSpan.FromSeconds(16));
        Assert.That(await transport.SendAsync(Message(isRepeatable: false), CancellationToken.None), Is.TypeOf<PspReply.Answered>());
        Assert.That(wire.Sent, Is.EqualTo(6));
    }

    [Test]
    public async Task Refusals_are_answers()
    {
        var wire = new Wire([.. Enumerable.Repeat("400", 20)]);
        var transport = new BreakingTransport(wire, _clock);
        for (var call = 0; call < 20; call++)
        {
            await transport.SendAsync(Message(isRepeatable: false), CancellationToken.None);
        }

        Assert.That(wire.Sent, Is.EqualTo(20));
    }

    /// <summary>Gives one reply after the other, then 200.</summary>
    private sealed class Wire(string[] replies) : IPspTransport
    {
        public int Sent { get; private set; }

        public Task<PspReply> SendAsync(PspMessage message, CancellationToken deadline) =>
            Task.FromResult(Sent++ < replies.Length ? Reply(replies[Sent - 1]) : Reply("200"));
    }
}
