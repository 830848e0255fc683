using System.Collections.Concurrent;
using Pay.Gateway.Accounts;

namespace Pay.Gateway.Security;

/// <summary>
/// Which account a key acts for. An answer is remembered for a second, so that a busy account costs one look-up a second and a
/// revoked key or a changed account takes effect within one.
/// </summary>
internal sealed class AccountLookup(ApiKeys keys, TimeProvider clock)
{
    /// <summary>More keys than this in use at once start over; the bound only keeps made-up keys from filling the memory.</summary>
    private const int RememberedMax = 10_000;

    private static readonly TimeSpan RememberedFor = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, (Account Account, long LookedUpAt)> _remembered = new(StringComparer.Ordinal);

    public ValueTask<Account?> FindAsync(string key)
    {
        if (_remembered.TryGetValue(key, out var known) && clock.GetElapsedTime(known.LookedUpAt) < RememberedFor)
        {
            return ValueTask.FromResult<Account?>(known.Account);
        }

        return LookUpAsync(key);
    }

    private async ValueTask<Account?> LookUpAsync(string key)
    {
        var lookedUpAt = clock.GetTimestamp();
        var account = await keys.FindAccountAsync(key);
        if (account is null)
        {
            _remembered.TryRemove(key, out _);
            return null;
        }

        if (_remembered.Count >= RememberedMax)
        {
            _remembered.Clear();
        }

        _remembered[key] = (account, lookedUpAt);
        return account;
    }
}
