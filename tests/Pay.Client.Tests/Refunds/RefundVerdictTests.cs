namespace Pay.Client.Tests.Refunds;

/// <summary>
/// Each condition of the verdict by itself: what is seen differs from the clear case in that one thing. Some of it no sound server
/// would show; the verdict must not depend on the server being sound.
/// </summary>
internal sealed class RefundVerdictTests
{
    private const long Amount = 100;
    private static readonly DateTimeOffset s_now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static Refund Made(string id, long amount = Amount, string status = "success", int secondsLater = 1) =>
        new() { RefundId = id, Amount = amount, Status = new RefundStatus(status), CreatedDate = s_now.AddSeconds(secondsLater) };

    private static RefundObservation See(long available, long submitted, params Refund[] refunds) => new(available, submitted, refunds, s_now);

    private static RefundTrace Judge(RefundObservation before, RefundObservation after, long guard = 1000, bool isContended = false) =>
        RefundVerdict.Judge(before, after, guard, Amount, isContended).Trace;

    [Test]
    public void The_clear_cases()
    {
        Assert.That(Judge(See(1000, 0), See(900, 100, Made("a"))), Is.EqualTo(RefundTrace.Found));
        Assert.That(Judge(See(1000, 0), See(900, 100, Made("a", status: "submitted"))), Is.EqualTo(RefundTrace.Found));
        Assert.That(Judge(See(1000, 50, Made("old", 50)), See(900, 150, Made("old", 50), Made("a"))), Is.EqualTo(RefundTrace.Found));
        Assert.That(Judge(See(1000, 0), See(1000, 0)), Is.EqualTo(RefundTrace.Untouched));
        Assert.That(Judge(See(1000, 0), See(1000, 0, Made("a", status: "error"))), Is.EqualTo(RefundTrace.Failed));
    }

    [Test]
    public void Two_new_refunds_are_unclear_even_if_one_of_them_moved_nothing() =>
        Assert.That(Judge(See(1000, 0), See(900, 100, Made("a"), Made("b", 50, "error"))), Is.EqualTo(RefundTrace.Unclear));

    [Test]
    public void Another_amount_is_unclear_even_if_the_money_moved_by_ours() =>
        Assert.That(Judge(See(1000, 0), See(900, 60, Made("a", 60))), Is.EqualTo(RefundTrace.Unclear));

    [Test]
    public void Money_that_moved_by_another_amount_is_unclear_as_when_an_older_refund_failed_meanwhile() =>
        Assert.That(
            Judge(See(950, 50, Made("old", 50, "submitted")), See(900, 100, Made("old", 50, "error"), Made("a")), guard: 950),
            Is.EqualTo(RefundTrace.Unclear));

    [Test]
    public void Another_guard_is_unclear() =>
        Assert.That(Judge(See(1000, 0), See(900, 100, Made("a")), guard: 1100), Is.EqualTo(RefundTrace.Unclear));

    [Test]
    public void A_refund_from_before_is_unclear() =>
        Assert.That(Judge(See(1000, 0), See(900, 100, Made("a", secondsLater: -6))), Is.EqualTo(RefundTrace.Unclear));

    [Test]
    public void Another_refund_under_way_is_unclear() =>
        Assert.That(Judge(See(1000, 0), See(900, 100, Made("a")), isContended: true), Is.EqualTo(RefundTrace.Unclear));

    [Test]
    public void A_list_that_was_incomplete_before_is_unclear()
    {
        Assert.That(Judge(See(1000, 100), See(900, 100, Made("a"))), Is.EqualTo(RefundTrace.Unclear));
        Assert.That(Judge(See(1000, 100), See(1000, 0)), Is.EqualTo(RefundTrace.Unclear));
    }

    [Test]
    public void A_list_that_is_incomplete_afterwards_is_unclear()
    {
        Assert.That(Judge(See(1000, 0), See(900, 150, Made("a"))), Is.EqualTo(RefundTrace.Unclear));
        Assert.That(Judge(See(1000, 0), See(1000, 100)), Is.EqualTo(RefundTrace.Unclear));
    }

    [Test]
    public void Money_that_moved_without_a_refund_is_not_untouched() =>
        Assert.That(Judge(See(1000, 0), See(900, 0)), Is.EqualTo(RefundTrace.Unclear));

    [Test]
    public void It_may_be_sent_again_only_when_nothing_could_make_the_guard_fit_twice()
    {
        Assert.That(RefundVerdict.MayRepeat(See(1000, 0), See(1000, 0), 1000), Is.True);
        Assert.That(RefundVerdict.MayRepeat(See(950, 50, Made("old", 50)), See(950, 50, Made("old", 50)), 950), Is.True);
        Assert.That(RefundVerdict.MayRepeat(See(1000, 0), See(1000, 0), 1100), Is.False);
        Assert.That(RefundVerdict.MayRepeat(See(1000, 50), See(1000, 0), 1000), Is.False);
        Assert.That(RefundVerdict.MayRepeat(See(1000, 0), See(1000, 50), 1000), Is.False);
        Assert.That(RefundVerdict.MayRepeat(See(950, 50, Made("old", 50, "submitted")), See(950, 50, Made("old", 50)), 950), Is.False);
        Assert.That(RefundVerdict.MayRepeat(See(950, 50, Made("old", 50)), See(950, 50, Made("old", 50, "unheard of")), 950), Is.False);
    }
}
