using System.Globalization;
using System.Text.RegularExpressions;

namespace Pay.Gateway.Payments;

/// <summary>
/// An ISO-8601 date-time with its zone, as searches take it. The database counts whole milliseconds, so a finer time is given as the
/// two that enclose it.
/// </summary>
/// <param name="Floor">The last millisecond that is not after it.</param>
/// <param name="Ceiling">The first millisecond that is not before it.</param>
internal readonly partial record struct ZonedTime(long Floor, long Ceiling)
{
    private const int OffsetHoursMax = 18;

    /// <summary><see langword="null"/>: not such a time, or no zone in it.</summary>
    public static ZonedTime? Parse(string? text)
    {
        if (text is null || Pattern().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var local = $"{match.Groups["date"].Value}T{match.Groups["time"].Value}:{(match.Groups["second"].Success ? match.Groups["second"].Value : "00")}";
        if (!DateTime.TryParseExact(local, "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var clockTime)
            || Offset(match) is not { } offset)
        {
            return null;
        }

        // Nanoseconds are finer than .NET's ticks, so the sum is made in decimal milliseconds.
        var milliseconds = ((clockTime.Ticks - offset.Ticks - DateTime.UnixEpoch.Ticks) / (decimal)TimeSpan.TicksPerMillisecond)
            + (Fraction(match.Groups["fraction"].Value) * 1000);
        return new ZonedTime((long)Math.Floor(milliseconds), (long)Math.Ceiling(milliseconds));
    }

    private static TimeSpan? Offset(Match match)
    {
        var zone = match.Groups["zone"].Value;
        if (zone is "Z" or "z")
        {
            return TimeSpan.Zero;
        }

        var hours = int.Parse(zone.AsSpan(1, 2), CultureInfo.InvariantCulture);
        var minutes = int.Parse(zone.AsSpan(4, 2), CultureInfo.InvariantCulture);
        var seconds = zone.Length > 6 ? int.Parse(zone.AsSpan(7, 2), CultureInfo.InvariantCulture) : 0;
        var offset = new TimeSpan(hours, minutes, seconds);
        return minutes > 59 || seconds > 59 || offset > TimeSpan.FromHours(OffsetHoursMax) ? null : zone[0] == '-' ? -offset : offset;
    }

    private static decimal Fraction(string digits) => digits.Length == 0 ? 0 : decimal.Parse("0." + digits, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^(?<date>\d{4}-\d{2}-\d{2})T(?<time>\d{2}:\d{2})(:(?<second>\d{2})(\.(?<fraction>\d{1,9}))?)?(?<zone>Z|z|[+-]\d{2}:\d{2}(:\d{2})?)(\[[A-Za-z0-9_+\-/]+\])?$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 100)]
    private static partial Regex Pattern();
}
