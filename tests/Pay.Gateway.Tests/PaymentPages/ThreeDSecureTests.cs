using NUnit.Framework;
using Pay.Gateway.Tests.Providers;
using Pay.Providers;

namespace Pay.Gateway.Tests.PaymentPages;

/// <summary>3D Secure as the payer, the service and the provider see it (payment-pages.md section 12), over real HTTP without scripts.</summary>
internal sealed class ThreeDSecureTests
{
    private ScriptedPsp _psp = null!;
    private GatewayUnderTest _gateway = null!;
    private Tests.Payer _payer = null!;
    private string _key = "";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _psp = new ScriptedPsp();
        (_gateway, _, _key) = await _psp.StartAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    [SetUp]
    public void Arrive()
    {
        _payer = new Tests.Payer(_gateway);
        _psp.BeginAnew();
        _psp.Authorise = request => new AuthoriseResult.AuthenticationRequired(Form, "tx-" + request.PaymentId) { ProviderState = "kept-state" };
    }

    [TearDown]
    public void Leave() => _payer.Dispose();

    private static Challenge.PostForm Form => new(new Uri("https://acs.example.test/pareq"), [new("PaReq", "cGFyZXE+/="), new("submit", "x")]);

    private async Task<string> AtBankAsync()
    {
        var id = await _payer.OpenAsync(await _gateway.CreatedAsync(PaymentBody.Valid, _key));
        var submitted = await _payer.SubmitCardAsync(id);
        Assert.That((submitted.Status, submitted.Location), Is.EqualTo((303, $"/card_details/{id}/3ds_required")));
        return id;
    }

    private async Task<string> StateAsync(string id) => (await _gateway.PaymentAsync(id, _key)).State();

    [Test]
    public async Task The_payer_goes_to_the_bank_and_back_and_pays()
    {
        ContinueRequest? told = null;
        _psp.Continue = request =>
        {
            told = request;
            return new AuthoriseResult.Authorised("tx-" + request.PaymentId);
        };
        var id = await AtBankAsync();
        Assert.That(await StateAsync(id), Is.EqualTo("started"));

        var around = await _payer.GetAsync($"/card_details/{id}/3ds_required");
        Assert.That(Tests.Payer.Heading(around.Body), Is.EqualTo("Your bank is checking your details"));
        Assert.That(around.Body, Does.Contain("src=\"3ds_required_out\"").And.Contain("class=\"iframe-3ds\""));
        var out3ds = await _payer.ToBankAsync(id);
        Assert.That(out3ds.Action, Is.EqualTo("https://acs.example.test/pareq"));
        Assert.That(out3ds.Fields, Is.EqualTo(Form.Fields));

        var back = await _payer.BackFromBankAsync(id, ("PaRes", "eJz+/=="), ("MD", "m d"));
        Assert.That((back.Status, back.Location), Is.EqualTo((303, $"/card_details/{id}/confirm")));
        Assert.That((told!.Field("PaRes"), told.Field("MD"), told.ProviderState, told.TransactionId), Is.EqualTo(("eJz+/==", "m d", "kept-state", "tx-" + id)));
        Assert.That((await _payer.ConfirmAsync(id)).Location, Is.EqualTo($"/return/{id}"));
        var payment = await _gateway.PaymentAsync(id, _key);
        Assert.That(payment.State(), Is.EqualTo("success"));
        Assert.That(payment["authorisation_summary"]!.ToJsonString(), Is.EqualTo("{\"three_d_secure\":{\"required\":true}}"));
    }

    [Test]
    public async Task A_payment_without_it_says_nothing_of_it()
    {
        _psp.Authorise = request => new AuthoriseResult.Authorised("tx-" + request.PaymentId);
        var id = await _payer.PayAsync(await _gateway.CreatedAsync(PaymentBody.Valid, _key));
        Assert.That((await _gateway.PaymentAsync(id, _key)).ContainsKey("authorisation_summary"), Is.False);
    }

    [Test]
    public async Task Of_many_returns_at_once_the_provider_is_told_of_one()
    {
        var id = await AtBankAsync();
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _payer.BackFromBankAsync(id, ("PaRes", "yes"))));
        Assert.That(_psp.Calls.Count(call => call.StartsWith("continue", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(replies.Select(reply => reply.Status), Is.All.EqualTo(303));
        Assert.That(await StateAsync(id), Is.EqualTo("submitted"));
        Assert.That((await _payer.BackFromBankAsync(id, ("PaRes", "again"))).Location, Is.EqualTo($"/card_details/{id}/confirm"));
    }

    [Test]
    public async Task A_bank_that_says_no_ends_the_payment_as_declined()
    {
        _psp.Continue = request => new AuthoriseResult.Rejected("3DS failed", request.TransactionId) { CleanUp = true };
        var id = await AtBankAsync();
        Assert.That((await _payer.BackFromBankAsync(id, ("PaRes", "no"))).Location, Is.EqualTo($"/card_details/{id}/confirm"));
        Assert.That(Tests.Payer.Heading((await _payer.GetAsync($"/card_details/{id}/confirm")).Body), Is.EqualTo("Your payment has been declined"));
        Assert.That(await StateAsync(id), Is.EqualTo("failed P0010"));
        await _gateway.Clock.PassUntilAsync(() => Task.FromResult(_psp.Has("cancel secret-1")));
    }

    [Test]
    public async Task Another_browser_gets_nothing_and_loses_nothing()
    {
        var id = await AtBankAsync();
        using var other = new Tests.Payer(_gateway);
        var reply = await other.BackFromBankAsync(id, ("PaRes", "yes"));
        Assert.That(reply.Status, Is.EqualTo(403));
        Assert.That(_psp.Calls, Has.None.StartsWith("continue"));
        Assert.That((await other.GetAsync($"/card_details/{id}/3ds_required_out")).Status, Is.EqualTo(403));
        Assert.That((await _payer.BackFromBankAsync(id, ("PaRes", "yes"))).Location, Is.EqualTo($"/card_details/{id}/confirm"));
    }

    [Test]
    public async Task A_payer_who_does_not_come_back_expires_and_the_provider_lets_go()
    {
        var id = await AtBankAsync();
        _gateway.Clock.Pass(PaymentStates.PastExpiry);
        await _gateway.Clock.PassUntilAsync(async () => await StateAsync(id) == "failed P0020" && _psp.Has("cancel secret-1"));
        Assert.That((await _payer.BackFromBankAsync(id, ("PaRes", "late"))).Status, Is.EqualTo(200));
        Assert.That(_psp.Calls, Has.None.StartsWith("continue"));
        Assert.That(await ChallengesAsync(id), Is.Empty, "what went to the bank is forgotten");
    }

    [Test]
    public async Task A_payer_who_says_yes_to_the_bank_after_leaving_is_let_go_of_as_well()
    {
        var isHeld = false;
        _psp.Cancel = _ => isHeld ? new ModificationResult.Completed(Reference: null) : new ModificationResult.Refused("nothing to cancel");
        _psp.Query = request => new QueryResult.Found(PspPaymentState.AuthenticationRequired, request.TransactionId!, Amount: null);
        var id = await AtBankAsync();
        await _payer.ReturnAsync(id);
        await _gateway.Clock.PassUntilAsync(() => Task.FromResult(_psp.Calls.Count(call => call.StartsWith("cancel", StringComparison.Ordinal)) > 2));
        isHeld = true;
        await _gateway.Clock.PassUntilAsync(async () => await _gateway.Database.ReadAsync(async session => await session.ScalarAsync<long>(
            "SELECT count(*) FROM work JOIN payments ON payments.payment_number = work.payment_number WHERE payment_id = @id AND kind = 'cancel'", new { id })) == 0);
        Assert.That(await StateAsync(id), Is.EqualTo("failed P0030"));
    }

    [Test]
    public async Task A_payer_who_goes_back_cancels_and_the_provider_lets_go()
    {
        var id = await AtBankAsync();
        Assert.That((await _payer.ReturnAsync(id)).Location, Is.EqualTo(PaymentBody.ReturnUrl));
        Assert.That(await StateAsync(id), Is.EqualTo("failed P0030"));
        Assert.That(_psp.Calls, Does.Contain("cancel secret-1"));
    }

    [Test]
    public async Task A_bank_may_ask_once_more_but_not_for_ever()
    {
        _psp.Continue = request => new AuthoriseResult.AuthenticationRequired(Form, request.TransactionId);
        var id = await AtBankAsync();
        Assert.That((await _payer.BackFromBankAsync(id, ("PaRes", "1"))).Location, Is.EqualTo($"/card_details/{id}/3ds_required"));
        Assert.That((await _payer.BackFromBankAsync(id, ("PaRes", "2"))).Status, Is.EqualTo(500));
        Assert.That(await StateAsync(id), Is.EqualTo("error P0050"));
        await _gateway.Clock.PassUntilAsync(() => Task.FromResult(_psp.Has("cancel secret-1")));
    }

    [Test]
    public async Task The_return_from_the_first_visit_is_no_answer_to_a_second()
    {
        var sent = new List<string?>();
        Uri? next = null;
        _psp.Continue = request =>
        {
            sent.Add(request.Field("PaRes"));
            next = request.ReturnUrl;
            return sent.Count == 1 ? new AuthoriseResult.AuthenticationRequired(Form, request.TransactionId) : new AuthoriseResult.Authorised(request.TransactionId!);
        };
        var id = await AtBankAsync();
        await _payer.BackFromBankAsync(id, ("PaRes", "first"));
        Assert.That(next!.Query, Is.EqualTo("?round=2"));
        for (var again = 0; again < 3; again++)
        {
            Assert.That((await _payer.BackFromBankAsync(id, ("PaRes", "first"))).Location, Is.EqualTo($"/card_details/{id}/3ds_required"), "the payer is still expected there");
        }

        Assert.That((await _payer.BackFromBankAsync(id, ("PaRes", "second"))).Location, Is.EqualTo($"/card_details/{id}/confirm"));
        Assert.That(sent, Is.EqualTo(new[] { "first", "second" }));
    }

    [Test]
    public async Task An_answer_that_is_lost_after_the_bank_is_inquired_about_and_never_becomes_a_success()
    {
        _psp.Continue = _ => new AuthoriseResult.Unknown("lost");
        _psp.Query = request => new QueryResult.Found(PspPaymentState.Authorised, "tx-" + request.PaymentId, 1000);
        var id = await AtBankAsync();
        Assert.That((await _payer.BackFromBankAsync(id, ("PaRes", "yes"))).Status, Is.EqualTo(500));
        Assert.That(await StateAsync(id), Is.EqualTo("error P0050"));
        await _gateway.Clock.PassUntilAsync(() => Task.FromResult(_psp.Has("cancel secret-1")));
        Assert.That(await StateAsync(id), Is.EqualTo("error P0050"));
    }

    [Test]
    public async Task A_provider_that_is_still_deciding_is_asked_while_the_payer_waits()
    {
        _psp.Continue = request => new AuthoriseResult.Pending(request.TransactionId);
        _psp.Query = request => new QueryResult.Found(PspPaymentState.Authorised, request.TransactionId!, 1000);
        var id = await AtBankAsync();
        Assert.That((await _payer.BackFromBankAsync(id, ("PaRes", "yes"))).Location, Is.EqualTo($"/card_details/{id}/confirm"));
    }

    [Test]
    public async Task A_redirect_and_a_page_of_the_providers_lead_to_the_bank_too()
    {
        _psp.Authorise = request => new AuthoriseResult.AuthenticationRequired(new Challenge.Redirect(new Uri("https://hooks.example.test/3ds?a=b")), "tx" + request.PaymentId);
        var redirected = await _payer.GetAsync($"/card_details/{await AtBankAsync()}/3ds_required_out");
        Assert.That((redirected.Status, redirected.Location), Is.EqualTo((303, "https://hooks.example.test/3ds?a=b")));

        _psp.Authorise = request => new AuthoriseResult.AuthenticationRequired(new Challenge.Html("<form id=theirs></form>"), "tx" + request.PaymentId);
        var id = await AtBankAsync();
        Assert.That((await _payer.GetAsync($"/card_details/{id}/3ds_required_out")).Body, Is.EqualTo("<form id=theirs></form>"));
    }

    [TestCase("javascript:alert(1)")]
    [TestCase("file:///etc/passwd")]
    [TestCase("data:text/html,x")]
    public async Task A_payer_is_sent_to_web_addresses_only(string address)
    {
        _psp.Authorise = request => new AuthoriseResult.AuthenticationRequired(new Challenge.PostForm(new Uri(address), []), "tx-" + request.PaymentId);
        var id = await _payer.OpenAsync(await _gateway.CreatedAsync(PaymentBody.Valid, _key));
        Assert.That((await _payer.SubmitCardAsync(id)).Status, Is.EqualTo(500));
        Assert.That(await StateAsync(id), Is.EqualTo("error P0050"));
    }

    [Test]
    public async Task What_goes_to_the_bank_is_not_stored_in_clear_and_is_forgotten_afterwards()
    {
        var id = await AtBankAsync();
        Assert.That((await ChallengesAsync(id)).Single(), Does.Not.Contain("cGFyZXE").And.Not.Contain("kept-state").And.Not.Contain("acs.example"));
        await _payer.BackFromBankAsync(id, ("PaRes", "yes"));
        Assert.That(await ChallengesAsync(id), Is.Empty);
    }

    [Test]
    public async Task The_page_that_banks_return_to_says_nothing_of_any_payment()
    {
        var id = await AtBankAsync();
        using var stranger = new Tests.Payer(_gateway);
        var known = await stranger.PostAsync($"/card_details/{id}/3ds_required_in", [new("PaRes", "\"><script>alert(1)</script>")]);
        var unknown = await stranger.PostAsync("/card_details/aaaaaaaaaaaaaaaaaaaaaaaaaa/3ds_required_in", [new("PaRes", "\"><script>alert(1)</script>")]);
        Assert.That(known.Status, Is.EqualTo(200));
        Assert.That(known.Body, Does.Not.Contain("<script>alert").And.Not.Contain("A licence"));
        Assert.That(Neutral(known.Body, id), Is.EqualTo(Neutral(unknown.Body, "aaaaaaaaaaaaaaaaaaaaaaaaaa")));
    }

    [Test]
    public async Task The_way_back_may_carry_a_suffix_and_a_query()
    {
        ContinueRequest? told = null;
        _psp.Continue = request =>
        {
            told = request;
            return new AuthoriseResult.Authorised("tx");
        };
        var id = await AtBankAsync();
        var handOn = PageForm.Of((await _payer.GetAsync($"/card_details/{id}/3ds_required_in/epdq?status=declined")).Body);
        await _payer.PostAsync(handOn.Action, handOn.Fields);
        Assert.That(told!.Field("status"), Is.EqualTo("declined"));
    }

    [Test]
    public async Task The_sandbox_has_a_bank_of_its_own()
    {
        await _gateway.Database.WriteAsync(session => session.ExecuteAsync("UPDATE accounts SET requires_3ds = 1 WHERE account_id = 'sandbox'"));
        foreach (var (button, state) in new[] { ("authorised", "submitted"), ("failed", "failed P0010") })
        {
            var id = await _payer.OpenAsync(await _gateway.CreatedAsync());
            Assert.That((await _payer.SubmitCardAsync(id, "4000002500003155")).Location, Is.EqualTo($"/card_details/{id}/3ds_required"));
            var out3ds = await _payer.ToBankAsync(id);
            var bank = PageForm.Of((await _payer.PostAsync(new Uri(out3ds.Action).AbsolutePath, out3ds.Fields)).Body);
            var back = PageForm.Of((await _payer.PostAsync(new Uri(bank.Action).AbsolutePath, [.. bank.Fields, new("PaRes", button)])).Body);
            await _payer.PostAsync(back.Action, back.Fields);
            Assert.That((await _gateway.PaymentAsync(id)).State(), Is.EqualTo(state));
        }
    }

    [Test]
    public async Task The_sandboxs_bank_sends_nobody_elsewhere() =>
        Assert.That((await _payer.PostAsync("/sandbox/3ds", [new("TermUrl", "https://evil.example/card_details/"), new("MD", "x")])).Status, Is.EqualTo(400));

    private Task<List<string>> ChallengesAsync(string id) => _gateway.Database.ReadAsync(async session => await session.ListAsync<string>(
        """
        SELECT challenge || coalesce(provider_state, '') FROM authentications
        JOIN payments ON payments.payment_number = authentications.payment_number WHERE payment_id = @id
        """,
        new { id })).AsTask();

    private static string Neutral(string page, string id) =>
        System.Text.RegularExpressions.Regex.Replace(page.Replace(id, "ID", StringComparison.Ordinal), "nonce=\"[^\"]*\"", "", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
}
