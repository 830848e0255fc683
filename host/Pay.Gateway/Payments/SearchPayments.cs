using System.Globalization;
using System.Text;
using System.Text.Json;
using Pay.Gateway.Api;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Payments;

/// <summary><c>GET /v1/payments</c>: searches the account's payments, newest first, in pages with totals and links.</summary>
internal sealed class SearchPayments(Database database, PaymentJson paymentJson, PublicAddress address)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var useCase = routes.ServiceProvider.GetRequiredService<SearchPayments>();
        routes.MapApiGet("/v1/payments", "P0498", useCase.RunAsync, noStore: true);
    }

    private async ValueTask<ApiAnswer> RunAsync(ApiRequest request)
    {
        var search = PaymentSearch.Parse(request.Http.Request.Query);
        var (where, parameters) = Where(search, request.Account.Number);
        var skip = (search.Page - 1L) * search.DisplaySize;
        var (total, payments) = await database.ReadSnapshotAsync(async session =>
        {
            var total = await session.ScalarAsync<long>($"SELECT count(*) FROM payments WHERE {where}", parameters);
            if (total == 0 || skip >= total)
            {
                return (total, []);
            }

            var page = await session.ListAsync(
                $"""
                SELECT {Payment.Columns} FROM payments WHERE {where}
                ORDER BY created_at DESC, payment_number DESC LIMIT {search.DisplaySize} OFFSET {skip.ToString(CultureInfo.InvariantCulture)}
                """,
                parameters,
                Payment.Read);
            return (total, page);
        });
        if (total > 0 && payments.Count == 0)
        {
            throw new ApiRefusal(new ApiError(404, "P0402", "Page not found"));
        }

        return ApiAnswer.Json(200, (total, payments), (json, found) => Write(json, search, found.total, found.payments));
    }

    private static (string Sql, Dictionary<string, object?> Parameters) Where(PaymentSearch search, long accountNumber)
    {
        var sql = new StringBuilder("account_number = @account");
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal) { ["account"] = accountNumber };

        void And(string condition, string name, object? value)
        {
            if (value is not null)
            {
                sql.Append(" AND ").Append(condition);
                parameters[name] = value;
            }
        }

        And("reference_folded = @reference", "reference", search.Reference?.ToLowerInvariant());
        And("public_status = @state", "state", search.State);
        And("lower(email) LIKE @email ESCAPE '!'", "email", Contains(search.Email));
        And("card_brand = @card_brand", "card_brand", search.CardBrand);
        And("created_at > @created_after", "created_after", search.CreatedAfter);
        And("created_at < @created_before", "created_before", search.CreatedBefore);
        And("lower(cardholder_name) LIKE @cardholder_name ESCAPE '!'", "cardholder_name", Contains(search.CardholderName));
        And("card_first_digits = @first_digits", "first_digits", search.FirstDigits);
        And("card_last_digits = @last_digits", "last_digits", search.LastDigits);
        And("settled_date >= @settled_from", "settled_from", search.SettledFrom);
        And("settled_date <= @settled_to", "settled_to", search.SettledTo);

        // There are no agreements yet, so no payment belongs to one.
        And("@agreement_id = ''", "agreement_id", search.AgreementId);
        return (sql.ToString(), parameters);
    }

    private static string? Contains(string? text) => text is null
        ? null
        : "%" + text.ToLowerInvariant().Replace("!", "!!", StringComparison.Ordinal)
            .Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal) + "%";

    private void Write(Utf8JsonWriter json, PaymentSearch search, long total, List<Payment> payments)
    {
        var lastPage = Math.Max(1, (total + search.DisplaySize - 1) / search.DisplaySize);
        json.WriteStartObject();
        json.WriteNumber("total"u8, total);
        json.WriteNumber("count"u8, payments.Count);
        json.WriteNumber("page"u8, search.Page);
        json.WriteStartArray("results"u8);
        foreach (var payment in payments)
        {
            paymentJson.WriteFound(json, payment);
        }

        json.WriteEndArray();
        json.WriteStartObject("_links"u8);
        if (search.Page < lastPage)
        {
            WritePage(json, "next_page"u8, search, search.Page + 1L);
        }

        WritePage(json, "first_page"u8, search, 1);
        WritePage(json, "last_page"u8, search, lastPage);
        WritePage(json, "self"u8, search, search.Page);
        if (search.Page > 1)
        {
            WritePage(json, "prev_page"u8, search, Math.Min(search.Page - 1L, lastPage));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WritePage(Utf8JsonWriter json, ReadOnlySpan<byte> name, PaymentSearch search, long page)
    {
        var href = new StringBuilder(address.Base).Append("/v1/payments?");
        foreach (var (key, value) in search.Filters)
        {
            href.Append(key).Append('=').Append(Uri.EscapeDataString(value)).Append('&');
        }

        href.Append(CultureInfo.InvariantCulture, $"page={page}&display_size={search.DisplaySize}");
        json.WriteStartObject(name);
        json.WriteString("href"u8, href.ToString());
        json.WriteEndObject();
    }
}
