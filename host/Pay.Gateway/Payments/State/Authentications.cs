using System.Security.Cryptography;
using System.Text.Json;
using Pay.Gateway.Security;
using Pay.Gateway.Storage;
using Pay.Providers;

namespace Pay.Gateway.Payments;

/// <summary>A challenge as it is stored: sealed, because what goes to a bank may hold the card number.</summary>
internal sealed record SealedAuthentication(int Round, string Challenge, string? ProviderState);

/// <summary>A payer who is at their bank: where they were sent, and what the adapter needs to go on.</summary>
internal sealed record Authentication(int Round, Challenge Challenge, string? ProviderState)
{
    /// <summary>The return that led to this challenge (<see cref="Authentications.KeyOf"/>): once more, it is no answer to it.</summary>
    public string? After { get; init; }

    public override string ToString() => $"Authentication({Round})";
}

/// <summary>What is kept of 3D Secure while the bank has the payer, and not a moment longer.</summary>
internal sealed class Authentications(Database database, SecretBox box)
{
    /// <summary>A bank may ask once more, such as with an older version of 3D Secure; not for ever.</summary>
    public const int RoundsMax = 2;

    /// <summary>Whether a payer's browser may be sent there at all: a provider's answer could name anything.</summary>
    public static bool IsWebAddress(Challenge challenge) => challenge switch
    {
        Challenge.PostForm form => form.Uri is { IsAbsoluteUri: true, Scheme: "http" or "https" },
        Challenge.Redirect redirect => redirect.Uri is { IsAbsoluteUri: true, Scheme: "http" or "https" },
        _ => true,
    };

    /// <summary>By which a payer's return is recognised when the browser brings it again.</summary>
    public static string KeyOf(IReadOnlyList<KeyValuePair<string, string>> fields) =>
        Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(fields.Select(field => new[] { field.Key, field.Value }))));

    public async Task<SealedAuthentication> SealAsync(Payment payment, AuthoriseResult.AuthenticationRequired required, int round, string? after) => new(
        round,
        await box.SealAsync(JsonSerializer.Serialize(Write(required.Challenge) with { After = after }), PlaceOf(payment)),
        required.ProviderState is null ? null : await box.SealAsync(required.ProviderState, PlaceOf(payment)));

    public async Task<Authentication?> FindAsync(Payment payment)
    {
        var row = await database.ReadAsync(session => FindRowAsync(session, payment.Number));
        return row is null ? null : await OpenAsync(payment, row);
    }

    public async Task<Authentication> OpenAsync(Payment payment, SealedAuthentication sealedOne)
    {
        var stored = JsonSerializer.Deserialize<Stored>(await box.OpenAsync(sealedOne.Challenge, PlaceOf(payment)));
        var providerState = sealedOne.ProviderState is null ? null : await box.OpenAsync(sealedOne.ProviderState, PlaceOf(payment));
        return new Authentication(sealedOne.Round, Read(stored), providerState) { After = stored?.After };
    }

    public static async ValueTask<SealedAuthentication?> FindRowAsync(Session session, long paymentNumber)
    {
        var row = await session.FirstOrDefaultAsync<Row>(
            "SELECT round, challenge, provider_state FROM authentications WHERE payment_number = @paymentNumber", new { paymentNumber });
        return row is null ? null : new SealedAuthentication((int)row.Round, row.Challenge, row.ProviderState);
    }

    /// <summary>Stores the bank's challenge, or, without one, forgets the last.</summary>
    public static async Task ReplaceAsync(Session session, Payment payment, SealedAuthentication? authentication, DateTimeOffset now)
    {
        if (payment.ThreeDSecure)
        {
            await session.ExecuteAsync("DELETE FROM authentications WHERE payment_number = @Number", new { payment.Number });
        }

        if (authentication is null)
        {
            return;
        }

        await session.ExecuteAsync(
            """
            INSERT INTO authentications (payment_number, round, challenge, provider_state, required_at)
            VALUES (@Number, @Round, @Challenge, @ProviderState, @now)
            """,
            new { payment.Number, authentication.Round, authentication.Challenge, authentication.ProviderState, now = now.ToUnixTimeMilliseconds() });
        await session.ExecuteOneAsync("UPDATE payments SET three_d_secure = 1 WHERE payment_number = @Number", new { payment.Number });
    }

    private static string PlaceOf(Payment payment) => "authentication:" + payment.PaymentId;

    private static Stored Write(Challenge challenge) => challenge switch
    {
        Challenge.PostForm form => new Stored("form", form.Uri.AbsoluteUri, [.. form.Fields.Select(field => new[] { field.Key, field.Value })], Page: null),
        Challenge.Redirect redirect => new Stored("redirect", redirect.Uri.AbsoluteUri, Fields: null, Page: null),
        Challenge.Html html => new Stored("html", Url: null, Fields: null, html.Page),
        _ => throw new InvalidOperationException("Every case is listed."),
    };

    private static Challenge Read(Stored? stored) => stored switch
    {
        { Kind: "form" } form => new Challenge.PostForm(new Uri(form.Url!), [.. form.Fields!.Select(field => KeyValuePair.Create(field[0], field[1]))]),
        { Kind: "redirect" } redirect => new Challenge.Redirect(new Uri(redirect.Url!)),
        { Kind: "html" } html => new Challenge.Html(html.Page!),
        _ => throw new InvalidOperationException("A stored challenge is of no known kind."),
    };

    private sealed record Stored(string Kind, string? Url, string[][]? Fields, string? Page)
    {
        public string? After { get; init; }
    }

    private sealed class Row
    {
        public long Round { get; init; }
        public string Challenge { get; init; } = "";
        public string? ProviderState { get; init; }
    }
}
