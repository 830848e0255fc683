using Pay.Providers.Testing;

namespace Pay.Providers.Tests.Fuzzing;

/// <summary>The answers to an operation's messages: one of them broken, the others good.</summary>
internal sealed class ReplyTarget : FuzzTarget
{
    private static readonly Uri Nowhere = new("http://psp.invalid/");
    private static readonly int[] Statuses = [200, 200, 201, 204, 400, 401, 402, 404, 409, 422, 429, 500, 503];

    private readonly PspOperation _operation;
    private readonly Rehearsal _rehearsal;
    private readonly List<List<StubAnswer>> _seeds;
    private readonly List<byte[]> _documents;

    private ReplyTarget(PspOperation operation, IPspAdapter adapter, PspScript script, Rehearsal rehearsal, List<List<StubAnswer>> seeds)
        : base(adapter, script) =>
        (_operation, _rehearsal, _seeds, _documents) =
            (operation, rehearsal, seeds, [.. seeds.SelectMany(answers => answers).Select(answer => answer.Body.ToArray()).Where(body => body.Length > 0)]);

    /// <summary>The seeds are the answers of the contract suite: the good one and every case, for each message of the operation.</summary>
    public static async Task<FuzzTarget> CreateAsync(PspOperation operation, IPspAdapter adapter, PspScript script)
    {
        var rehearsal = new Rehearsal(adapter, script, "hu20sqlact5260q2nanm0q8u93");
        await rehearsal.PrepareAsync(operation);
        var seeds = new List<List<StubAnswer>>();
        var scripted = script.Of(operation)!;
        foreach (var answer in scripted.Cases.Select(each => each.Answer).Prepend(scripted.Good).Concat(operation == PspOperation.Authorise ? [script.Challenge ?? scripted.Good] : []))
        {
            var message = 0;
            await rehearsal.PerformAsync(operation, rehearsal.Context(new ScriptTransport(Keep), Nowhere), CancellationToken.None);
            StubAnswer Keep(StubRequest request)
            {
                var kept = answer(request);
                if (seeds.Count == message)
                {
                    seeds.Add([]);
                }

                seeds[message++].Add(kept);
                return kept;
            }
        }

        return new ReplyTarget(operation, adapter, script, rehearsal, seeds);
    }

    public override string? Run(Mutator mutator)
    {
        var broken = mutator.Next(_seeds.Count);
        var seeds = _seeds[broken];
        var seed = seeds[mutator.Next(seeds.Count)];
        var answer = seed with
        {
            Body = mutator.Break(mutator.Next(8) == 0 || seed.Body.IsEmpty ? _documents : [.. seeds.Select(each => each.Body.ToArray())]),
            Status = mutator.Next(8) == 0 ? Statuses[mutator.Next(Statuses.Length)] : seed.Status,
            Headers = mutator.Next(8) == 0 ? [.. seed.Headers.Select(header => KeyValuePair.Create(header.Key, mutator.Break(header.Value)))] : seed.Headers,
            ContentType = mutator.Next(32) == 0 ? mutator.Break(seed.ContentType) : seed.ContentType,
        };
        var message = 0;
        var transport = new ScriptTransport(request => message++ == broken ? answer : Script.Of(_operation)!.Good(request));
        var result = Now(_rehearsal.PerformAsync(_operation, _rehearsal.Context(transport, Nowhere), CancellationToken.None));
        return ComplaintAboutResult(result) ?? Complaint(ReasonOf(result));
    }
}
