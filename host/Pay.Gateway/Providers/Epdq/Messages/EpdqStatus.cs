namespace Pay.Gateway.Providers.Epdq.Messages;

/// <summary>ePDQ's STATUS, as far as it may be shown to people.</summary>
internal static class EpdqStatus
{
    private const int DigitsMax = 3;

    /// <summary>The status where it is a number as ePDQ has them; anything else is not repeated.</summary>
    public static string Quote(EpdqAnswer answer) => EpdqAnswer.IsDigits(answer.Status, DigitsMax) ? answer.Status : "unreadable";
}
