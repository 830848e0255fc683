namespace Pay.Gateway.Storage;

/// <summary>Counters of one second each that all gateways on a database share.</summary>
internal interface IRateWindows
{
    /// <summary>Takes as many of <paramref name="wanted"/> as the second has left below <paramref name="limit"/>.</summary>
    /// <returns>How many it was given, 0 when the second is used up.</returns>
    ValueTask<long> TakeAsync(long accountNumber, string rateClass, long second, long wanted, long limit);
}
