using System.Data.Common;
using System.Globalization;

namespace Pay.Benchmarks.Search;

/// <summary>
/// Fills a database with payments in bulk, with everything that belongs to them, so that the gateway's own rules hold: 70 % captured
/// (one in seven of them partly refunded), 15 % declined, 5 % expired, 5 % cancelled, 5 % in error, and the newest 500 unfinished.
/// One text for both engines. Two years of payments, evenly spread; every reference twice.
/// </summary>
internal sealed class Seed(int payments, DateTimeOffset now)
{
    public const long SpanMs = 2L * 365 * 24 * 3600 * 1000;

    private const int Unfinished = 500;
    private const int BatchSize = 100_000;

    /// <summary>Milliseconds from one payment to the next.</summary>
    public long StepMs => SpanMs / payments;

    public int Count => payments;

    public DateTimeOffset Newest => now.AddMinutes(-1);

    public long CreatedAt(int number) => Newest.ToUnixTimeMilliseconds() - ((payments - number) * StepMs);

    public static string Reference(int number) => string.Create(CultureInfo.InvariantCulture, $"REF-{number / 2}");

    public async Task FillAsync(BenchDatabase database)
    {
        await using var connection = await database.OpenAsync();
        for (var first = 1; first <= payments; first += BatchSize)
        {
            var last = Math.Min(payments, first + BatchSize - 1);
            await using var transaction = await connection.BeginTransactionAsync();
            foreach (var sql in Statements(database.RandomIdSql, first, last))
            {
                await RunAsync(connection, transaction, sql);
            }

            await transaction.CommitAsync();
        }

        await database.SettleAsync();
    }

    private IEnumerable<string> Statements(string randomId, int first, int last)
    {
        var range = string.Create(CultureInfo.InvariantCulture, $"payments.payment_number BETWEEN {first} AND {last}");
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            INSERT INTO payments (payment_number, payment_id, account_number, provider, amount, refunded_amount, reference, reference_folded, description,
                return_url, language, delayed_capture, moto, authorisation_mode, status, public_status, transaction_id, email, cardholder_name,
                card_first_digits, card_last_digits, card_expiry, card_brand, card_type, created_at, capture_submitted_at, captured_at)
            WITH RECURSIVE numbers(n) AS (SELECT CAST({first} AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < {last}),
            states(n, status, public_status) AS (SELECT n,
                CASE WHEN n > {payments - Unfinished} THEN 'created' WHEN n % 20 < 14 THEN 'captured' WHEN n % 20 < 17 THEN 'authorisation_rejected'
                    WHEN n % 20 = 17 THEN 'expired' WHEN n % 20 = 18 THEN 'system_cancelled' ELSE 'authorisation_error' END,
                CASE WHEN n > {payments - Unfinished} THEN 'created' WHEN n % 20 < 14 THEN 'success' WHEN n % 20 < 18 THEN 'failed'
                    WHEN n % 20 = 18 THEN 'cancelled' ELSE 'error' END
                FROM numbers),
            cards(n, status, public_status, has_card) AS (SELECT n, status, public_status, status IN ('captured', 'authorisation_rejected', 'authorisation_error') FROM states)
            SELECT n, {randomId}, (SELECT account_number FROM accounts WHERE account_id = 'sandbox'), 'sandbox', 1000 + n % 50000,
                CASE WHEN status = 'captured' AND n % 7 = 0 THEN 500 ELSE 0 END, 'REF-' || CAST(n / 2 AS TEXT), 'ref-' || CAST(n / 2 AS TEXT),
                'A licence for something that needs one', 'https://service.example.gov.uk/done', 'en', 0, 0, 'web', status, public_status,
                CASE WHEN has_card THEN 'transaction-' || CAST(n AS TEXT) END, CASE WHEN has_card THEN 'payer' || CAST(n % 50000 AS TEXT) || '@example.org' END,
                CASE WHEN has_card THEN 'Payer Number ' || CAST(n % 50000 AS TEXT) END, CASE WHEN has_card THEN '444433' END,
                CASE WHEN has_card THEN substr(CAST(10000 + (n * 7919) % 10000 AS TEXT), 2) END, CASE WHEN has_card THEN '12/29' END,
                CASE WHEN has_card THEN 'visa' END, CASE WHEN has_card THEN 'credit' END, {CreatedAt(0)} + n * {StepMs},
                CASE WHEN status = 'captured' THEN {CreatedAt(0)} + n * {StepMs} + 60000 END, CASE WHEN status = 'captured' THEN {CreatedAt(0)} + n * {StepMs} + 60000 END
            FROM cards
            """);
        yield return $"""
            INSERT INTO payment_events (payment_number, status, public_status, created_at)
            WITH steps(ending, step, status, public_status) AS (VALUES
                ('created', 0, 'created', 'created'), ('expired', 0, 'created', 'created'), ('system_cancelled', 0, 'created', 'created'),
                ('captured', 0, 'created', 'created'), ('authorisation_rejected', 0, 'created', 'created'), ('authorisation_error', 0, 'created', 'created'),
                ('expired', 1, 'expired', 'failed'), ('system_cancelled', 1, 'system_cancelled', 'cancelled'),
                ('captured', 1, 'entering_card_details', 'started'), ('authorisation_rejected', 1, 'entering_card_details', 'started'),
                ('authorisation_error', 1, 'entering_card_details', 'started'),
                ('captured', 2, 'authorisation_ready', 'started'), ('authorisation_rejected', 2, 'authorisation_ready', 'started'),
                ('authorisation_error', 2, 'authorisation_ready', 'started'),
                ('authorisation_rejected', 3, 'authorisation_rejected', 'failed'), ('authorisation_error', 3, 'authorisation_error', 'error'),
                ('captured', 3, 'authorisation_success', 'submitted'), ('captured', 4, 'capture_approved', 'success'), ('captured', 5, 'captured', 'success'))
            SELECT payments.payment_number, steps.status, steps.public_status, payments.created_at + steps.step * 10000
            FROM payments JOIN steps ON steps.ending = payments.status WHERE {range} ORDER BY payments.payment_number, steps.step
            """;
        yield return $"""
            INSERT INTO refunds (refund_number, refund_id, payment_number, amount, status, provider_reference, created_at)
            SELECT payment_number, {randomId}, payment_number, 500, 'success', 'r', created_at + 70000 FROM payments WHERE {range} AND refunded_amount > 0
            """;
        yield return $"""
            INSERT INTO payment_events (payment_number, refund_number, status, public_status, created_at)
            SELECT payments.payment_number, payments.payment_number, steps.status, steps.status, payments.created_at + 70000
            FROM payments, (SELECT 1 AS step, 'submitted' AS status UNION ALL SELECT 2, 'success') AS steps
            WHERE {range} AND refunded_amount > 0 ORDER BY payments.payment_number, steps.step
            """;
        yield return $"""
            INSERT INTO provider_operations (operation_id, payment_number, refund_number, kind, provider, intended_at, outcome, outcome_at)
            WITH kinds(kind) AS (VALUES ('authorise'), ('capture'), ('refund'))
            SELECT {randomId} || substr(kinds.kind, 1, 1) || CAST(payments.payment_number AS TEXT), payments.payment_number,
                CASE WHEN kinds.kind = 'refund' THEN payments.payment_number END, kinds.kind, 'sandbox', payments.created_at + 20000,
                CASE WHEN payments.status = 'captured' THEN 'confirmed' ELSE 'rejected' END, payments.created_at + 20000
            FROM payments, kinds WHERE {range} AND payments.transaction_id IS NOT NULL
                AND (kinds.kind = 'authorise' OR (kinds.kind = 'capture' AND payments.status = 'captured') OR payments.refunded_amount > 0)
            """;
        yield return $"""
            INSERT INTO sandbox_transactions (transaction_id, payment_id, amount, refunded_amount, state)
            SELECT transaction_id, payment_id, amount, refunded_amount,
                CASE status WHEN 'captured' THEN 'captured' WHEN 'authorisation_rejected' THEN 'rejected' ELSE 'failed' END
            FROM payments WHERE {range} AND transaction_id IS NOT NULL
            """;
        yield return $"""
            INSERT INTO sandbox_operations (operation_id, transaction_id, kind, amount, accepted, reference, created_at)
            SELECT provider_operations.operation_id, payments.transaction_id, provider_operations.kind, payments.amount, 1, 'r', provider_operations.intended_at
            FROM payments JOIN provider_operations ON provider_operations.payment_number = payments.payment_number
            WHERE {range} AND provider_operations.kind <> 'authorise'
            """;
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"INSERT INTO work (kind, payment_number, due_at) SELECT 'expire', payment_number, {now.AddDays(1).ToUnixTimeMilliseconds()} FROM payments WHERE {range} AND status = 'created'");
    }

    private static async Task RunAsync(DbConnection connection, DbTransaction transaction, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        command.Transaction = transaction;
        await command.ExecuteNonQueryAsync();
    }
}
