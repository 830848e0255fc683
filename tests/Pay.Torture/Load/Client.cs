using System.Globalization;
using Pay.Torture.Running;

namespace Pay.Torture.Load;

/// <summary>
/// A service and its payers: makes payments, walks them along their course one step at a time, many at once, and writes down what it sent and
/// what it was told.
/// </summary>
internal sealed class Client : IDisposable
{
    private const int OpenCasesMax = 6;
    private const int AmountMin = 100;
    private const int AmountMax = 5_000;

    /// <summary>A case that does not move in so many steps of one round is left for the next.</summary>
    private const int IdleStepsMax = 12;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(15);

    private readonly Random _random;
    private readonly string _name;
    private readonly CaseWalk _walk;
    private readonly Tally _tally;
    private readonly List<PaymentCase> _open = [];
    private int _made;

    public Client(Wire wire, Tally tally, int number, int seed, bool strict)
    {
        _random = new Random((seed * 31) + number);
        _name = string.Create(CultureInfo.InvariantCulture, $"T{seed}-{number}");
        _tally = tally;
        _walk = new CaseWalk(wire, tally, _random, strict);
    }

    public List<PaymentCase> Cases { get; } = [];

    public async Task WorkAsync(Func<IReadOnlyList<Uri>> gateways, int round, Bias bias, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (Pick(gateways()) is not { } gateway)
            {
                await Task.Delay(BetweenLooks, CancellationToken.None);
                continue;
            }

            var due = _open.Where(open => open.NotBeforeRound <= round).ToList();
            var next = due.Count > 0 && (due.Count >= OpenCasesMax || _random.Next(3) > 0) ? due[_random.Next(due.Count)] : New(bias);
            await StepAsync(next, gateway, round);
        }
    }

    public async Task FinishAsync(Func<IReadOnlyList<Uri>> gateways, int round)
    {
        foreach (var open in _open.ToList())
        {
            for (var step = 0; step < IdleStepsMax * 2 && !open.Closed && open.NotBeforeRound <= round; step++)
            {
                if (Pick(gateways()) is not { } gateway)
                {
                    return;
                }

                await StepAsync(open, gateway, round);
            }
        }
    }

    public void Dispose() => Cases.ForEach(@case => @case.Browser?.Dispose());

    private Uri? Pick(IReadOnlyList<Uri> gateways) => gateways.Count == 0 ? null : gateways[_random.Next(gateways.Count)];

    private async Task StepAsync(PaymentCase @case, Uri gateway, int round)
    {
        try
        {
            await _walk.StepAsync(@case, gateway, round);
        }
        catch (Exception fault)
        {
            _tally.Violation($"an answer that cannot be understood: {fault}\n    {@case}");
            @case.Closed = true;
        }

        if (@case.Closed)
        {
            @case.Browser?.Dispose();
            @case.Browser = null;
            _open.Remove(@case);
        }
    }

    private PaymentCase New(Bias bias)
    {
        var amount = _random.Next(AmountMin, AmountMax);
        var course = CourseOf(bias);
        var delayed = bias == Bias.Captures || (bias == Bias.None && _random.Next(4) == 0);
        var reference = string.Create(CultureInfo.InvariantCulture, $"{_name}-{_made++}");
        var @case = new PaymentCase
        {
            Reference = reference,
            Amount = amount,
            Course = course,
            Delayed = delayed,
            EndsAt = EndOf(course, delayed, bias),
            Key = _random.Next(2) == 0 ? Guid.NewGuid().ToString() : null,
            Body = PaymentCase.BodyOf(amount, reference, delayed),
            Refunds = course == Course.Pay ? Refunds(amount, bias) : [],
        };
        Cases.Add(@case);
        _open.Add(@case);
        return @case;
    }

    private Course CourseOf(Bias bias) => bias switch
    {
        Bias.Refunds or Bias.Captures => Course.Pay,
        Bias.Cancels => _random.Next(2) == 0 ? Course.CancelByService : Course.CancelByPayer,
        Bias.Authorisations => _random.Next(4) switch { 0 => Course.Decline, 1 => Course.Fail, _ => Course.Pay },
        _ => _random.Next(20) switch { 0 => Course.Decline, 1 => Course.Fail, 2 or 3 => Course.CancelByService, 4 or 5 => Course.CancelByPayer, 6 => Course.Abandon, _ => Course.Pay },
    };

    private string EndOf(Course course, bool delayed, Bias bias)
    {
        string[] places = (course, delayed) switch
        {
            (Course.CancelByService or Course.CancelByPayer, _) when bias == Bias.Cancels => ["submitted"],
            (Course.CancelByPayer, _) => ["started", "submitted"],
            (_, true) => ["created", "started", "submitted", "capturable"],
            _ => ["created", "started", "submitted"],
        };
        return places[_random.Next(places.Length)];
    }

    /// <summary>Partial refunds of amounts that are all different, so that each can be told from the others in the books.</summary>
    private List<RefundTry> Refunds(int amount, Bias bias)
    {
        var refunds = new List<RefundTry>();
        for (var wanted = _random.Next(bias == Bias.Refunds ? 2 : 0, 4); wanted > 0; wanted--)
        {
            // Now and then more than there is, which has to be refused.
            var share = _random.Next(1, _random.Next(5) == 0 ? amount + 50 : Math.Max(2, amount / 3));
            if (refunds.TrueForAll(refund => refund.Amount != share))
            {
                refunds.Add(new RefundTry { Amount = share, Key = _random.Next(3) > 0 ? Guid.NewGuid().ToString() : null, Guarded = _random.Next(2) == 0 });
            }
        }

        return refunds;
    }
}
