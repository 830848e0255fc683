using System.Text.Json;

namespace Pay.Client;

/// <summary>Refunds of a payment. Amounts are pence.</summary>
/// <remarks>Source: GOV.UK Pay API, <c>/v1/payments/{id}/refunds</c>.</remarks>
public sealed class RefundsClient
{
    private readonly PayTransport _transport;

    internal RefundsClient(PayTransport transport) => _transport = transport;

    /// <summary>
    /// Refunds, and finds out what happened when the answer is lost. This is the call to use.
    /// <see cref="RefundAsync(string, RefundRequest, CancellationToken)"/> says how it works.
    /// </summary>
    /// <param name="paymentId">The payment.</param>
    /// <param name="amount">How much to refund, in pence.</param>
    /// <param name="cancellationToken">See the other overload.</param>
    public Task<RefundResult> RefundAsync(string paymentId, long amount, CancellationToken cancellationToken = default) =>
        RefundAsync(paymentId, new RefundRequest { Amount = amount }, cancellationToken);

    /// <summary>
    /// Refunds, and finds out what happened when the answer is lost. This is the call to use.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Every refund is sent with <see cref="RefundRequest.RefundAmountAvailable"/>, so the server takes it only while the available
    /// amount is what it was when the refund was decided on. When the request does not say, it is read first; that protects
    /// against others, not against asking twice. A page on which a person decides should send along what it showed.
    /// </para>
    /// <para>
    /// An answer is the last word: accepted (also <see cref="RefundStatus.Submitted"/>) is
    /// <see cref="RefundResult.Confirmed"/>, refused is <see cref="RefundResult.Rejected"/>.
    /// </para>
    /// <para>
    /// When the answer is lost (network fault, time-out, 5xx) and the server honours idempotency keys
    /// (<see cref="PayClientOptions.IdempotencyKeysHonoured"/>), the request is sent again with its key, and the server tells what
    /// became of it: proof. GOV.UK Pay does not, and gives a refund nothing by which its maker could recognise it. Then the
    /// payment and its refunds, which were read before sending, are read again, up to three times:
    /// </para>
    /// <list type="bullet">
    /// <item><description>
    /// Exactly one new refund, of this amount, created since, and the available amount fell from the guard by exactly this amount:
    /// <see cref="RefundResult.Confirmed"/> with <see cref="RefundResult.Confirmed.IsFoundByReading"/>. What this cannot exclude is
    /// somebody else who refunded the same payment by the same amount in the same seconds while this one was never taken; refunds
    /// of this process that overlap are noticed and give <see cref="RefundResult.Unknown"/>.
    /// </description></item>
    /// <item><description>
    /// Nothing moved: the refund has not acted so far but still may. It is sent again, with the same guard, if no older refund can
    /// still fail: then the server can take at most one of the two.
    /// </description></item>
    /// <item><description>
    /// P0698 and nothing moved, or this refund is there with <see cref="RefundStatus.Error"/>: <see cref="RefundResult.Rejected"/>,
    /// the provider refused.
    /// </description></item>
    /// <item><description>
    /// Anything else, such as two new refunds, another amount, or a list that lags behind: <see cref="RefundResult.Unknown"/>.
    /// </description></item>
    /// </list>
    /// <para>
    /// It throws only before the refund is sent, when nothing can have moved. Cancelling the token after that gives
    /// <see cref="RefundResult.Unknown"/>, unless the answer was there first.
    /// </para>
    /// </remarks>
    /// <param name="paymentId">The payment.</param>
    /// <param name="request">How much, and the available amount that the decision was based on.</param>
    /// <param name="cancellationToken">Stops the call before the refund is sent; afterwards it ends the finding out.</param>
    /// <exception cref="PayException">The payment could not be read (P0298, P0898, 401, no answer): nothing was sent.</exception>
    public Task<RefundResult> RefundAsync(string paymentId, RefundRequest request, CancellationToken cancellationToken = default)
    {
        Check(request);
        PayTransport.Segment(paymentId, nameof(paymentId));
        return new SafeRefund(this, _transport, paymentId).RunAsync(request, cancellationToken);
    }

    /// <summary>
    /// Looks again at a refund that was unknown: <see cref="RefundResult.Confirmed"/> or
    /// <see cref="RefundResult.Rejected"/> if it can now be told, otherwise <see cref="RefundResult.Unknown"/> with what was seen
    /// this time. Sends nothing.
    /// </summary>
    /// <exception cref="PayException">The payment could not be read.</exception>
    public Task<RefundResult> ResolveAsync(RefundResult.Unknown unknown, CancellationToken cancellationToken = default) =>
        unknown is null
            ? throw new ArgumentNullException(nameof(unknown))
            : new SafeRefund(this, _transport, unknown.PaymentId).ResolveAsync(unknown, cancellationToken);

    /// <summary>
    /// Sends one refund request, as it is, and gives the answer. Prefer
    /// <see cref="RefundAsync(string, RefundRequest, CancellationToken)"/>: without
    /// <see cref="RefundRequest.RefundAmountAvailable"/> two equal requests refund twice, and after a lost answer
    /// (<see cref="PayException.IsOutcomeUnknown"/>) it is up to the caller to find out.
    /// </summary>
    /// <remarks>
    /// Not sent again after a lost answer, even with the guard: the repetition would be refused with P0604 and look like a refund
    /// that was not made. With <see cref="PayClientOptions.IdempotencyKeysHonoured"/> it is.
    /// </remarks>
    /// <exception cref="PayException">
    /// P0600 or P0200 not found, P0601 missing, P0602 not valid, P0603 not refundable, P0604 (412) the available amount is another,
    /// P0698, P0941.
    /// </exception>
    public Task<Refund> CreateAsync(string paymentId, RefundRequest request, CancellationToken cancellationToken = default)
    {
        Check(request);
        return _transport.SendAsync(CreateExchange(paymentId, request), cancellationToken);
    }

    /// <summary>Reads a refund.</summary>
    /// <exception cref="PayException">P0700 not found, P0798.</exception>
    public Task<Refund> GetAsync(string paymentId, string refundId, CancellationToken cancellationToken = default) =>
        _transport.GetAsync(
            "pay.refunds.get",
            PaymentsClient.PathOf(paymentId) + "/refunds/" + PayTransport.Segment(refundId, nameof(refundId)),
            PayJsonContext.Wire.Refund,
            cancellationToken);

    /// <summary>Reads the refunds of a payment, oldest first. GOV.UK Pay may list a new one with a delay.</summary>
    /// <exception cref="PayException">P0800 not found, P0898.</exception>
    public Task<RefundList> ListAsync(string paymentId, CancellationToken cancellationToken = default) =>
        _transport.GetAsync(
            "pay.refunds.list", PaymentsClient.PathOf(paymentId) + "/refunds", PayJsonContext.Wire.RefundList, cancellationToken);

    internal Exchange<Refund> CreateExchange(string paymentId, RefundRequest request)
    {
        var honoured = _transport.IdempotencyKeysHonoured;
        return new("pay.refunds.create", HttpMethod.Post, PaymentsClient.PathOf(paymentId) + "/refunds", PayJsonContext.Wire.Refund)
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(request, PayJsonContext.Wire.RefundRequest),
            IdempotencyKey = request.IdempotencyKey ?? (honoured ? IdempotencyKey.New() : null),
            Repeat = honoured ? Repeat.Always : Repeat.WhenNotActed,
        };
    }

    private static void Check(RefundRequest request)
    {
        if (request is null)
        {
            throw new ArgumentNullException(nameof(request));
        }

        IdempotencyKey.Check(request.IdempotencyKey, nameof(request));
    }
}
