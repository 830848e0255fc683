using NUnit.Framework;
using Pay.Gateway.Providers.Worldpay;
using static Pay.Providers.Tests.Worldpay.WorldpaySamples;

namespace Pay.Providers.Tests.Worldpay;

/// <summary>What the answers to captures, cancellations and refunds mean: section 6 of the specification.</summary>
internal sealed class WorldpayModificationTests
{
    private static readonly (int Code, string Text, string Capture, string Cancel, string Refund)[] Errors =
    [
        (1, "internal error", "Failed PspInternal", "Failed PspInternal", "Unknown"),
        (2, "Parse error", "Failed InvalidRequest", "Failed InvalidRequest", "Failed InvalidRequest"),
        (3, "Invalid amount", "Failed InvalidRequest", "Failed InvalidRequest", "Failed InvalidRequest"),
        (4, "Security violation", "Failed Credentials", "Failed Credentials", "Failed Credentials"),
        (5, "Requested capture amount (GBP 1.01) exceeds the authorised balance for this payment (GBP 1.00)", "Failed InvalidRequest", "Refused", "Refused"),
        (5, "Could not find payment for order", "Failed InvalidRequest", "Refused", "Refused"),
        (5, "Refund amount too high", "Failed InvalidRequest", "Refused", "Refused"),
        (6, "Invalid content", "Failed InvalidRequest", "Failed InvalidRequest", "Failed InvalidRequest"),
        (7, "Details incorrect", "Failed InvalidCardDetails", "Failed InvalidCardDetails", "Failed InvalidCardDetails"),
        (8, "Service not available", "Failed PspInternal", "Failed PspInternal", "Unknown"),
        (9, "Request in progress", "Unknown", "Unknown", "Unknown"),
        (9, "Key was used before", "Failed InvalidRequest", "Failed InvalidRequest", "Failed InvalidRequest"),
        (13, "3DS Flex communication error", "Failed PspInternal", "Failed PspInternal", "Unknown"),
        (99, "a code of next year", "Unknown", "Unknown", "Unknown"),
    ];

    public static IEnumerable<TestCaseData> Rows()
    {
        foreach (var row in Errors)
        {
            yield return Row($"error {row.Code} {row.Text}", Error(row.Code, row.Text), row.Capture, row.Cancel, row.Refund);
            yield return Row($"error {row.Code} {row.Text}, inside the order", OrderStatus(ErrorElement(row.Code, row.Text)), row.Capture, row.Cancel, row.Refund);
        }

        yield return Row("capture received", Reply(Received("captureReceived", Amount)), "Submitted", "Unknown", "Unknown");
        yield return Row("cancellation received", Reply(Received("cancelReceived", null)), "Unknown", "Submitted", "Unknown");
        yield return Row("refund received", Reply(Received("refundReceived", 500)), "Unknown", "Unknown", "Submitted");
        yield return Row("another order's capture", Reply(Received("captureReceived", Amount, "another")), "Unknown", "Unknown", "Unknown");
        yield return Row("another order's cancellation", Reply(Received("cancelReceived", null, "another")), "Unknown", "Unknown", "Unknown");
        yield return Row("another order's refund", Reply(Received("refundReceived", 500, "another")), "Unknown", "Unknown", "Unknown");
        yield return Row("another order's error", OrderStatus(ErrorElement(5, "x"), "another"), "Unknown", "Unknown", "Unknown");
        yield return Row("no order's capture", Reply("<ok><captureReceived/></ok>"), "Unknown", "Unknown", "Unknown");
        yield return Row("capture of another amount", Reply(Received("captureReceived", 1)), "Unknown", "Unknown", "Unknown");
        yield return Row("refund of another amount", Reply(Received("refundReceived", Amount)), "Unknown", "Unknown", "Unknown");
        yield return Row("receipts without amounts", Reply(Received("captureReceived", null)), "Submitted", "Unknown", "Unknown");
        yield return Row("two receipts", Reply($"""<ok><captureReceived orderCode="{OrderCode}"/><cancelReceived orderCode="{OrderCode}"/></ok>"""), "Unknown", "Unknown", "Unknown");
        yield return Row("receipt and error", Reply(Received("captureReceived", Amount) + ErrorElement(5, "x")), "Unknown", "Unknown", "Unknown");
        yield return Row("an order's state", Payment("CAPTURED"), "Unknown", "Unknown", "Unknown");
        yield return Row("a word of a proxy", "Temporary Failure, please Retry"u8.ToArray(), "Unknown", "Unknown", "Unknown");
        yield return Row("nothing", [], "Unknown", "Unknown", "Unknown");
    }

    [TestCaseSource(nameof(Rows))]
    public async Task Reads_what_became_of_a_modification(byte[] body, string capture, string cancel, string refund)
    {
        var (adapter, context) = (new WorldpayAdapter(), Context(CannedTransport.Of(body)));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Name(await adapter.CaptureAsync(Capture(), context, CancellationToken.None)), Is.EqualTo(capture), "capture");
            Assert.That(Name(await adapter.CancelAsync(Cancel(), context, CancellationToken.None)), Is.EqualTo(cancel), "cancellation");
            Assert.That(Name(await adapter.RefundAsync(Refund(), context, CancellationToken.None)), Is.EqualTo(refund), "refund");
        }
    }

    [TestCase(401, "Failed Credentials")]
    [TestCase(403, "Failed Credentials")]
    [TestCase(400, "Unknown")]
    [TestCase(302, "Unknown")]
    [TestCase(500, "Unknown")]
    public async Task Believes_no_receipt_of_another_status_than_success(int status, string expected)
    {
        var context = Context(new CannedTransport(new PspReply.Answered(status, Reply(Received("refundReceived", 500)))));
        Assert.That(Name(await new WorldpayAdapter().RefundAsync(Refund(), context, CancellationToken.None)), Is.EqualTo(expected));
    }

    private static string Name(ModificationResult result) => result is ModificationResult.Failed failed ? $"Failed {failed.Class}" : result.GetType().Name;

    private static TestCaseData Row(string name, byte[] body, string capture, string cancel, string refund) =>
        new TestCaseData(body, capture, cancel, refund).SetArgDisplayNames(name);
}
