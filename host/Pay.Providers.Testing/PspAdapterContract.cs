using NUnit.Framework;
using Pay.Providers.Testing.Stub;

namespace Pay.Providers.Testing;

/// <summary>
/// The tests that every adapter has to pass. Derive a fixture from it, say how the PSP talks, and run it with NUnit: the suite brings a
/// stand-in for the PSP, breaks its connections in every way that matters, and judges what the adapter claims to know afterwards.
/// </summary>
[TestFixture]
public abstract partial class PspAdapterContract
{
    /// <summary>Only so that a test that hangs ends: no outcome depends on it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private PspScript? _script;
    private IPspAdapter? _adapter;

    /// <summary>A new adapter. It is asked for once by each fixture.</summary>
    public abstract IPspAdapter CreateAdapter();

    /// <summary>How the PSP talks. It is asked for when tests are looked for, too: it must not need anything that is running.</summary>
    public abstract PspScript CreateScript();

    private PspScript Script => _script ??= CreateScript();

    private IPspAdapter Adapter => _adapter ??= CreateAdapter();

    /// <summary>The script has what the capabilities promise, and the names are as the gateway needs them.</summary>
    [Test]
    public void Describes_itself_consistently()
    {
        var can = Adapter.Capabilities;
        var fields = Adapter.Credentials.Fields;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Adapter.Name, Does.Match("^[a-z][a-z0-9-]{1,29}$"), "Name");
            Assert.That(fields.Select(field => field.Key), Is.Unique.And.All.Match("^[a-z][a-z0-9_]*$"), "credential keys");
            Assert.That(fields.Select(field => field.Label), Has.None.Empty, "credential labels");
            foreach (var field in fields)
            {
                var value = Script.Credentials.GetValueOrDefault(field.Key);
                Assert.That(value is not null || field.IsOptional, Is.True, $"the script has no credential {field.Key}");
                Assert.That(value is null ? null : field.Judge(value), Is.Null, $"what {field.Key} says of a good value");
            }

            Assert.That(Script.Challenge is not null && Script.Continue is not null, Is.EqualTo(can.ThreeDSecure), "ThreeDSecure, and Challenge and Continue");
            Assert.That(Script.Query is not null, Is.EqualTo(can.CanQuery), "CanQuery and Query");
            Assert.That(Script.QueryRefund is not null, Is.EqualTo(can.CanQueryRefund), "CanQueryRefund and QueryRefund");
            Assert.That(Script.CheckCredentials is not null, Is.EqualTo(can.CanCheckCredentials), "CanCheckCredentials and CheckCredentials");
            Assert.That(Script.Notifications.Count > 0, Is.EqualTo(Adapter.Notifications is not null), "Notifications");
            Assert.That(can.NotificationEndsAuthentication && Adapter.Notifications?.Proof != NotificationProof.Signature, Is.False, "NotificationEndsAuthentication needs a signature");
            Assert.That(can.PreassignsId, Is.EqualTo(Adapter.PreassignTransactionId(NewPaymentId()) is not null), "PreassignsId");
        }

        TestContext.Out.WriteLine(CapabilityTable.Of([this]));
    }

    /// <summary>The good answer leads to the good result.</summary>
    [Cases(CaseKind.Operations)]
    public async Task Succeeds(PspOperation operation)
    {
        var run = await RunAsync(operation, NewRehearsal(), Script.Of(operation)!.Good);

        var can = Adapter.Capabilities;
        var isExpected = operation switch
        {
            PspOperation.Authorise or PspOperation.Continue =>
                run.Result is AuthoriseResult.Authorised { TransactionId.Length: > 0 } authorised
                && (run.Rehearsal.PreassignedId is not { } preassigned || preassigned == authorised.TransactionId),
            PspOperation.Capture => IsDone(run.Result, can.AsyncCapture),
            PspOperation.Cancel => IsDone(run.Result, can.AsyncCancel),
            PspOperation.Refund => IsDone(run.Result, can.AsyncRefund),
            PspOperation.Query => run.Result is QueryResult.Found { Payment: PspPaymentState.Authorised, TransactionId.Length: > 0 } found
                && (found.Amount ?? Script.Amount) == Script.Amount,
            PspOperation.QueryRefund => run.Result is RefundQueryResult.Succeeded,
            _ => run.Result is CredentialCheck.Accepted,
        };
        using (Assert.EnterMultipleScope())
        {
            Assert.That(isExpected, Is.True, $"{operation} ended as {run.Result}.");
            Assert.That(run.Messages, Script.SendsNothing ? Is.Empty : Is.Not.Empty, "messages");
            NothingIsGivenAway(run);
        }
    }

    /// <summary>Each answer of the script's cases leads to what the script says.</summary>
    [Cases(CaseKind.Script)]
    public async Task Understands(PspOperation operation, string name)
    {
        var scripted = Script.Of(operation)!.Cases.Single(each => each.Name == name);

        var run = await RunAsync(operation, NewRehearsal(), scripted.Answer);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(scripted.Expected(run.Result), Is.True, $"{operation} with the answer \"{name}\" ended as {run.Result}.");
            NothingIsGivenAway(run);
        }
    }

    /// <summary>The payer's browser is shown an address of the web, and nothing secret; an account that lacks something goes without.</summary>
    [Test]
    public void Looks_at_the_payers_device_only_where_it_says_so()
    {
        var collection = Adapter.CollectDeviceData(NowhereContext() with { Credentials = Script.DeviceCollectionCredentials ?? Script.Credentials });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(collection is not null, Is.EqualTo(Adapter.Capabilities.DeviceCollection), "DeviceCollection, with the credentials of the script");
            Assert.That(collection is null || (collection.Uri.IsAbsoluteUri && collection.Uri.Scheme is "http" or "https"), Is.True, "an http or https address");
            Assert.That(collection?.Fields.Any(field => Secrets.AreIn(field.Key + field.Value)), Is.Not.True, "a secret among the fields");
            Assert.That(() => Adapter.CollectDeviceData(NowhereContext() with { Credentials = new Dictionary<string, string>(StringComparer.Ordinal) }), Throws.Nothing);
        }

        PspContext NowhereContext() => NewRehearsal().Context(new ScriptTransport(_ => throw new InvalidOperationException("It has to send nothing.")), new Uri("http://psp.invalid/"));
    }

    /// <summary>The payer is sent to their bank, and nothing secret goes with them.</summary>
    [Test]
    public async Task Sends_the_payer_to_their_bank()
    {
        if (Script.Challenge is not { } challenge)
        {
            Assert.Pass("This provider has no 3D Secure.");
            return;
        }

        var rehearsal = NewRehearsal();
        await rehearsal.PrepareAsync(PspOperation.Authorise);
        await using var psp = new StubPsp(challenge);
        var run = await RunAsync(rehearsal, psp, (context, deadline) => Boxed(rehearsal.AuthoriseAsync(context, threeDSecure: true, deadline)));

        Assert.That(run.Result, Is.TypeOf<AuthoriseResult.AuthenticationRequired>());
        var required = (AuthoriseResult.AuthenticationRequired)run.Result;
        var texts = required.Challenge switch
        {
            Challenge.PostForm form => [form.Uri.ToString(), .. form.Fields.SelectMany(field => new[] { field.Key, field.Value })],
            Challenge.Redirect redirect => [redirect.Uri.ToString()],
            Challenge.Html html => new[] { html.Page },
            _ => [],
        };
        var address = (required.Challenge as Challenge.PostForm)?.Uri ?? (required.Challenge as Challenge.Redirect)?.Uri;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(address is null || (address.IsAbsoluteUri && address.Scheme is "http" or "https"), Is.True, "an http or https address");
            Assert.That(texts.Append(required.ProviderState).Any(Secrets.AreIn), Is.False, "a secret in the challenge or the state");
            NothingIsGivenAway(run);
        }
    }

    /// <summary>What the payer's browser brings back is the payer's word: without the PSP's it holds no money.</summary>
    [Test]
    public async Task Believes_nothing_that_a_browser_brings_back([Values(null, "", "{}", "not a state", "{\"v\":99}", "[[[[")] string? providerState)
    {
        if (Script.Challenge is null)
        {
            Assert.Pass("This provider has no 3D Secure.");
            return;
        }

        foreach (var fields in BrowserFields())
        {
            var rehearsal = NewRehearsal();
            await rehearsal.PrepareAsync(PspOperation.Continue);
            await using var psp = new StubPsp(_ => new StubAnswer());
            var run = await RunAsync(rehearsal, psp, (context, deadline) => Boxed(rehearsal.ContinueAsync(context, providerState, fields, deadline)));

            using (Assert.EnterMultipleScope())
            {
                Assert.That(Certainty.IsSuccess(run.Result), Is.False, $"{run.Result} with the state \"{providerState}\" and an answer of the PSP that says nothing");
                NothingIsGivenAway(run);
            }
        }
    }

    private static IEnumerable<IReadOnlyList<KeyValuePair<string, string>>> BrowserFields()
    {
        yield return [];
        yield return [KeyValuePair.Create("PaRes", "authorised"), KeyValuePair.Create("status", "9"), KeyValuePair.Create("outcome", "accepted")];
        yield return [KeyValuePair.Create("", ""), KeyValuePair.Create("PaRes", "\0<&\"\uD800"), KeyValuePair.Create("MD", new string('x', 20_000))];
    }

    private static bool IsDone(object result, bool mayBeSubmitted) =>
        result is ModificationResult.Completed || (mayBeSubmitted && result is ModificationResult.Submitted);

    private static async Task<object> Boxed<T>(Task<T> task)
        where T : class => await task;
}
