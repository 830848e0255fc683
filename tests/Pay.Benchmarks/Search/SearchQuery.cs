using System.Globalization;

namespace Pay.Benchmarks.Search;

/// <summary>One way of searching.</summary>
/// <param name="Parameters">The query string, for the payment with this number.</param>
/// <param name="Where">The gateway's condition for it, as SQL with constants.</param>
/// <param name="HasFigure">Whether it finds as many payments among a million as among ten thousand.</param>
internal sealed record SearchQuery(string Name, Func<Seed, int, string> Parameters, Func<Seed, string> Where, bool HasFigure = false, string Order = "LIMIT 20 OFFSET 0")
{
    private const int WindowPayments = 100;
    private const int Small = 20;

    public static IReadOnlyList<SearchQuery> All { get; } =
    [
        new("reference (2 found)", (_, number) => $"reference={Seed.Reference(number)}&display_size={Small}",
            seed => $"reference_folded = '{Seed.Reference(seed.Count / 2).ToLowerInvariant()}'", HasFigure: true),
        new("reference and dates", (seed, number) => $"reference={Seed.Reference(number)}&from_date={Day(seed.CreatedAt(0))}&display_size={Small}",
            seed => $"reference_folded = '{Seed.Reference(seed.Count / 2).ToLowerInvariant()}' AND created_at > {seed.CreatedAt(0)}", HasFigure: true),
        new("dates (100 found), first 20", (seed, number) => Window(seed, number) + $"&display_size={Small}", WindowSql, HasFigure: true),
        new("dates (100 found), all of them", (seed, number) => Window(seed, number), WindowSql, HasFigure: true, Order: "LIMIT 500 OFFSET 0"),
        new("dates (100 found) and state", (seed, number) => Window(seed, number) + $"&state=success&display_size={Small}",
            seed => WindowSql(seed) + " AND public_status = 'success'", HasFigure: true),
        new("dates (100 found) and last digits", (seed, number) => Window(seed, number) + $"&last_digits_card_number=1234&display_size={Small}",
            seed => WindowSql(seed) + " AND card_last_digits = '1234'", HasFigure: true),
        new("last 30 days", (seed, _) => $"from_date={Day(seed.CreatedAt(seed.Count) - Days(30))}&display_size={Small}",
            seed => $"created_at > {seed.CreatedAt(seed.Count) - Days(30)}"),
        new("state=created (500 found)", (_, _) => $"state=created&display_size={Small}", _ => "public_status = 'created'"),
        new("state=success (70 % found)", (_, _) => $"state=success&display_size={Small}", _ => "public_status = 'success'"),
        new("last digits", (_, _) => $"last_digits_card_number=1234&display_size={Small}", _ => "card_last_digits = '1234'"),
        new("part of an e-mail address", (_, _) => $"email=payer123%40&display_size={Small}", _ => "lower(email) LIKE '%payer123@%' ESCAPE '!'"),
        new("everything, first page", (_, _) => $"display_size={Small}", _ => "1 = 1"),
        new("everything, last page", (seed, _) => $"display_size={Small}&page={seed.Count / Small}", _ => "1 = 1", Order: "LIMIT 20 OFFSET 999980"),
    ];

    public string PageSql(Seed seed) =>
        $"SELECT payment_number, description FROM payments WHERE account_number = 1 AND {Where(seed)} ORDER BY created_at DESC, payment_number DESC {Order}";

    private static string Window(Seed seed, int number) =>
        $"from_date={Day(seed.CreatedAt(number))}&to_date={Day(seed.CreatedAt(number + WindowPayments + 1))}";

    private static string WindowSql(Seed seed) => string.Create(
        CultureInfo.InvariantCulture,
        $"created_at > {seed.CreatedAt(seed.Count / 2)} AND created_at < {seed.CreatedAt((seed.Count / 2) + WindowPayments + 1)}");

    private static long Days(int days) => days * 24L * 3600 * 1000;

    private static string Day(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
