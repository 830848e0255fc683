using System.Net;
using System.Runtime.CompilerServices;

namespace Pay.Client;

/// <summary>
/// Reads a search page by page. Each request is built from the caller's own filters: the server's page links are only a hint
/// that there is more, because some of them cannot be followed.
/// </summary>
internal static class PaymentPages
{
    private const int DisplaySizeDefault = 500;

    internal static async IAsyncEnumerable<Payment> ReadAsync(
        PaymentsClient payments, PaymentSearch search, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The search may be changed by the caller between two pages; a page of another search would not fit.
        search = Copy(search);
        var page = search.Page ?? 1;
        var position = (page - 1L) * (search.DisplaySize ?? DisplaySizeDefault);
        var before = new HashSet<string>(StringComparer.Ordinal);
        for (var isFirst = true; ; isFirst = false, page++)
        {
            PaymentPage answer;
            try
            {
                answer = await payments.SearchPageAsync(search, page, cancellationToken).ConfigureAwait(false);
            }
            catch (PayException e) when (!isFirst && e.StatusCode == HttpStatusCode.NotFound)
            {
                // Fewer match than when the page before was made, so that this page is gone (P0402).
                yield break;
            }

            if (answer.Results.Count == 0)
            {
                yield break;
            }

            if (answer.Page != 0 && answer.Page != page)
            {
                throw new PayException($"Page {page} of the search was asked for and page {answer.Page} came.");
            }

            var ids = new HashSet<string>(StringComparer.Ordinal);
            var hasNew = false;
            foreach (var payment in answer.Results)
            {
                // New payments push older ones to the next page, where they would be met again.
                ids.Add(payment.PaymentId);
                if (!before.Contains(payment.PaymentId))
                {
                    hasNew = true;
                    yield return payment;
                }
            }

            position += answer.Results.Count;
            var saysMore = answer.Links?.NextPage?.Href is not null;
            // The total says whether there is more. A next link beyond it is believed only while pages bring something new, so
            // that a server which always sends one cannot keep us going round.
            if (position >= answer.Total && !(saysMore && hasNew))
            {
                yield break;
            }

            before = ids;
        }
    }

    private static PaymentSearch Copy(PaymentSearch search) => new()
    {
        Reference = search.Reference,
        Email = search.Email,
        State = search.State,
        CardBrand = search.CardBrand,
        FromDate = search.FromDate,
        ToDate = search.ToDate,
        CardholderName = search.CardholderName,
        FirstDigitsCardNumber = search.FirstDigitsCardNumber,
        LastDigitsCardNumber = search.LastDigitsCardNumber,
        FromSettledDate = search.FromSettledDate,
        ToSettledDate = search.ToSettledDate,
        AgreementId = search.AgreementId,
        Page = search.Page,
        DisplaySize = search.DisplaySize,
    };
}
