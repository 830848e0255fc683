using System.Collections.Concurrent;
using System.Globalization;
using Pay.Gateway.Tests;

namespace Pay.Torture.Load;

/// <summary>How a payment is meant to go, as far as the gateway's life allows.</summary>
internal enum Course
{
    Pay,
    Decline,
    Fail,
    CancelByService,
    CancelByPayer,
    Abandon,
}

/// <summary>One refund that was asked for.</summary>
internal sealed class RefundTry
{
    public required int Amount { get; init; }
    public string? Key { get; init; }

    /// <summary>Whether <c>refund_amount_available</c> goes with it.</summary>
    public bool Guarded { get; init; }

    /// <summary>What was sent: the same again under the same key.</summary>
    public string? Body { get; set; }

    public string? RefundId { get; set; }
    public string? Answer { get; set; }
    public bool Refused { get; set; }

    public bool Sent => Body is not null;
    public bool Acknowledged => RefundId is not null;

    /// <summary>Nothing more will be heard of it: without a key nobody may ask again.</summary>
    public bool Closed => Acknowledged || Refused || (Sent && Key is null);
}

/// <summary>
/// One payment in the log of the client that made it: what it sent, what it was told. What it was told must be so afterwards; what it sent
/// without being told may be so once, or not at all.
/// </summary>
internal sealed class PaymentCase
{
    public required string Reference { get; init; }
    public required int Amount { get; init; }
    public required Course Course { get; init; }

    /// <summary>Where a course that ends early ends.</summary>
    public required string EndsAt { get; init; }

    public bool Delayed { get; init; }
    public string? Key { get; init; }
    public required string Body { get; init; }
    public List<RefundTry> Refunds { get; init; } = [];

    public bool CreateSent { get; set; }
    public string? PaymentId { get; set; }
    public string? CreateAnswer { get; set; }
    public string? NextUrl { get; set; }

    /// <summary>The last state that the gateway told, such as <c>failed P0030</c>.</summary>
    public string State { get; set; } = "";

    /// <summary>An answer was lost or surprising: read before going on.</summary>
    public bool Stale { get; set; }

    public bool Captured { get; set; }
    public bool CardSent { get; set; }

    /// <summary>The answer to the card was lost or late: the payment may end in an error that the card does not explain.</summary>
    public bool CardInDoubt { get; set; }
    public bool ConfirmSent { get; set; }
    public bool PayerCancelSent { get; set; }
    public bool ServiceCancelSent { get; set; }
    public bool CaptureSent { get; set; }

    /// <summary>Nothing to do for it before this round.</summary>
    public int NotBeforeRound { get; set; }

    /// <summary>Its client is through with it.</summary>
    public bool Closed { get; set; }

    public HttpClient? Browser { get; set; }

    public ConcurrentQueue<string> History { get; } = new();

    public int RefundedAtLeast => Refunds.Where(refund => refund.Acknowledged).Sum(refund => refund.Amount);
    public int RefundedAtMost => Refunds.Where(refund => refund.Sent && !refund.Refused).Sum(refund => refund.Amount);

    public static string BodyOf(int amount, string reference, bool delayed) => PaymentBody.With(
        ("amount", amount.ToString(CultureInfo.InvariantCulture)), ("reference", PaymentBody.Text(reference)), ("delayed_capture", delayed ? "true" : "false"));

    public void Log(string what) => History.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:HH:mm:ss.fff} {what}"));

    public override string ToString() =>
        $"{Reference} {PaymentId} {Course}{(Delayed ? " delayed" : "")} {Amount}p, last told '{State}'\n    " + string.Join("\n    ", History);
}

/// <summary>Which state may be told after which (lifecycle.md section 1.2), any number of steps later.</summary>
internal static class Lifecycle
{
    private static readonly Dictionary<string, string[]> Next = new(StringComparer.Ordinal)
    {
        [""] = ["created"],
        ["created"] = ["started", "failed P0020", "failed P0030", "cancelled P0040"],
        ["started"] = ["submitted", "failed P0010", "failed P0020", "failed P0030", "cancelled P0040", "error P0050"],
        ["submitted"] = ["success", "capturable", "failed P0020", "failed P0030", "cancelled P0040"],
        ["capturable"] = ["success", "failed P0020", "cancelled P0040"],
    };

    /// <summary>Without faults of the provider <c>success</c> is for ever, and so are the others that have no next.</summary>
    public static bool IsFinal(string state) => !Next.ContainsKey(state);

    public static bool MayBecome(string from, string to) =>
        from == to || (Next.TryGetValue(from, out var next) && next.Any(state => MayBecome(state, to)));
}
