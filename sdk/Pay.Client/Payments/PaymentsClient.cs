using System.Net;
using System.Text.Json;

namespace Pay.Client;

/// <summary>
/// Payments. Every call throws <see cref="PayException"/> when it does not succeed, besides what each one names with P0900 (too
/// many requests, after repetitions), P0920 (blocked by the firewall) and 401 (key not accepted, no code).
/// </summary>
/// <remarks>Source: GOV.UK Pay API, <c>/v1/payments</c>.</remarks>
public sealed class PaymentsClient
{
    private readonly PayTransport _transport;

    internal PaymentsClient(PayTransport transport) => _transport = transport;

    /// <summary>
    /// Creates a payment. Send the payer to <see cref="Payment.NextUrl"/> and keep <see cref="Payment.PaymentId"/>.
    /// </summary>
    /// <remarks>
    /// After a lost answer it is not sent again, because two payments could result, and
    /// <see cref="PayException.IsOutcomeUnknown"/> is <c>true</c>; nothing was taken from anybody, because no payer knows its
    /// <c>next_url</c>. It is sent again where the server honours the request's idempotency key: with
    /// <see cref="AuthorisationMode.Agreement"/>, and always with <see cref="PayClientOptions.IdempotencyKeysHonoured"/>.
    /// </remarks>
    /// <exception cref="PayException">
    /// P0101 missing, P0102 not valid (with field), P0103, P0104 unexpected, P0191 key already used, P0195, P0196, P0197, P0198,
    /// P0199, P0940, P0941, P0942.
    /// </exception>
    public Task<Payment> CreateAsync(CreatePaymentRequest request, CancellationToken cancellationToken = default)
    {
        if (request is null)
        {
            throw new ArgumentNullException(nameof(request));
        }

        IdempotencyKey.Check(request.IdempotencyKey, nameof(request));
        var honoured = _transport.IdempotencyKeysHonoured;
        var key = request.IdempotencyKey ?? (honoured ? IdempotencyKey.New() : null);
        var keyActs = key is not null && (honoured || request.AuthorisationMode == AuthorisationMode.Agreement);
        var exchange = new Exchange<Payment>("pay.payments.create", HttpMethod.Post, "v1/payments", PayJsonContext.Wire.Payment)
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(request, PayJsonContext.Wire.CreatePaymentRequest),
            IdempotencyKey = key,
            Repeat = keyActs ? Repeat.Always : Repeat.WhenNotActed,
        };
        return _transport.SendAsync(exchange, cancellationToken);
    }

    /// <summary>Reads a payment. For an unfinished one each reading makes a fresh <see cref="Payment.NextUrl"/>.</summary>
    /// <exception cref="PayException">P0200 not found, P0298.</exception>
    public Task<Payment> GetAsync(string paymentId, CancellationToken cancellationToken = default) =>
        _transport.GetAsync("pay.payments.get", PathOf(paymentId), PayJsonContext.Wire.Payment, cancellationToken);

    /// <summary>Reads the changes of a payment and of its refunds, oldest first.</summary>
    /// <exception cref="PayException">P0300 not found, P0398.</exception>
    public Task<PaymentEvents> GetEventsAsync(string paymentId, CancellationToken cancellationToken = default) =>
        _transport.GetAsync("pay.payments.events", PathOf(paymentId) + "/events", PayJsonContext.Wire.PaymentEvents, cancellationToken);

    /// <summary>
    /// Finds payments, newest first, over all pages; each page is asked for when it is needed.
    /// </summary>
    /// <remarks>
    /// Payments that are created meanwhile shift the pages; a payment that the page before already gave is left out. Payments
    /// that stop matching meanwhile shift them the other way and may hide others: give <see cref="PaymentSearch.ToDate"/> for a
    /// list that has to be complete.
    /// </remarks>
    /// <param name="search">The filters, and the page to begin at.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="PayException">P0401 parameters not valid, P0402 no such first page, P0498.</exception>
    public IAsyncEnumerable<Payment> SearchAsync(PaymentSearch search, CancellationToken cancellationToken = default) =>
        search is null ? throw new ArgumentNullException(nameof(search)) : PaymentPages.ReadAsync(this, search, cancellationToken);

    /// <summary>Finds payments: one page, <see cref="PaymentSearch.Page"/>.</summary>
    /// <exception cref="PayException">P0401 parameters not valid, P0402 no such page, P0498.</exception>
    public Task<PaymentPage> SearchPageAsync(PaymentSearch search, CancellationToken cancellationToken = default) =>
        search is null ? throw new ArgumentNullException(nameof(search)) : SearchPageAsync(search, search.Page, cancellationToken);

    /// <summary>
    /// Cancels an unfinished payment: afterwards it is <see cref="PaymentStatus.Cancelled"/> (P0040).
    /// </summary>
    /// <remarks>
    /// Sent again after a lost answer. If the first one did act, the second is refused with P0501; then the payment is read, and
    /// the call succeeds when it is cancelled by the service, whichever request did it.
    /// </remarks>
    /// <exception cref="PayException">P0500 not found, P0501 not cancellable, P0502 changed meanwhile, P0598.</exception>
    public Task CancelAsync(string paymentId, CancellationToken cancellationToken = default) =>
        BringAboutAsync("pay.payments.cancel", paymentId, "/cancel", PaymentStatus.Cancelled, cancellationToken);

    /// <summary>
    /// Captures a payment with delayed capture that is <see cref="PaymentStatus.Capturable"/>: afterwards it is
    /// <see cref="PaymentStatus.Success"/>. Capturing twice has the effect of capturing once.
    /// </summary>
    /// <remarks>Sent again after a lost answer; a refusal after that is checked by reading, as for cancelling.</remarks>
    /// <exception cref="PayException">P1000 not found, P1001 failed, P1003 not capturable, P1098.</exception>
    public Task CaptureAsync(string paymentId, CancellationToken cancellationToken = default) =>
        BringAboutAsync("pay.payments.capture", paymentId, "/capture", PaymentStatus.Success, cancellationToken);

    internal Task<PaymentPage> SearchPageAsync(PaymentSearch search, int? page, CancellationToken cancellationToken) =>
        _transport.GetAsync("pay.payments.search", search.ToPath(page), PayJsonContext.Wire.PaymentPage, cancellationToken);

    internal static string PathOf(string paymentId) => "v1/payments/" + PayTransport.Segment(paymentId, nameof(paymentId));

    private async Task BringAboutAsync(string operation, string paymentId, string action, PaymentStatus wanted, CancellationToken cancellationToken)
    {
        var exchange = new EmptyExchange(operation, HttpMethod.Post, PathOf(paymentId) + action) { Repeat = Repeat.Always };
        await _transport.RunAsync(exchange, cancellationToken).ConfigureAwait(false);
        if (exchange.Fault is not { } refusal)
        {
            return;
        }

        if (!exchange.AnyLost || refusal.StatusCode is not (HttpStatusCode.BadRequest or HttpStatusCode.Conflict))
        {
            throw refusal;
        }

        // An earlier attempt may have done it, which is just what would make a later one refuse. Reading the payment tells.
        Payment payment;
        try
        {
            payment = await GetAsync(paymentId, cancellationToken).ConfigureAwait(false);
        }
        catch (PayException)
        {
            refusal.IsOutcomeUnknown = true;
            throw refusal;
        }

        if (payment.State.Status != wanted)
        {
            throw refusal;
        }
    }
}
