namespace Pay.Gateway.PaymentPages.Texts;

/// <summary>Texts of the pages that only tell where a payment stands.</summary>
public sealed partial class PageTexts
{
    public string PaymentInProgress => Say("Your payment is in progress", "Mae eich taliad ar y gweill");

    public string YouCanEither => Say("You can either:", "Gallwch:");

    public string Or => Say("or", "neu");

    public string ContinueWithPayment => Say("Continue with your payment", "Parhau gyda’ch taliad");

    public string CancelAndGoBack => Say(
        "Cancel and go back to try the payment again",
        "Canslo a mynd yn ôl i trio'r taliad eto");

    public string GoBackToTryAgain => Say("Go back to try the payment again", "Mynd yn ôl i roi cynnig arall ar y taliad");

    public string StartAgain => Say("Start again", "Dechrau eto");

    public string PaymentDeclined => Say("Your payment has been declined", "Mae eich taliad wedi cael ei wrthod");

    public string ContactYourBank => Say(
        "No money has been taken from your account. Contact your bank for more details.",
        "Nid oes arian wedi cael ei dynnu o’ch cyfrif. Cysylltwch â’ch banc am ragor o fanylion.");

    public string PaymentUnsuccessful => Say("Your payment was unsuccessful", "Nid oedd eich taliad yn llwyddiannus");

    public string NoMoneyTaken => Say("No money has been taken from your account.", "Nid oes arian wedi ei gymryd o’r cyfrif.");

    public string SessionExpired => Say("Your payment session has expired", "Daeth eich sesiwn taliad i ben");

    /// <summary>Not a translation of each other: the Welsh one names the 90 minutes, so it suits only a payment known to have expired.</summary>
    public string SessionExpiredText => Say(
        "Your payment session has expired. This may be because you have completed your payment or your session has timed out.",
        "Am eich diogelwch, bydd sesiynau talu yn dod i ben ar ôl 90 munud. Nid oes arian wedi cael ei dynnu o’ch cyfrif.");

    public string PaymentCancelled => Say("Payment cancelled", "Y taliad wedi ei ganslo");

    public string CancelledByService => Say(
        "The service you’re trying to pay has cancelled your payment. No money has been taken from your account.",
        "Mae’r gwasanaeth rydych yn ceisio ei dalu wedi cael ei ganslo. Nid oes arian wedi cael ei dynnu o’ch cyfrif.");

    public string CancelledByPayer => Say("Your payment has been cancelled", "Mae eich taliad wedi ei ganslo");

    public string PaymentSuccessful => Say("Your payment was successful");

    public string ContactTheService => Say(
        "To make any changes to your payment you’ll need to contact the service.",
        "I wneud unrhyw newidiadau i’ch taliad mae angen i chi gysylltu â’r gwasanaeth.");

    public string ViewPaymentSummary => Say("View your payment summary", "Gweld crynodeb eich taliad");

    public string TechnicalProblems => Say("We’re experiencing technical problems", "Rydym yn profi problemau technegol.");

    public string TryAgainLater => Say("There is a problem. Please try again later.");

    public string PageNotFound => Say("Page cannot be found");

    public string PageNotFoundText => Say("If you followed a link to pay for something, go back to the service and start again.");

    // Waiting

    public string PaymentBeingProcessed => Say("Your payment is being processed.", "Mae eich taliad yn cael ei brosesu.");

    public string CheckingCardDetails => Say("Checking card details", "Yn gwirio manylion y cerdyn");

    public string DetailsBeingChecked => Say("Your payment details are being checked.", "Mae eich manylion talu yn cael eu gwirio.");

    public string ProcessingCardDetails => Say("Processing card details", "Prosesu manylion y cerdyn");

    public string Waiting => Say("waiting", "yn aros");

    public string StillBeingChecked => Say("Your payment is still being checked. This can take a few minutes. Do not pay again.");

    public string CheckAgain => Say("Check again");

    // 3D Secure

    public string BankIsChecking => Say("Your bank is checking your details", "Mae eich banc yn gwirio eich manylion");

    public string ExtraVerification => Say(
        "You may need to complete some extra verification steps.",
        "Efallai bydd angen i chi gwblhau camau gwirio pellach.");

    public string BankApprovalNeeded => Say(
        "To continue with your payment, we need your bank’s approval.",
        "I barhau â’ch taliad, mae arnom angen cymeradwyaeth eich banc.");

    public string ApprovedByBank => Say(
        "The card details have been approved by the bank.",
        "Mae manylion y cerdyn wedi ei gymeradwyo gan y banc.");

    // Transport

    public string HttpsNeeded => Say("This page needs a secure connection");

    // Live cards

    public string CardsNotTaken => Say("Card payments cannot be taken here at the moment");

    public string CardsNotTakenText => Say(
        "No money has been taken from your account. Go back to the service you’re trying to pay, and contact it to pay another way.");

    public string GoBackToService => Say("Go back to the service");
}
