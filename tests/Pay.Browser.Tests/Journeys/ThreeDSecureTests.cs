using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using NUnit.Framework;
using Pay.Browser.Tests.Browsing;
using Pay.Gateway.Tests;
using Pay.Gateway.Tests.Providers;
using Pay.Providers;
using static Microsoft.Playwright.Assertions;

namespace Pay.Browser.Tests.Journeys;

/// <summary>The payer's bank asks who they are (payment-pages.md section 12). The bank is another site, as in life.</summary>
internal sealed class ThreeDSecureTests : BrowserFixture
{
    private readonly ScriptedPsp _psp = new();

    protected override void Prepare(IServiceCollection services) => services.AddSingleton<IPspAdapter>(_psp);

    [OneTimeSetUp]
    public async Task ConnectAsync() => Key = (await _psp.ConnectAsync(Gateway, "secret")).Key;

    private IFrameLocator Frame => Payer.Page.FrameLocator("iframe.iframe-3ds");

    /// <summary>A page of the bank's with a button that sends the payer back.</summary>
    private Uri BankOf(AuthoriseRequest request) => new(Service.Serve(
        "/bank/" + request.PaymentId,
        $"""
        <!DOCTYPE html><html lang=en><title>Bank</title><h1>Bank</h1>
        <form method=post action="{request.ReturnUrl}"><input type=hidden name=MD value=md><button id=yes name=PaRes value="signed+/=">Yes, it is me</button></form>
        """));

    private async Task<JsonObject> AtBankAsync(Func<AuthoriseRequest, Challenge> challenge)
    {
        _psp.Authorise = request => new AuthoriseResult.AuthenticationRequired(challenge(request), "tx-" + request.PaymentId);
        _psp.Continue = request => request.Field("PaRes") == "signed+/=" && request.Field("MD") == "md"
            ? new AuthoriseResult.Authorised(request.TransactionId!)
            : new AuthoriseResult.Rejected("not signed", request.TransactionId);
        var payment = await CreateAsync();
        await Payer.OpenAsync(payment);
        await Payer.FillInAsync(CardEntry.Good);
        await Payer.ContinueAsync();
        await Payer.IsAtAsync($"/card_details/{payment.Id()}/3ds_required");
        await Payer.SeesAsync("Your bank is checking your details");
        return payment;
    }

    private async Task PayAsync(JsonObject payment)
    {
        await Payer.IsAtAsync($"/card_details/{payment.Id()}/confirm");
        await Payer.ConfirmAsync();
        await Payer.IsBackAsync(payment);
        await AssertStateAsync(payment, "success");
        Assert.That((bool?)(await ReadAsync(payment))["authorisation_summary"]!["three_d_secure"]!["required"], Is.True);
    }

    [Test]
    public async Task A_form_leads_to_the_bank_and_back_to_the_whole_window()
    {
        var payment = await AtBankAsync(request => new Challenge.PostForm(BankOf(request), [new("PaReq", "x"), new("submit", "a field with an awkward name")]));
        await Frame.Locator("#yes").ClickAsync();
        await PayAsync(payment);
    }

    [Test]
    public async Task A_redirect_leads_there_too()
    {
        var payment = await AtBankAsync(request => new Challenge.Redirect(BankOf(request)));
        await Frame.Locator("#yes").ClickAsync();
        await PayAsync(payment);
    }

    [Test]
    public async Task So_does_a_page_of_the_providers_which_reaches_nothing_of_the_gateway()
    {
        var payment = await AtBankAsync(request => new Challenge.Html(
            $$"""
            <!DOCTYPE html><html lang=en><title>PSP</title><form method=get action="{{BankOf(request)}}"><input type=hidden name=reached id=reached></form>
            <script>
              let reached = "nothing";
              try { reached = document.cookie || "no cookie"; } catch { }
              try { reached = parent.document.title; } catch { }
              document.getElementById("reached").value = reached;
              document.forms[0].submit();
            </script>
            """));
        await Frame.Locator("#yes").ClickAsync();
        await PayAsync(payment);
        Assert.That(Service.Visits, Has.Some.EndsWith($"/bank/{payment.Id()}?reached=nothing"));
    }

    [Test]
    public async Task A_reload_starts_the_visit_to_the_bank_again()
    {
        var payment = await AtBankAsync(request => new Challenge.PostForm(BankOf(request), []));
        await Expect(Frame.Locator("#yes")).ToBeVisibleAsync();
        await Payer.Page.ReloadAsync();
        await Frame.Locator("#yes").ClickAsync();
        await PayAsync(payment);
        await Payer.GoAsync($"/card_details/{payment.Id()}/3ds_required");
        await Payer.SeesAsync("Your payment was successful");
    }

    [Test]
    public async Task A_payer_who_closes_the_window_comes_back_by_a_new_next_url()
    {
        var payment = await AtBankAsync(request => new Challenge.PostForm(BankOf(request), []));
        await Payer.GoAsync(Service.NewReturnUrl());
        await Payer.OpenAsync(await ReadAsync(payment));
        await Payer.IsAtAsync($"/card_details/{payment.Id()}/3ds_required");
        await Frame.Locator("#yes").ClickAsync();
        await PayAsync(payment);
    }

    [Test]
    public async Task Without_a_script_each_step_has_a_button()
    {
        var payer = await NewPayerAsync(BrowserPayer.WithoutScripts);
        _psp.Authorise = request => new AuthoriseResult.AuthenticationRequired(new Challenge.PostForm(BankOf(request), []), "tx-" + request.PaymentId);
        _psp.Continue = request => new AuthoriseResult.Authorised(request.TransactionId!);
        var payment = await CreateAsync();
        await payer.OpenAsync(payment);
        await payer.FillInAsync(CardEntry.Good);
        await payer.ContinueAsync();
        var frame = payer.Page.FrameLocator("iframe.iframe-3ds");
        await frame.Locator("button#confirm").ClickAsync();
        await frame.Locator("#yes").ClickAsync();
        await frame.Locator("button#confirm").ClickAsync();
        await payer.IsAtAsync($"/card_details/{payment.Id()}/confirm");
        await AssertStateAsync(payment, "submitted");
    }

    [TestCase("authorise", "submitted")]
    [TestCase("fail", "failed P0010")]
    public async Task The_sandbox_has_a_bank_of_its_own(string button, string state)
    {
        await Gateway.Database.WriteAsync(session => session.ExecuteAsync("UPDATE accounts SET requires_3ds = 1 WHERE account_id = 'sandbox'"));
        var payment = await Gateway.CreatedAsync(new JsonObject
        {
            ["amount"] = 14500, ["reference"] = "r", ["description"] = "d", ["return_url"] = Service.NewReturnUrl(),
        }.ToJsonString());
        await Payer.OpenAsync(payment);
        await Payer.FillInAsync(CardEntry.With("4000002500003155"));
        await Payer.ContinueAsync();
        await Frame.Locator("#" + button).ClickAsync();
        await Payer.IsAtAsync($"/card_details/{payment.Id()}/confirm");
        await Payer.SeesAsync(button == "fail" ? "Your payment has been declined" : "Confirm your payment");
        Assert.That((await Gateway.PaymentAsync(payment.Id())).State(), Is.EqualTo(state));
    }
}
