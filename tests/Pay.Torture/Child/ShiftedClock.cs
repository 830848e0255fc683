namespace Pay.Torture.Child;

/// <summary>The system's clock, moved: waiting for a lease or a back-off is done by starting later, not by waiting.</summary>
internal sealed class ShiftedClock(TimeSpan shift) : TimeProvider
{
    private long _shiftTicks = shift.Ticks;

    public void Shift(TimeSpan by) => Interlocked.Add(ref _shiftTicks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _shiftTicks));
}
