using Pay.Providers.Testing;

namespace Pay.Providers.Tests.Fuzzing;

/// <summary>What a browser brings back from 3D Secure, and the adapter's own state: the payer can send the first, and old versions wrote the second.</summary>
internal sealed class ReturnTarget : FuzzTarget
{
    private static readonly Uri Nowhere = new("http://psp.invalid/");

    private readonly Rehearsal _rehearsal;
    private readonly AuthoriseResult.AuthenticationRequired _challenge;

    private ReturnTarget(IPspAdapter adapter, PspScript script, Rehearsal rehearsal, AuthoriseResult.AuthenticationRequired challenge)
        : base(adapter, script) => (_rehearsal, _challenge) = (rehearsal, challenge);

    public static async Task<FuzzTarget> CreateAsync(IPspAdapter adapter, PspScript script)
    {
        var rehearsal = new Rehearsal(adapter, script, "hu20sqlact5260q2nanm0q8u93");
        await rehearsal.PrepareAsync(PspOperation.Continue);
        var context = rehearsal.Context(new ScriptTransport(script.Challenge!), Nowhere);
        var challenge = await rehearsal.AuthoriseAsync(context, threeDSecure: true, CancellationToken.None);
        return new ReturnTarget(adapter, script, rehearsal, (AuthoriseResult.AuthenticationRequired)challenge);
    }

    public override string? Run(Mutator mutator)
    {
        var state = mutator.Next(3) == 0 ? _challenge.ProviderState : mutator.Next(8) == 0 ? null : mutator.Break(_challenge.ProviderState ?? "{}");
        List<KeyValuePair<string, string>> fields =
        [
            .. Script.ReturnFields(_challenge).Select(field => KeyValuePair.Create(mutator.Next(8) == 0 ? mutator.Break(field.Key) : field.Key, mutator.Break(field.Value))),
        ];
        if (fields.Count > 0 && mutator.Next(8) == 0)
        {
            fields.Add(fields[mutator.Next(fields.Count)]);
        }

        var context = _rehearsal.Context(new ScriptTransport(Script.Continue!.Good), Nowhere);
        var result = Now(_rehearsal.ContinueAsync(context, state, fields, CancellationToken.None));
        return ComplaintAboutResult(result) ?? Complaint(ReasonOf(result));
    }
}
