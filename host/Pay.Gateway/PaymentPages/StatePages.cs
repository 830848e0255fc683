using Pay.Gateway.PaymentPages.Serving;
using Pay.Gateway.PaymentPages.Texts;
using Pay.Gateway.PaymentPages.Views;
using Pay.Gateway.Payments;

namespace Pay.Gateway.PaymentPages;

/// <summary>What a payer is told about a payment's state (payment-pages.md section 10).</summary>
internal static class StatePages
{
    public static StatePageModel Of(Payment payment, PageTexts texts)
    {
        var id = payment.PaymentId;
        return payment.Status switch
        {
            PaymentStatus.Created or PaymentStatus.EnteringCardDetails =>
                InProgress(texts, id, new PageLink("card-details-link", PagePaths.Card(id), texts.ContinueWithPayment)),
            PaymentStatus.AuthorisationReady or PaymentStatus.Authorisation3dsReady =>
                InProgress(texts, id, new PageLink("confirm-link", PagePaths.AuthorisationWaiting(id), texts.ContinueWithPayment)),
            PaymentStatus.Authorisation3dsRequired =>
                InProgress(texts, id, new PageLink("threeds-required-link", PagePaths.ThreeDSecure(id), texts.ContinueWithPayment)),
            PaymentStatus.AuthorisationSuccess =>
                InProgress(texts, id, new PageLink("confirm-link", PagePaths.Confirm(id), texts.ContinueWithPayment)),
            PaymentStatus.AuthorisationRejected or PaymentStatus.AuthorisationCancelled =>
                Ended(texts.PaymentDeclined, "qa-payment-declined", texts.ContactYourBank, Return(id, texts.GoBackToTryAgain)),
            PaymentStatus.AuthorisationError or PaymentStatus.AuthorisationTimeout or PaymentStatus.AuthorisationUnknown =>
                TechnicalProblems(texts, id, noMoneyTaken: true),
            PaymentStatus.CaptureError =>
                Ended(texts.PaymentUnsuccessful, "capture-failure", texts.NoMoneyTaken, Return(id, texts.GoBackToTryAgain)),
            PaymentStatus.Expired or PaymentStatus.ExpireCancelReady or PaymentStatus.ExpireCancelFailed =>
                Ended(texts.SessionExpired, "session-expired", texts.SessionExpiredText, Return(id, texts.GoBackToTryAgain)),
            PaymentStatus.SystemCancelled or PaymentStatus.SystemCancelReady or PaymentStatus.SystemCancelError =>
                Ended(texts.PaymentCancelled, "system-cancel", texts.CancelledByService, ReturnButton(id, texts.Continue)),
            PaymentStatus.UserCancelled or PaymentStatus.UserCancelReady or PaymentStatus.UserCancelError =>
                Ended(texts.CancelledByPayer, "user-cancel", texts.NoMoneyTaken, ReturnButton(id, texts.Continue)),
            PaymentStatus.AwaitingCaptureRequest or PaymentStatus.CaptureApproved or PaymentStatus.CaptureReady
                or PaymentStatus.CaptureSubmitted or PaymentStatus.Captured =>
                Ended(texts.PaymentSuccessful, "successful", texts.ContactTheService, Return(id, texts.ViewPaymentSummary)),
            _ => throw new ArgumentOutOfRangeException(nameof(payment), payment.Status, "No page is known for this state."),
        };
    }

    public static StatePageModel SessionMissing(PageTexts texts) =>
        Ended(texts.SessionExpired, "session-expired", texts.SessionExpiredText, back: null);

    public static StatePageModel NotFound(PageTexts texts) => Ended(texts.PageNotFound, "not-found", texts.PageNotFoundText, back: null);

    public static StatePageModel TechnicalProblems(PageTexts texts, string? paymentId, bool noMoneyTaken) =>
        Ended(
            texts.TechnicalProblems,
            "system-error",
            noMoneyTaken ? texts.NoMoneyTaken : texts.TryAgainLater,
            paymentId is null ? null : Return(paymentId, texts.GoBackToTryAgain)) with { TextId = "errorMsg" };

    /// <summary>
    /// Whether it is certain that nothing was taken. From the confirm page on a fault may hide a capture that was accepted.
    /// </summary>
    public static bool NoMoneyTaken(Payment? payment) => payment?.Status
        is PaymentStatus.Created or PaymentStatus.EnteringCardDetails or PaymentStatus.AuthorisationReady
        or PaymentStatus.Authorisation3dsRequired or PaymentStatus.Authorisation3dsReady;

    private static StatePageModel InProgress(PageTexts texts, string paymentId, PageLink onward) =>
        new(texts.PaymentInProgress, "in-progress", texts.YouCanEither)
        {
            Onward = onward,
            Back = Return(paymentId, texts.CancelAndGoBack),
        };

    private static StatePageModel Ended(string heading, string headingClass, string text, PageLink? back) =>
        new(heading, headingClass, text) { Back = back };

    private static PageLink Return(string paymentId, string text) => new("return-url", PagePaths.Return(paymentId), text);

    private static PageLink ReturnButton(string paymentId, string text) => Return(paymentId, text) with { IsButton = true };
}
