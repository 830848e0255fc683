namespace Pay.Gateway.PaymentPages.Serving;

/// <summary>The addresses of a payment's pages. Integrators' tests assert them.</summary>
internal static class PagePaths
{
    public static string Card(string paymentId) => "/card_details/" + paymentId;

    public static string CheckCard(string paymentId) => "/check_card/" + paymentId;

    public static string DeviceData(string paymentId) => Card(paymentId) + "/device_data";

    public static string AuthorisationWaiting(string paymentId) => Card(paymentId) + "/auth_waiting";

    public static string CaptureWaiting(string paymentId) => Card(paymentId) + "/capture_waiting";

    public static string ThreeDSecure(string paymentId) => Card(paymentId) + "/3ds_required";

    public static string ThreeDSecureHandler(string paymentId) => Card(paymentId) + "/3ds_handler";

    public static string Confirm(string paymentId) => Card(paymentId) + "/confirm";

    public static string Cancel(string paymentId) => Card(paymentId) + "/cancel";

    public static string Return(string paymentId) => "/return/" + paymentId;
}
