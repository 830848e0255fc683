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

    /// <summary>Whether the header carries something in the form of a key. One that is remembered has been judged before.</summary>
    public bool IsWellFormed(string header) =>
        _remembered.ContainsKey(header) || (BearerKey.Read(header) is { } key && keys.IsWellFormed(key));

    /// <param name="header">A well-formed <c>Authorization</c> header.</param>
    public ValueTask<Account?> FindAsync(string header)
    {
        if (_remembered.TryGetValue(header, out var known) && clock.GetElapsedTime(known.LookedUpAt) < RememberedFor)
        {
            return ValueTask.FromResult<Account?>(known.Account);
        }

        return LookUpAsync(header);
    }

    private async ValueTask<Account?> LookUpAsync(string header)
    {
        var lookedUpAt = clock.GetTimestamp();
        var account = await keys.FindAccountAsync(BearerKey.Read(header)!);
        if (account is null)
        {
            _remembered.TryRemove(header, out _);
            return null;
        }

        if (_remembered.Count >= RememberedMax)
        {
            _remembered.Clear();
        }

        _remembered[header] = (account, lookedUpAt);
        return account;
    }
}
