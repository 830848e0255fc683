namespace Pay.Client;

/// <summary>
/// One refund, from the first look to a result. See <see cref="RefundsClient.RefundAsync(string, RefundRequest, CancellationToken)"/>
/// for the reasoning.
/// </summary>
internal sealed class SafeRefund
{
    private const int LooksMax = 3;

    private readonly RefundsClient _refunds;
    private readonly PayTransport _transport;
    private readonly string _paymentId;

    internal SafeRefund(RefundsClient refunds, PayTransport transport, string paymentId)
    {
        _refunds = refunds;
        _transport = transport;
        _paymentId = paymentId;
    }

    internal async Task<RefundResult> RunAsync(RefundRequest asked, CancellationToken cancellationToken)
    {
        using var underWay = RefundsUnderWay.Enter(_transport.Root + _paymentId);
        RefundObservation? before = null;
        var request = new RefundRequest
        {
            Amount = asked.Amount,
            RefundAmountAvailable = asked.RefundAmountAvailable,
            IdempotencyKey = asked.IdempotencyKey ?? (_transport.IdempotencyKeysHonoured ? IdempotencyKey.New() : null),
        };
        try
        {
            if (!_transport.IdempotencyKeysHonoured)
            {
                before = await LookAsync(cancellationToken).ConfigureAwait(false);
                request.RefundAmountAvailable ??= before.AmountAvailable;
            }
            else if (request.RefundAmountAvailable is null)
            {
                request.RefundAmountAvailable = (await AvailableAsync(cancellationToken).ConfigureAwait(false)).Summary.AmountAvailable;
            }
        }
        catch (PayException e) when (e.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return new RefundResult.Rejected(e, failedRefund: null);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return before is null
            ? await SendWithKeyAsync(request, underWay, cancellationToken).ConfigureAwait(false)
            : await SendAsync(request, before, underWay, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Looks once more at a refund that was unknown.</summary>
    internal async Task<RefundResult> ResolveAsync(RefundResult.Unknown unknown, CancellationToken cancellationToken)
    {
        var after = await LookAsync(cancellationToken).ConfigureAwait(false);
        var again = new RefundResult.Unknown(_paymentId, unknown.Request, unknown.Cause, unknown.Before, after, unknown.IsContended);
        return unknown.Before is null ? again : Conclude(again) ?? again;
    }

    /// <summary>With a key that the server honours, sending again is the way to ask: the answer is that of the first time.</summary>
    private async Task<RefundResult> SendWithKeyAsync(RefundRequest request, RefundsUnderWay underWay, CancellationToken cancellationToken)
    {
        var exchange = _refunds.CreateExchange(_paymentId, request);
        var cause = await PostAsync(exchange, cancellationToken).ConfigureAwait(false);
        if (cause is null)
        {
            return Accepted(exchange.Answer!);
        }

        // "Key in use" may be this very refund, sent before and still in progress.
        var isKnown = cause.IsProviderRefusal
            ? await IsUntouchedAsync(request, cancellationToken).ConfigureAwait(false)
            : !cause.IsOutcomeUnknown && !cause.IsKeyInUse;
        return isKnown
            ? new RefundResult.Rejected(cause, failedRefund: null)
            : new RefundResult.Unknown(_paymentId, request, cause, before: null, after: null, underWay.IsContended);
    }

    /// <summary>Whether the money that the refund would have reserved is available, as it must be after the provider's refusal.</summary>
    private async Task<bool> IsUntouchedAsync(RefundRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var (summary, _) = await AvailableAsync(cancellationToken).ConfigureAwait(false);
            return summary.AmountAvailable == request.RefundAmountAvailable;
        }
        catch (Exception e) when (e is PayException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<RefundResult> SendAsync(
        RefundRequest request, RefundObservation before, RefundsUnderWay underWay, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var exchange = _refunds.CreateExchange(_paymentId, request);
            var cause = await PostAsync(exchange, cancellationToken).ConfigureAwait(false);
            if (cause is null)
            {
                return Accepted(exchange.Answer!);
            }

            // A refusal of the first attempt is the last word. A refusal of a later one may be the effect of an earlier one.
            if (attempt == 0 && !cause.IsOutcomeUnknown)
            {
                return new RefundResult.Rejected(cause, failedRefund: null);
            }

            var (result, mayRepeat) = await FindOutAsync(request, before, cause, underWay, cancellationToken).ConfigureAwait(false);
            if (!mayRepeat || attempt >= _transport.Retries.RetriesMax || cancellationToken.IsCancellationRequested)
            {
                return result;
            }
        }
    }

    /// <summary>Sends; from here on the token's cancellation is a lost answer and no exception, because money may have moved.</summary>
    private async Task<PayException?> PostAsync(Exchange<Refund> exchange, CancellationToken cancellationToken)
    {
        try
        {
            await _transport.RunAsync(exchange, cancellationToken).ConfigureAwait(false);
            return exchange.Fault;
        }
        catch (OperationCanceledException e)
        {
            return new PayException("The call was cancelled while the refund was under way.", e)
            {
                IsOutcomeUnknown = true,
                Attempts = exchange.Attempts,
            };
        }
    }

    /// <summary>Looks until it is clear what happened, or until there have been enough looks.</summary>
    private async Task<(RefundResult Result, bool MayRepeat)> FindOutAsync(
        RefundRequest request, RefundObservation before, PayException cause, RefundsUnderWay underWay, CancellationToken cancellationToken)
    {
        RefundObservation? after = null;
        var untouched = 0;
        try
        {
            for (var look = 0; look < LooksMax; look++)
            {
                await Task.Delay(_transport.Retries.Delay(look), cancellationToken).ConfigureAwait(false);
                after = await LookAsync(cancellationToken).ConfigureAwait(false);
                var unknown = new RefundResult.Unknown(_paymentId, request, cause, before, after, underWay.IsContended);
                if (Conclude(unknown) is { } result)
                {
                    return (result, false);
                }

                var (trace, _) = RefundVerdict.Judge(before, after, request.RefundAmountAvailable!.Value, request.Amount, underWay.IsContended);
                if (trace != RefundTrace.Untouched)
                {
                    continue;
                }

                untouched++;
                if (cause.IsProviderRefusal)
                {
                    // The server said itself that the refund failed. Money is reserved before the provider is asked, so a
                    // refund that is under way would show; seeing none twice settles it.
                    if (untouched == 2)
                    {
                        return (new RefundResult.Rejected(cause, failedRefund: null), false);
                    }
                }
                else if (RefundVerdict.MayRepeat(before, after, request.RefundAmountAvailable.Value) && cause.IsOutcomeUnknown)
                {
                    return (unknown, true);
                }
            }
        }
        catch (Exception e) when (e is PayException or OperationCanceledException)
        {
            // Nothing more can be read now; what was seen so far is all there is to tell.
        }

        return (new RefundResult.Unknown(_paymentId, request, cause, before, after, underWay.IsContended), false);
    }

    private static RefundResult? Conclude(RefundResult.Unknown unknown)
    {
        var (trace, refund) = RefundVerdict.Judge(
            unknown.Before!, unknown.After!, unknown.Request.RefundAmountAvailable!.Value, unknown.Request.Amount, unknown.IsContended);
        return trace switch
        {
            RefundTrace.Found => new RefundResult.Confirmed(refund!, isFoundByReading: true),
            RefundTrace.Failed when unknown.Cause.IsProviderRefusal => new RefundResult.Rejected(unknown.Cause, refund),
            _ => null,
        };
    }

    private static RefundResult Accepted(Refund refund) =>
        refund.Status == RefundStatus.Error
            ? new RefundResult.Rejected(reason: null, refund)
            : new RefundResult.Confirmed(refund, isFoundByReading: false);

    private async Task<RefundObservation> LookAsync(CancellationToken cancellationToken)
    {
        // The payment first: a refund that comes in between makes the sums differ, which is noticed; the other way round it
        // would not be.
        var (summary, serverDate) = await AvailableAsync(cancellationToken).ConfigureAwait(false);
        var list = await _refunds.ListAsync(_paymentId, cancellationToken).ConfigureAwait(false);
        return new RefundObservation(summary.AmountAvailable, summary.AmountSubmitted, list.Refunds, serverDate);
    }

    private async Task<(RefundSummary Summary, DateTimeOffset? ServerDate)> AvailableAsync(CancellationToken cancellationToken)
    {
        var exchange = new Exchange<Payment>(
            "pay.payments.get", HttpMethod.Get, PaymentsClient.PathOf(_paymentId), PayJsonContext.Wire.Payment)
        {
            WantsServerDate = true,
        };
        var payment = await _transport.SendAsync(exchange, cancellationToken).ConfigureAwait(false);
        var summary = payment.RefundSummary
            ?? throw new PayException("The payment has no refund_summary, so that a refund cannot be guarded.");
        return (summary, exchange.ServerDate);
    }
}
