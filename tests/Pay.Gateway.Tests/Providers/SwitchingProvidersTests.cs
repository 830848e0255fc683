using NUnit.Framework;

namespace Pay.Gateway.Tests.Providers;

/// <summary>
/// An account changes its provider, or its account there, while payments are under way: those go on where they were begun, with what
/// they were begun with.
/// </summary>
internal sealed class SwitchingProvidersTests
{
    private static readonly string Delayed = PaymentBody.With("delayed_capture", "true");

    private readonly RecordingProvider _alpha = new("alpha");
    private readonly RecordingProvider _beta = new("beta");
    private GatewayUnderTest _gateway = null!;
    private string _account = "";
    private string _key = "";

    [SetUp]
    public async Task StartAsync()
    {
        _alpha.Calls.Clear();
        _beta.Calls.Clear();
        _gateway = await GatewayUnderTest.StartAsync(services =>
        {
            _alpha.Install(services);
            _beta.Install(services);
        });
        (_account, _key) = await _gateway.CreateAccountAsync();
        await _alpha.ConnectAsync(_gateway, _account, "MERCHANT-A", "first password");
    }

    [TearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    [Test]
    public async Task A_payment_begun_at_one_provider_is_captured_and_refunded_there_after_the_switch()
    {
        var begun = await _gateway.PaymentInAsync(PaymentStage.Capturable, Delayed, _key);
        await _beta.ConnectAsync(_gateway, _account, "MERCHANT-B", "other password");

        Assert.That((await _gateway.PostAsync($"/v1/payments/{begun}/capture", key: _key)).Status, Is.EqualTo(204));
        await CapturedAsync(begun);
        Assert.That((await _gateway.RefundAsync(begun, "{\"amount\":400}", _key)).Status, Is.EqualTo(202));

        Assert.That(_alpha.CallsOf("MERCHANT-A"), Is.EqualTo(new[] { "authorise", "capture", "refund" }));
        Assert.That(_alpha.Calls.Select(call => call.Context.Credential("password")), Has.All.EqualTo("first password"));
        Assert.That(_beta.Calls, Is.Empty, "the new provider hears nothing of what it did not begin");
        Assert.That((string?)(await _gateway.PaymentAsync(begun, _key))["payment_provider"], Is.EqualTo("alpha"));
    }

    [Test]
    public async Task New_payments_go_to_the_new_provider()
    {
        await _gateway.PaidAsync(1000, _key);
        await _beta.ConnectAsync(_gateway, _account, "MERCHANT-B", "other password");
        var paid = await _gateway.PaidAsync(1000, _key);

        Assert.That((string?)(await _gateway.PaymentAsync(paid, _key))["payment_provider"], Is.EqualTo("beta"));
        Assert.That(_beta.CallsOf("MERCHANT-B"), Is.EqualTo(new[] { "authorise", "capture" }));
        Assert.That(_alpha.CallsOf("MERCHANT-A"), Is.EqualTo(new[] { "authorise", "capture" }), "the first payment, and no more");
    }

    [Test]
    public async Task A_payment_that_was_created_but_not_paid_goes_where_it_was_created_for()
    {
        var created = await _gateway.CreatedAsync(key: _key);
        await _beta.ConnectAsync(_gateway, _account, "MERCHANT-B", "other password");
        using var payer = new Payer(_gateway);
        await payer.PayAsync(created);

        Assert.That(_alpha.CallsOf("MERCHANT-A"), Does.Contain("authorise"));
        Assert.That(_beta.Calls, Is.Empty);
    }

    [Test]
    public async Task A_new_merchant_account_at_the_same_provider_leaves_begun_payments_with_the_old_one()
    {
        var begun = await _gateway.PaymentInAsync(PaymentStage.Capturable, Delayed, _key);
        await _alpha.ConnectAsync(_gateway, _account, "MERCHANT-2", "its password");
        await _gateway.PostAsync($"/v1/payments/{begun}/capture", key: _key);
        await CapturedAsync(begun);
        await _gateway.PaidAsync(1000, _key);

        Assert.That(_alpha.CallsOf("MERCHANT-A"), Is.EqualTo(new[] { "authorise", "capture" }));
        Assert.That(_alpha.CallsOf("MERCHANT-2"), Is.EqualTo(new[] { "authorise", "capture" }));
    }

    [Test]
    public async Task A_changed_password_is_used_by_the_next_call_also_of_payments_begun_before()
    {
        var begun = await _gateway.PaymentInAsync(PaymentStage.Capturable, Delayed, _key);
        Assert.That(_alpha.LastPassword, Is.EqualTo("first password"));
        await _alpha.ConnectAsync(_gateway, _account, "MERCHANT-A", "second password");
        await _gateway.PostAsync($"/v1/payments/{begun}/capture", key: _key);
        await CapturedAsync(begun);

        Assert.That(_alpha.Calls.Last().Call, Is.EqualTo("capture"));
        Assert.That(_alpha.LastPassword, Is.EqualTo("second password"));
    }

    [Test]
    public async Task Credentials_of_one_account_are_no_other_accounts()
    {
        var (other, otherKey) = await _gateway.CreateAccountAsync();
        await _alpha.ConnectAsync(_gateway, other, "MERCHANT-A", "another password");
        await _gateway.PaidAsync(1000, otherKey);
        Assert.That(_alpha.LastPassword, Is.EqualTo("another password"));
        await _gateway.PaidAsync(1000, _key);
        Assert.That(_alpha.LastPassword, Is.EqualTo("first password"));
    }

    private Task CapturedAsync(string paymentId) => Until.TrueAsync(
        async () => (string?)(await _gateway.PaymentAsync(paymentId, _key))["refund_summary"]!["status"] == "available", "the payment is captured");
}
