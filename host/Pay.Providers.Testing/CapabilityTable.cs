using System.Text;

namespace Pay.Providers.Testing;

/// <summary>What adapters can do, side by side.</summary>
public static class CapabilityTable
{
    /// <summary>A Markdown table with one column for each adapter.</summary>
    /// <param name="suites">The adapters' contract suites.</param>
    public static string Of(IEnumerable<PspAdapterContract> suites)
    {
        var columns = suites.Select(suite => (Adapter: suite.CreateAdapter(), Script: suite.CreateScript())).ToList();
        var table = new StringBuilder();
        Row("", adapter => adapter.Name);
        Row("---", _ => "---");
        Row("test provider only", adapter => YesNo(adapter.Capabilities.TestOnly));
        Row("transaction id chosen by", adapter => adapter.Capabilities.PreassignsId ? "the gateway" : "the PSP");
        Row("3D Secure", adapter => YesNo(adapter.Capabilities.ThreeDSecure));
        Row("looks at the payer's device first", adapter => YesNo(adapter.Capabilities.DeviceCollection));
        Row("capture ends", adapter => WhenDone(adapter.Capabilities.AsyncCapture));
        Row("cancel ends", adapter => WhenDone(adapter.Capabilities.AsyncCancel));
        Row("refund ends", adapter => WhenDone(adapter.Capabilities.AsyncRefund));
        Row("can be asked about a payment", adapter => YesNo(adapter.Capabilities.CanQuery));
        Row("can be asked about a refund", adapter => YesNo(adapter.Capabilities.CanQueryRefund));
        Row("credentials can be checked", adapter => YesNo(adapter.Capabilities.CanCheckCredentials));
        Row("a repeated message is recognised", adapter => Idempotency(adapter.Capabilities));
        Row("notifications are proven by", adapter => adapter.Notifications is { } handler ? Proof(handler.Proof) : "(none sent)");
        Row("a notification ends 3D Secure", adapter => YesNo(adapter.Capabilities.NotificationEndsAuthentication));
        Row("credentials", adapter => adapter.Credentials.Fields.Count == 0 ? "none" : string.Join(", ", adapter.Credentials.Fields.Select(field => $"`{field.Key}`")));
        table.Append("| contract suite |").AppendJoin('|', columns.Select(column => $" {Proven(column.Script)} ")).Append("|\n");
        return table.ToString();

        void Row(string title, Func<IPspAdapter, string> cell) =>
            table.Append($"| {title} |").AppendJoin('|', columns.Select(column => $" {cell(column.Adapter)} ")).Append("|\n");
    }

    private static string Proven(PspScript script)
    {
        if (script.SendsNothing)
        {
            return "results only: it sends nothing that a network could lose";
        }

        var operations = Enum.GetValues<PspOperation>().Count(operation => script.Of(operation) is not null);
        return FormattableString.Invariant($"{operations} operations × {Enum.GetValues<WireFault>().Length} faults");
    }

    private static string YesNo(bool yes) => yes ? "yes" : "no";

    private static string WhenDone(bool later) => later ? "later" : "at once";

    private static string Idempotency(PspCapabilities capabilities) => capabilities.NativeIdempotency switch
    {
        NativeIdempotency.Key when capabilities.IdempotencyKeyLifetime is { } lifetime => FormattableString.Invariant($"by a key, for {lifetime.TotalHours:0} hours"),
        NativeIdempotency.Key => "by a key",
        NativeIdempotency.OrderId => "authorisations, by our order id",
        _ => "no",
    };

    private static string Proof(NotificationProof proof) => proof switch
    {
        NotificationProof.Signature => "a signature",
        NotificationProof.Password => "a password",
        _ => "the sender's host",
    };
}
