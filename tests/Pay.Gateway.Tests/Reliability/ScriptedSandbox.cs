using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Pay.Gateway.Providers.Sandbox;
using Pay.Providers;

namespace Pay.Gateway.Tests.Reliability;

internal enum PspCall
{
    Authorise,
    Capture,
    Cancel,
    Refund,
    Query,
    QueryRefund,
}

/// <summary>The sandbox with a hand on the wire: a call can be held before or after the provider acts, or be given another answer.</summary>
internal sealed class ScriptedSandbox
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private (PspCall Call, bool After)? _hold;

    /// <summary>Answers modifications in place of the sandbox, which then hears nothing.</summary>
    public Func<PspCall, ModificationResult?> Answer { get; set; } = _ => null;

    /// <summary>Answers questions about a payment in place of the sandbox.</summary>
    public Func<QueryResult?> AnswerQuery { get; set; } = () => null;

    /// <summary>Answers questions about a refund in place of the sandbox.</summary>
    public Func<RefundQueryResult?> AnswerRefundQuery { get; set; } = () => null;

    /// <summary>What the provider says it can do; the sandbox's own capabilities unless set.</summary>
    public Func<PspCapabilities, PspCapabilities> Capabilities { get; set; } = own => own;

    /// <summary>Every call that was made, in order.</summary>
    public ConcurrentQueue<PspCall> Calls { get; } = [];

    /// <summary>Completes when the call that is held has been reached.</summary>
    public Task Reached => _reached.Task.WaitAsync(TimeSpan.FromSeconds(30));

    public void Hold(PspCall call, bool after) => _hold = (call, after);

    public void Release() => _released.TrySetResult();

    public void Install(IServiceCollection services)
    {
        services.RemoveAll<IPspAdapter>();
        services.AddSingleton<IPspAdapter>(provider => new Adapter(new SandboxAdapter(provider.GetRequiredService<SandboxLedger>(), provider.GetRequiredService<SandboxFinish>()), this));
    }

    private async Task<T> PassAsync<T>(PspCall call, Func<Task<T>> act)
    {
        Calls.Enqueue(call);
        if (_hold == (call, false))
        {
            await StopAsync();
        }

        var result = await act();
        if (_hold == (call, true))
        {
            await StopAsync();
        }

        return result;
    }

    private Task StopAsync()
    {
        _reached.TrySetResult();
        return _released.Task;
    }

    private sealed class Adapter(SandboxAdapter sandbox, ScriptedSandbox script) : IPspAdapter
    {
        public string Name => sandbox.Name;
        public PspCapabilities Capabilities => script.Capabilities(sandbox.Capabilities);
        public CredentialSchema Credentials => sandbox.Credentials;

        public string? PreassignTransactionId(string paymentId) => sandbox.PreassignTransactionId(paymentId);

        public Task<AuthoriseResult> AuthoriseAsync(AuthoriseRequest request, PspContext context, CancellationToken deadline) =>
            script.PassAsync(PspCall.Authorise, () => sandbox.AuthoriseAsync(request, context, deadline));

        public Task<ModificationResult> CaptureAsync(CaptureRequest request, PspContext context, CancellationToken deadline) =>
            ModifyAsync(PspCall.Capture, () => sandbox.CaptureAsync(request, context, deadline));

        public Task<ModificationResult> CancelAsync(CancelRequest request, PspContext context, CancellationToken deadline) =>
            ModifyAsync(PspCall.Cancel, () => sandbox.CancelAsync(request, context, deadline));

        public Task<ModificationResult> RefundAsync(RefundRequest request, PspContext context, CancellationToken deadline) =>
            ModifyAsync(PspCall.Refund, () => sandbox.RefundAsync(request, context, deadline));

        public Task<QueryResult> QueryAsync(QueryRequest request, PspContext context, CancellationToken deadline) =>
            script.PassAsync(PspCall.Query, async () => script.AnswerQuery() ?? await sandbox.QueryAsync(request, context, deadline));

        public Task<RefundQueryResult> QueryRefundAsync(RefundQueryRequest request, PspContext context, CancellationToken deadline) =>
            script.PassAsync(PspCall.QueryRefund, async () => script.AnswerRefundQuery() ?? await sandbox.QueryRefundAsync(request, context, deadline));

        private Task<ModificationResult> ModifyAsync(PspCall call, Func<Task<ModificationResult>> act) =>
            script.PassAsync(call, () => script.Answer(call) is { } answer ? Task.FromResult(answer) : act());
    }
}
