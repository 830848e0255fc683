using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Pay.Providers.Tests.Simulators;

/// <summary>What a simulated PSP holds for a payment.</summary>
internal sealed class SimulatedOrder
{
    public required string TransactionId { get; init; }
    public required string PaymentId { get; init; }
    public required long Amount { get; init; }

    /// <summary>3ds, held, refused, cancelled, captured.</summary>
    public string State { get; set; } = "held";

    /// <summary>Amounts by our refund id.</summary>
    public List<(string RefundId, string Reference, long Amount)> Refunds { get; } = [];

    /// <summary>Where the payer's browser goes when the bank has done with it.</summary>
    public string? ReturnUrl { get; set; }
}

/// <summary>What a simulated PSP is asked to do wrong.</summary>
internal enum SimulatedFault
{
    None,

    /// <summary>It does what it was told and hangs up without an answer.</summary>
    DiesAfterActing,

    /// <summary>It does nothing and hangs up.</summary>
    DiesBeforeActing,
}

/// <summary>
/// A PSP with a memory, written from its published formats and not from the adapter: it checks what it is sent as the PSP would (logins,
/// signatures, order of elements), keeps books that the gateway's can be compared with, and sends notifications. WireMock carries the
/// protocol tests; this is for what needs a memory.
/// </summary>
internal abstract class PspSimulator : IAsyncDisposable
{
    public const string GoodCard = "4444333322221111";
    public const string DeclinedCard = "4000000000000002";
    public const string AuthenticatedCard = "4000002500003155";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _complaints = [];
    private int _numbers = 1000;

    protected PspSimulator()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/bank", BankAsync);
        _app.MapGet("/bank", BankAsync);
        _app.MapFallback("{*path}", ServeAsync);
    }

    /// <summary>The provider's name.</summary>
    public abstract string Provider { get; }

    /// <summary>What an account logs in with.</summary>
    public abstract IReadOnlyDictionary<string, string> Credentials { get; }

    public Uri Address { get; private set; } = null!;

    /// <summary>What the gateway has to be told of where this is.</summary>
    public virtual IReadOnlyList<string> Settings => [$"--Pay:Providers:{Provider}:TestUrl={Address}"];

    public ConcurrentDictionary<string, SimulatedOrder> Orders { get; } = new(StringComparer.Ordinal);

    /// <summary>What was wrong with what the gateway sent.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>What the next messages of an operation (authorise, capture, cancel, refund, query) meet.</summary>
    public ConcurrentDictionary<string, SimulatedFault> Faults { get; } = new(StringComparer.Ordinal);

    /// <summary>It answers nobody, as if its machines were off.</summary>
    public bool IsDown { get; set; }

    public async Task StartAsync()
    {
        await _app.StartAsync();
        Address = new Uri(_app.Urls.First());
    }

    public SimulatedOrder OrderOf(string paymentId) => Orders.Values.Single(order => order.PaymentId == paymentId);

    /// <summary>A notification that the PSP would send of it, with its proof; <paramref name="kind"/> is authorised, captured, refunded or refund_failed.</summary>
    public abstract HttpRequestMessage Notification(SimulatedOrder order, string kind, int refund = 0);

    /// <summary>The same with a false proof.</summary>
    public abstract HttpRequestMessage ForgedNotification(SimulatedOrder order, string kind);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _app.DisposeAsync();
    }

    /// <summary>What the PSP does with one message.</summary>
    protected abstract Task<string> AnswerAsync(HttpRequest request, byte[] body);

    protected abstract string ContentType { get; }

    /// <summary>The bank's page: says yes, and sends the payer back as this PSP does.</summary>
    protected abstract Task BankAsync(HttpContext http);

    /// <summary>Any other page for a browser; <see langword="false"/>: there is none at this address.</summary>
    protected virtual Task<bool> ShowPageAsync(HttpContext http) => Task.FromResult(false);

    protected void Complain(string what) => _complaints.Enqueue(what);

    protected void Require(bool holds, string what)
    {
        if (!holds)
        {
            Complain(what);
        }
    }

    protected string NextNumber(string prefix) => prefix + Interlocked.Increment(ref _numbers).ToString(CultureInfo.InvariantCulture);

    /// <summary>The state of a new order, by its card.</summary>
    protected static string StateFor(string card, bool mayAuthenticate) =>
        card == DeclinedCard ? "refused" : card == AuthenticatedCard && mayAuthenticate ? "3ds" : "held";

    /// <summary>Does what the operation does, unless the PSP dies first; hangs up if it dies afterwards.</summary>
    protected void Act(string operation, Action act)
    {
        var fault = Faults.GetValueOrDefault(operation);
        if (fault == SimulatedFault.DiesBeforeActing)
        {
            throw new HungUpException();
        }

        act();
        if (fault == SimulatedFault.DiesAfterActing)
        {
            throw new HungUpException();
        }
    }

    private async Task ServeAsync(HttpContext http)
    {
        if (IsDown)
        {
            http.Abort();
            return;
        }

        if (await ShowPageAsync(http))
        {
            return;
        }

        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        try
        {
            var answer = await AnswerAsync(http.Request, body.ToArray());
            http.Response.ContentType = ContentType;
            await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(answer));
        }
        catch (HungUpException)
        {
            http.Abort();
        }
        catch (Exception fault)
        {
            Complain($"{fault.GetType().Name}: {fault.Message}");
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
    }

    private sealed class HungUpException : Exception;
}
