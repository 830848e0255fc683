namespace Pay.Client;

/// <summary>Creating payments whose payer is recognised by the <c>return_url</c>.</summary>
public static class PaymentReturns
{
    /// <summary>
    /// Creates a payment with a <see cref="PaymentReturnId"/> in its <c>return_url</c> and stores which payment it belongs to. The
    /// payer may then be sent to <see cref="Payment.NextUrl"/>.
    /// </summary>
    /// <param name="payments">The payments of a client.</param>
    /// <param name="request">The payment; its <see cref="CreatePaymentRequest.ReturnUrl"/> is set by this call.</param>
    /// <param name="returnAddress">The page that receives returning payers; the id becomes the last segment of its path.</param>
    /// <param name="store">Where the id is kept. When it fails the payment exists, but nobody can pay it, and it expires.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="PayException">As <see cref="PaymentsClient.CreateAsync"/>.</exception>
    public static async Task<Payment> CreateReturningAsync(
        this PaymentsClient payments,
        CreatePaymentRequest request,
        Uri returnAddress,
        IPaymentReturnStore store,
        CancellationToken cancellationToken = default)
    {
        if (payments is null)
        {
            throw new ArgumentNullException(nameof(payments));
        }

        if (request is null)
        {
            throw new ArgumentNullException(nameof(request));
        }

        if (store is null)
        {
            throw new ArgumentNullException(nameof(store));
        }

        var returnId = PaymentReturnId.New();
        request.ReturnUrl = returnId.AppendTo(returnAddress);
        var payment = await payments.CreateAsync(request, cancellationToken).ConfigureAwait(false);
        await store.SaveAsync(returnId, payment.PaymentId, cancellationToken).ConfigureAwait(false);
        return payment;
    }
}
