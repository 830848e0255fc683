using System.Globalization;
using System.Text.Json;
using Pay.Client.Tests.Server;

namespace Pay.Client.Tests.Payments;

internal sealed class ReadPaymentTests : ScriptedTests
{
    [Test]
    public async Task Every_field_of_the_contract_is_typed()
    {
        Server.Then(Answer.Ok(Samples.FullPayment));
        var payment = await Server.Client().Payments.GetAsync("p");

        Assert.That(payment.PaymentId, Is.EqualTo(Samples.PaymentId));
        Assert.That((payment.Amount, payment.CorporateCardSurcharge, payment.TotalAmount, payment.Fee, payment.NetAmount), Is.EqualTo((14500L, 250L, 14750L, 200L, 14550L)));
        Assert.That((payment.Description, payment.Reference, payment.Email, payment.ProviderId, payment.AgreementId), Is.EqualTo(("Council tax", "12345", "payer@example.org", "p-1", "agreement")));
        Assert.That(payment.Language, Is.EqualTo(PaymentLanguage.Welsh));
        Assert.That(payment.Metadata!["ledger"], Is.EqualTo((MetadataValue)"AB100"));
        Assert.That(payment.Metadata["n"].AsDecimal(), Is.EqualTo(12.5m));
        Assert.That(payment.Metadata["b"].IsBoolean, Is.True);
        Assert.That((payment.State.Status, payment.State.Finished, payment.State.Message, payment.State.Code, payment.State.CanRetry), Is.EqualTo((PaymentStatus.Failed, true, "Payment expired", "P0020", (bool?)false)));
        Assert.That((payment.Exemption!.Requested, payment.Exemption.Type, payment.Exemption.Outcome!.Result), Is.EqualTo((true, "corporate", "out of scope")));
        Assert.That(payment.PaymentProvider, Is.EqualTo("worldpay"));
        Assert.That(payment.CreatedDate, Is.EqualTo(DateTimeOffset.Parse("2026-03-25T13:11:29.019Z", CultureInfo.InvariantCulture)));
        Assert.That((payment.RefundSummary!.Status, payment.RefundSummary.AmountAvailable, payment.RefundSummary.AmountSubmitted), Is.EqualTo((RefundAvailability.Available, 14700L, 50L)));
        Assert.That(payment.SettlementSummary!.CaptureSubmitTime, Is.EqualTo(DateTimeOffset.Parse("2026-03-26T01:02:03.004Z", CultureInfo.InvariantCulture)));
        Assert.That(payment.SettlementSummary.CapturedDate, Is.EqualTo(new DateTime(2026, 3, 26, 0, 0, 0, DateTimeKind.Unspecified)));
        Assert.That(payment.SettlementSummary.SettledDate, Is.EqualTo(new DateTime(2026, 3, 28, 0, 0, 0, DateTimeKind.Unspecified)));
        var card = payment.CardDetails!;
        Assert.That((card.LastDigitsCardNumber, card.FirstDigitsCardNumber, card.CardholderName, card.ExpiryDate, card.CardBrand), Is.EqualTo(("0042", "444433", "J Bogs", "11/28", "Visa")));
        Assert.That((card.CardType, card.WalletType), Is.EqualTo((CardType.Credit, WalletType.ApplePay)));
        Assert.That((card.BillingAddress!.Line1, card.BillingAddress.Line2, card.BillingAddress.Postcode, card.BillingAddress.City, card.BillingAddress.Country), Is.EqualTo(("1 Street", "2 Street", "N1 1NN", "London", "GB")));
        Assert.That((payment.DelayedCapture, payment.Moto), Is.EqualTo((true, true)));
        Assert.That(payment.AuthorisationSummary!.ThreeDSecure!.Required, Is.True);
        Assert.That((payment.AuthorisationMode, payment.AgreementPaymentType), Is.EqualTo(((AuthorisationMode?)AuthorisationMode.MotoApi, (AgreementPaymentType?)AgreementPaymentType.Instalment)));
        Assert.That(payment.CardBrand, Is.EqualTo("Visa"));
        Assert.That(payment.ReturnUrl, Is.EqualTo("https://service.example/done?a=1&b=%20x"));
        Assert.That(payment.Links.Self!.Href, Is.EqualTo("https://x.example/v1/payments/1?q=%2F"), "links are kept to the character");
        Assert.That(payment.NextUrl, Is.EqualTo("https://x.example/secure/abc"));
        Assert.That(payment.Links.NextUrlPost!.Params!["chargeTokenId"], Is.EqualTo("abc"));
        Assert.That((payment.Links.AuthUrlPost!.Type, payment.Links.AuthUrlPost.Method), Is.EqualTo(("application/json", "POST")));
        Assert.That(new[] { payment.Links.Events, payment.Links.Refunds, payment.Links.Cancel, payment.Links.Capture }.Select(l => l!.Href), Is.EqualTo(new[] { "e", "r", "c", "k" }));
        Assert.That(payment.AdditionalProperties, Is.Null, "everything in the sample has a property of its own");
    }

    [Test]
    public async Task Unknown_properties_and_values_are_kept()
    {
        Server.Then(Answer.Ok("""
            {"payment_id":"p","amount":1,"state":{"status":"thinking","finished":false,"mood":"good"},"novelty":{"a":[1]},
             "refund_summary":{"status":"perhaps"},"authorisation_mode":"telepathy","card_details":{"card_type":"wooden","chip":true},
             "metadata":{"o":{"x":1}},"_links":{"self":{"href":"s","rel":"x"},"teleport":{"href":"t"} } }
            """));
        var payment = await Server.Client().Payments.GetAsync("p");
        Assert.That(payment.State.Status.Value, Is.EqualTo("thinking"));
        Assert.That(payment.State.Status, Is.EqualTo(new PaymentStatus("thinking")));
        Assert.That(payment.State.AdditionalProperties!["mood"].GetString(), Is.EqualTo("good"));
        Assert.That(payment.AdditionalProperties!["novelty"].GetProperty("a")[0].GetInt32(), Is.EqualTo(1));
        Assert.That(payment.RefundSummary!.Status.ToString(), Is.EqualTo("perhaps"));
        Assert.That(payment.AuthorisationMode!.Value.Value, Is.EqualTo("telepathy"));
        Assert.That(payment.CardDetails!.CardType!.Value.Value, Is.EqualTo("wooden"));
        Assert.That(payment.CardDetails.AdditionalProperties, Contains.Key("chip"));
        Assert.That(payment.Metadata!["o"].Text, Is.EqualTo("""{"x":1}"""));
        Assert.That(payment.Links.AdditionalProperties!["teleport"].GetProperty("href").GetString(), Is.EqualTo("t"));
        Assert.That(payment.Links.Self!.AdditionalProperties, Contains.Key("rel"));

        var again = JsonSerializer.Deserialize(JsonSerializer.Serialize(payment, PayJsonContext.Wire.Payment), PayJsonContext.Wire.Payment)!;
        Assert.That(again.State.Status.Value, Is.EqualTo("thinking"), "they survive being written and read again");
        Assert.That(again.AdditionalProperties, Contains.Key("novelty"));
    }

    [TestCase("{}")]
    [TestCase("""
        {"amount":null,"description":null,"reference":null,"language":null,"metadata":null,"email":null,"state":null,"exemption":null,"payment_id":null,
         "payment_provider":null,"created_date":null,"refund_summary":null,"settlement_summary":null,"card_details":null,"delayed_capture":null,"moto":null,
         "corporate_card_surcharge":null,"total_amount":null,"fee":null,"net_amount":null,"provider_id":null,"return_url":null,"authorisation_summary":null,
         "agreement_id":null,"authorisation_mode":null,"agreement_payment_type":null,"_links":null,"card_brand":null}
        """)]
    [TestCase("""{"state":{"status":null,"finished":null,"can_retry":null},"_links":{"self":null,"cancel":null}}""")]
    public async Task Null_and_omitted_read_the_same(string body)
    {
        Server.Then(Answer.Ok(body));
        var payment = await Server.Client().Payments.GetAsync("p");
        Assert.That((payment.Amount, payment.TotalAmount, payment.DelayedCapture, payment.CreatedDate), Is.EqualTo((0L, (long?)null, false, default(DateTimeOffset))));
        Assert.That(payment.State.Status, Is.EqualTo(default(PaymentStatus)));
        Assert.That(payment.State.Status.Value, Is.Empty);
        Assert.That((payment.CardDetails, payment.SettlementSummary, payment.AuthorisationMode, payment.NextUrl), Is.EqualTo(((CardDetails?)null, (SettlementSummary?)null, (AuthorisationMode?)null, (string?)null)));
        Assert.That(payment.Links.Cancel, Is.Null);
    }

    [Test]
    public async Task Prefilled_details_have_nulls_and_an_empty_brand()
    {
        Server.Then(Answer.Ok("""{"card_details":{"last_digits_card_number":null,"first_digits_card_number":null,"cardholder_name":"J Bogs","expiry_date":null,"billing_address":{"line1":"a"},"card_brand":"","card_type":null,"wallet_type":null},"settlement_summary":{}}"""));
        var payment = await Server.Client().Payments.GetAsync("p");
        Assert.That((payment.CardDetails!.CardholderName, payment.CardDetails.CardBrand, payment.CardDetails.CardType), Is.EqualTo(("J Bogs", "", (CardType?)null)));
        Assert.That(payment.SettlementSummary!.CapturedDate, Is.Null);
    }

    [TestCase(200)]
    [TestCase(201)]
    public async Task A_create_may_answer_200_or_201(int status)
    {
        Server.Then(Answer.Json(status, Samples.Payment()));
        Assert.That((await Server.Client().Payments.CreateAsync(new CreatePaymentRequest { Amount = 1 })).NextUrl, Is.EqualTo("https://x.example/secure/abc"));
    }

    [Test]
    public async Task Events_keep_their_order_and_hold_refunds_too()
    {
        Server.Then(Answer.Ok("""
            {"events":[{"payment_id":"p","state":{"status":"created","finished":false},"updated":"2017-01-10T16:44:48.646Z","_links":{"payment_url":{"href":"h","method":"GET"} } },
                       {"payment_id":"p","state":{"status":"failed","finished":true,"message":"m","code":"P0010"},"updated":"2017-01-10T16:45:48.646Z","_links":null},
                       {"payment_id":"p","state":{"status":"submitted","finished":false},"updated":"2017-01-10T16:46:48.646Z"}],
             "payment_id":"p","_links":{"self":{"href":"s","method":"GET"} } }
            """));
        var events = await Server.Client().Payments.GetEventsAsync("p");
        Assert.That(Server.Targets.Single(), Is.EqualTo("GET /v1/payments/p/events"));
        Assert.That(events.Events.Select(e => e.State.Status.Value), Is.EqualTo(new[] { "created", "failed", "submitted" }));
        Assert.That((events.Events[1].State.Code, events.PaymentId, events.Links!.Self!.Href, events.Events[0].Links!.PaymentUrl!.Href), Is.EqualTo(("P0010", "p", "s", "h")));
        Assert.That(events.Events[0].Updated.Millisecond, Is.EqualTo(646));
    }
}
