using NUnit.Framework;
using Pay.Gateway.Providers.Stripe;

namespace Pay.Providers.Tests.Stripe;

/// <summary>What is sent, byte for byte (stripe.md sections 2, 3 and 5).</summary>
internal sealed class StripeMessageTests
{
    private static readonly Dictionary<string, string> DeploymentKey = new(StringComparer.OrdinalIgnoreCase) { ["SecretKeyTest"] = "sk_test_deployment" };

    [Test]
    public void Sends_the_card_and_its_address_as_a_payment_method()
    {
        var address = new BillingAddress("10 Mill Lane", "Flat 2", "LS1 4AB", "Leeds", "GB");
        var message = StripeAuthorise.BuildPaymentMethod(StripeSamples.Authorise(address: address), StripeSamples.Access());
        Assert.That(StripeSamples.Text(message), Is.EqualTo(
            "type=card&card[number]=4242424242424242&card[exp_month]=12&card[exp_year]=2030&card[cvc]=123&billing_details[name]=J%20Bloggs"
            + "&billing_details[address][line1]=10%20Mill%20Lane&billing_details[address][line2]=Flat%202&billing_details[address][city]=Leeds"
            + "&billing_details[address][postal_code]=LS1%204AB&billing_details[address][country]=GB"));
        Expect(message, "POST https://api.stripe.com/v1/payment_methods", "payment_method-" + StripeSamples.PaymentId);
    }

    [Test]
    public void Leaves_out_an_address_that_was_not_collected() =>
        Assert.That(
            StripeSamples.Text(StripeAuthorise.BuildPaymentMethod(StripeSamples.Authorise(), StripeSamples.Access())),
            Does.Not.Contain("address").And.EndsWith("&billing_details[name]=J%20Bloggs"));

    [Test]
    public void Sends_the_intent_with_our_payment_id()
    {
        var message = StripeAuthorise.BuildIntent(StripeSamples.Authorise(description: "Trwydded bysgota £5 & more — 🎣"), "pm_1Otter", StripeSamples.Access());
        Assert.That(StripeSamples.Text(message), Is.EqualTo(
            "amount=1250&currency=gbp&payment_method=pm_1Otter&capture_method=manual&confirmation_method=automatic&confirm=true"
            + "&description=Trwydded%20bysgota%20%C2%A35%20%26%20more%20%E2%80%94%20%F0%9F%8E%A3"
            + "&return_url=https%3A%2F%2Fpay.example.test%2Fcard_details%2F5fh3k2m9q0r7s1t4u6v8w2x4y6%2F3ds_required_in"
            + "&metadata[gateway_payment_id]=5fh3k2m9q0r7s1t4u6v8w2x4y6&expand[]=payment_method"));
        Expect(message, "POST https://api.stripe.com/v1/payment_intents", "payment_intent-" + StripeSamples.PaymentId);
    }

    [Test]
    public void Sends_half_of_a_surrogate_pair_without_failing() =>
        Assert.That(
            StripeSamples.Text(StripeAuthorise.BuildIntent(StripeSamples.Authorise(description: "a\ud83cb"), "pm_1Otter", StripeSamples.Access())),
            Does.Contain("&description=a%EF%BF%BDb&"));

    [Test]
    public void Says_that_a_card_was_given_by_telephone() =>
        Assert.That(
            StripeSamples.Text(StripeAuthorise.BuildIntent(StripeSamples.Authorise(moto: true), "pm_1Otter", StripeSamples.Access())),
            Does.EndWith("&payment_method_options[card][moto]=true"));

    [Test]
    public void Takes_payments_for_a_connected_account_with_the_key_of_the_deployment() =>
        Assert.That(
            StripeSamples.Text(StripeAuthorise.BuildIntent(
                StripeSamples.Authorise(), "pm_1Otter", StripeSamples.Access(secretKey: null, accountId: "acct_1Otter", settings: DeploymentKey))),
            Does.EndWith("&on_behalf_of=acct_1Otter&transfer_group=5fh3k2m9q0r7s1t4u6v8w2x4y6"));

    [Test]
    public void Names_no_connected_account_with_a_key_of_its_own() =>
        Assert.That(
            StripeSamples.Text(StripeAuthorise.BuildIntent(
                StripeSamples.Authorise(), "pm_1Otter", StripeSamples.Access(accountId: "acct_1Otter", settings: DeploymentKey))),
            Does.Not.Contain("acct_"));

    [Test]
    public void Captures_cancels_and_refunds_under_keys_of_their_own()
    {
        var access = StripeSamples.Access();
        var capture = StripeCapture.Build(StripeSamples.Capture, access);
        var cancel = StripeCancel.Build(StripeSamples.IntentId, StripeSamples.Cancel, access);
        var refund = StripeRefund.Build(StripeSamples.Refund, access);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(StripeSamples.Text(capture), Is.EqualTo("amount_to_capture=1250"));
            Expect(capture, "POST https://api.stripe.com/v1/payment_intents/pi_1Otter/capture", "capture-" + StripeSamples.PaymentId);
            Assert.That(StripeSamples.Text(cancel), Is.Empty);
            Expect(cancel, "POST https://api.stripe.com/v1/payment_intents/pi_1Otter/cancel", "cancel-" + StripeSamples.PaymentId);
            Assert.That(StripeSamples.Text(refund), Is.EqualTo(
                "payment_intent=pi_1Otter&amount=500&metadata[gateway_refund_id]=rf0001&metadata[gateway_payment_id]=5fh3k2m9q0r7s1t4u6v8w2x4y6"));
            Expect(refund, "POST https://api.stripe.com/v1/refunds", "refund-rf0001");
        }
    }

    [Test]
    public void Asks_by_id_by_search_and_for_refunds()
    {
        var access = StripeSamples.Access();
        using (Assert.EnterMultipleScope())
        {
            Expect(StripeQuery.BuildById("pi_1Otter", access), "GET https://api.stripe.com/v1/payment_intents/pi_1Otter", key: null);
            Expect(
                StripeQuery.BuildSearch("5fh3", access),
                "GET https://api.stripe.com/v1/payment_intents/search?query=metadata%5B%27gateway_payment_id%27%5D%3A%275fh3%27",
                key: null);
            Expect(StripeQueryRefund.Build(StripeSamples.QueryRefund, access), "GET https://api.stripe.com/v1/refunds?payment_intent=pi_1Otter&limit=100", key: null);
        }
    }

    [Test]
    public void A_quote_in_an_id_does_not_end_the_search_term() =>
        Assert.That(
            Uri.UnescapeDataString(StripeQuery.BuildSearch(@"a\' OR status:'succeeded", StripeSamples.Access()).Uri.Query),
            Is.EqualTo(@"?query=metadata['gateway_payment_id']:'a\\\' OR status:\'succeeded'"));

    [Test]
    public void An_id_cannot_lead_to_another_address() =>
        Assert.That(
            StripeQuery.BuildById("pi_1/cancel?x=y#z", StripeSamples.Access()).Uri.AbsoluteUri,
            Is.EqualTo("https://api.stripe.com/v1/payment_intents/pi_1%2Fcancel%3Fx%3Dy%23z"));

    [Test]
    public void Keeps_the_path_of_an_address_that_the_operator_set()
    {
        var access = StripeAccess.Of(StripeSamples.Context(baseUrl: new Uri("http://127.0.0.1:8080/stripe/")), out _)!;
        Assert.That(StripeQuery.BuildById("pi_1Otter", access).Uri.AbsoluteUri, Is.EqualTo("http://127.0.0.1:8080/stripe/v1/payment_intents/pi_1Otter"));
    }

    private static void Expect(PspMessage message, string line, string? key)
    {
        var headers = message.Headers.ToDictionary(header => header.Key, header => header.Value, StringComparer.Ordinal);
        var expected = new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = "Bearer sk_test_otter", ["Stripe-Version"] = "2020-08-27" };
        if (key is not null)
        {
            expected["Idempotency-Key"] = key;
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That($"{message.Method} {message.Uri.AbsoluteUri}", Is.EqualTo(line));
            Assert.That(headers, Is.EquivalentTo(expected));
            Assert.That(message.ContentType, Is.EqualTo(key is null ? null : "application/x-www-form-urlencoded"));
            Assert.That(message.IsRepeatable, Is.True);
        }
    }
}
