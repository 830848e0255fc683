using System.Globalization;

namespace Pay.Client.Tests.Server;

/// <summary>Bodies as the contract shows them.</summary>
internal static class Samples
{
    public const string PaymentId = "hu20sqlact5260q2nanm0q8u93";

    public const string FullPayment = """
        {"amount":14500,"description":"Council tax","reference":"12345","language":"cy","metadata":{"ledger":"AB100","n":12.50,"b":true},
         "email":"payer@example.org","state":{"status":"failed","finished":true,"message":"Payment expired","code":"P0020","can_retry":false},
         "exemption":{"requested":true,"type":"corporate","outcome":{"result":"out of scope"}},
         "payment_id":"hu20sqlact5260q2nanm0q8u93","payment_provider":"worldpay","created_date":"2026-03-25T13:11:29.019Z",
         "refund_summary":{"status":"available","amount_available":14700,"amount_submitted":50},
         "settlement_summary":{"capture_submit_time":"2026-03-26T01:02:03.004Z","captured_date":"2026-03-26","settled_date":"2026-03-28"},
         "card_details":{"last_digits_card_number":"0042","first_digits_card_number":"444433","cardholder_name":"J Bogs","expiry_date":"11/28",
           "billing_address":{"line1":"1 Street","line2":"2 Street","postcode":"N1 1NN","city":"London","country":"GB"},
           "card_brand":"Visa","card_type":"credit","wallet_type":"Apple Pay"},
         "delayed_capture":true,"moto":true,"corporate_card_surcharge":250,"total_amount":14750,"fee":200,"net_amount":14550,
         "provider_id":"p-1","return_url":"https://service.example/done?a=1&b=%20x","authorisation_summary":{"three_d_secure":{"required":true}},
         "agreement_id":"agreement","authorisation_mode":"moto_api","agreement_payment_type":"instalment",
         "_links":{"self":{"href":"https://x.example/v1/payments/1?q=%2F","method":"GET"},
           "next_url":{"href":"https://x.example/secure/abc","method":"GET"},
           "next_url_post":{"type":"application/x-www-form-urlencoded","params":{"chargeTokenId":"abc"},"href":"https://x.example/secure","method":"POST"},
           "auth_url_post":{"type":"application/json","params":{"one_time_token":"t"},"href":"https://x.example/v1/auth","method":"POST"},
           "events":{"href":"e","method":"GET"},"refunds":{"href":"r","method":"GET"},"cancel":{"href":"c","method":"POST"},"capture":{"href":"k","method":"POST"}},
         "card_brand":"Visa"}
        """;

    public static string Payment(string id = PaymentId, string status = "created", long available = 14500, long submitted = 0, string availability = "available") => $$$"""
        {"amount":14500,"description":"d","reference":"r","language":"en","state":{"status":"{{{status}}}","finished":false},
         "payment_id":"{{{id}}}","payment_provider":"sandbox","created_date":"2026-03-25T13:11:29.019Z",
         "refund_summary":{"status":"{{{availability}}}","amount_available":{{{available}}},"amount_submitted":{{{submitted}}} },
         "settlement_summary":{},"delayed_capture":false,"moto":false,"return_url":"https://service.example/done","authorisation_mode":"web",
         "_links":{"self":{"href":"https://x.example/v1/payments/{{{id}}}","method":"GET"},"next_url":{"href":"https://x.example/secure/abc","method":"GET"},
           "events":{"href":"e","method":"GET"},"refunds":{"href":"r","method":"GET"},"cancel":{"href":"c","method":"POST"} } }
        """;

    public static string Refund(string id, long amount, string status = "success", DateTimeOffset? at = null)
    {
        var created = (at ?? DateTimeOffset.UtcNow).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return $$$"""
            {"refund_id":"{{{id}}}","created_date":"{{{created}}}","amount":{{{amount}}},
             "_links":{"self":{"href":"s","method":"GET"},"payment":{"href":"p","method":"GET"}},"status":"{{{status}}}"}
            """;
    }

    public static string Refunds(params string[] refunds) => $$$"""
        {"payment_id":"{{{PaymentId}}}","_links":{"self":{"href":"s","method":"GET"},"payment":{"href":"p","method":"GET"}},
         "_embedded":{"refunds":[{{{string.Join(',', refunds)}}}]}}
        """;

    public static string Page(int total, int page, IEnumerable<string> ids, bool hasNext, int? shownPage = null)
    {
        var results = ids.Select(id => Payment(id)).ToList();
        var next = hasNext ? $$$""","next_page":{"href":"https://x.example/v1/payments?page={{{page + 1}}}"}""" : "";
        return $$$"""
            {"total":{{{total}}},"count":{{{results.Count}}},"page":{{{shownPage ?? page}}},"results":[{{{string.Join(',', results)}}}],
             "_links":{"self":{"href":"s"},"first_page":{"href":"f"},"last_page":{"href":"l"}{{{next}}} }}
            """;
    }
}
