namespace Pay.Gateway.Reliability;

/// <summary>
/// How patiently each kind of work is tried again (adapter contract, section 4): the wait doubles up to an hour, and after the last
/// try the work is left to a person. An hour between tries makes the limits days.
/// </summary>
internal sealed record WorkPolicy(int AttemptsMax)
{
    private const double FirstWaitSeconds = 2;

    /// <summary>A provider that has not decided about a card is asked every half minute at most: some ask for that (epdq.md section 7).</summary>
    private const double InquiryWaitSecondsMin = 30;
    private const double LongestWaitSeconds = 3600;

    /// <summary>Tries until the waits have grown to an hour.</summary>
    private const int GrowingAttempts = 12;

    private const int HoursPerDay = 24;

    private static readonly WorkPolicy OneDay = new(GrowingAttempts + HoursPerDay);
    private static readonly WorkPolicy ThreeDays = new(GrowingAttempts + (3 * HoursPerDay));
    private static readonly WorkPolicy SevenDays = new(GrowingAttempts + (7 * HoursPerDay));
    private static readonly WorkPolicy SevenDaysOfQuestions = SevenDays with { WaitSecondsMin = InquiryWaitSecondsMin };

    private double WaitSecondsMin { get; init; }

    public static WorkPolicy Of(string kind) => kind switch
    {
        WorkKind.Inquire => SevenDaysOfQuestions,
        WorkKind.Cancel => SevenDays,
        WorkKind.Capture or WorkKind.Refund => ThreeDays,
        _ => OneDay,
    };

    /// <summary>With jitter, so that what failed together does not come back together.</summary>
    public TimeSpan Wait(long attempts)
    {
        var seconds = Math.Min(LongestWaitSeconds, FirstWaitSeconds * Math.Pow(2, Math.Min(attempts, GrowingAttempts) - 1));
        return TimeSpan.FromSeconds(Math.Max(WaitSecondsMin, seconds * (0.75 + (Random.Shared.NextDouble() / 2))));
    }
}
