using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Pay.Gateway.Accounts;
using Pay.Gateway.Reliability;
using Pay.Gateway.Tests;
using Pay.Gateway.Tests.PaymentPages;
using Pay.Providers.Tests.Simulators;
using Payer = Pay.Gateway.Tests.Payer;

namespace Pay.Providers.Tests.Journeys;

/// <summary>A test account of a gateway that is connected to a simulated PSP, and what its service and its payers do.</summary>
internal sealed class ConnectedAccount(GatewayUnderTest gateway, PspSimulator psp, string accountId, string key)
{
    private static readonly TimeSpan KeysRememberedFor = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RealTime = TimeSpan.FromSeconds(1);
    private static readonly HttpClient Bank = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    public string AccountId => accountId;

    public string Key => key;

    public static async Task<ConnectedAccount> OpenAsync(GatewayUnderTest gateway, PspSimulator psp)
    {
        var (accountId, key) = await gateway.CreateAccountAsync();
        var account = new ConnectedAccount(gateway, psp, accountId, key);
        await account.ConnectAsync(psp);
        await gateway.Database.WriteAsync(session => session.ExecuteAsync("UPDATE accounts SET requires_3ds = 1 WHERE account_id = @accountId", new { accountId }));
        return account;
    }

    /// <summary>Stores the PSP's credentials and makes it the one that new payments go to.</summary>
    public async Task ConnectAsync(PspSimulator to)
    {
        var account = await gateway.Database.ReadAsync(session => AccountRows.FindAsync(session, accountId));
        await gateway.Services.GetRequiredService<ProviderCredentials>().StoreAsync(
            account!, gateway.Services.GetRequiredService<ProviderCalls>().Find(to.Provider)!, to.Credentials);
        gateway.Clock.Pass(KeysRememberedFor);
    }

    public async Task<JsonObject> ReadAsync(string id) => await gateway.PaymentAsync(id, key);

    public async Task<string> StateAsync(string id) => (await ReadAsync(id)).State();

    public async Task<string?> RefundStatusAsync(string id) => (string?)(await ReadAsync(id))["refund_summary"]!["status"];

    /// <summary>What the PSP holds, by its own id or by ours.</summary>
    public async Task<SimulatedOrder> OrderAsync(string id)
    {
        var transactionId = (string?)(await ReadAsync(id))["provider_id"];
        return transactionId is not null && psp.Orders.TryGetValue(transactionId, out var order) ? order : psp.OrderOf(id);
    }

    /// <summary>Creates a payment and sends a card; where the answer takes its time, time passes.</summary>
    public async Task<(string Id, PageReply Submitted)> SubmitAsync(Payer payer, string card, params (string Name, string Json)[] members)
    {
        var id = await OpenedAsync(payer, members);
        return (id, await InItsTimeAsync(payer.SubmitCardAsync(id, card)));
    }

    /// <summary>A payment that waits for the payer's card.</summary>
    public async Task<string> OpenedAsync(Payer payer, params (string Name, string Json)[] members) =>
        await payer.OpenAsync(await gateway.CreatedAsync(PaymentBody.With(members), key));

    /// <summary>The payer goes to the bank, says yes and comes back.</summary>
    public async Task<PageReply> VisitBankAsync(Payer payer, string id)
    {
        var leave = await payer.GetAsync($"/card_details/{id}/3ds_required_out");
        using var atBank = leave.Location is { } redirect
            ? await Bank.GetAsync(new Uri(redirect))
            : await PostToBankAsync(PageForm.Of(leave.Body));
        var back = atBank.StatusCode == HttpStatusCode.Redirect
            ? await payer.GetAsync(atBank.Headers.Location!.PathAndQuery)
            : await ReturnAsync(payer, PageForm.Of(await atBank.Content.ReadAsStringAsync()));
        var handOn = PageForm.Of(back.Body);
        return await InItsTimeAsync(payer.PostAsync(handOn.Action, handOn.Fields));
    }

    /// <summary>A payment that is confirmed and, by the PSP's own word, captured.</summary>
    public async Task<string> PaidAsync()
    {
        using var payer = new Payer(gateway);
        var (id, _) = await SubmitAsync(payer, PspSimulator.GoodCard);
        await payer.ConfirmAsync(id);
        if (await RefundStatusAsync(id) == "pending")
        {
            await TellAsync(id, "captured");
        }

        return id;
    }

    public async Task<ApiReply> TellAsync(string id, string kind, int refund = 0)
    {
        using var notification = psp.Notification(await OrderAsync(id), kind, refund);
        return await gateway.SendAsync(notification);
    }

    public async Task<string?> RefundStateAsync(string id, string refundId) => (string?)(await gateway.GetAsync($"/v1/payments/{id}/refunds/{refundId}", key)).Json["status"];

    /// <summary>Most things need no time of the gateway's clock; what waits for some gets it.</summary>
    public async Task<T> InItsTimeAsync<T>(Task<T> happening)
    {
        await Task.WhenAny(happening, Task.Delay(RealTime));
        await gateway.Clock.PassUntilAsync(happening);
        return await happening;
    }

    private static async Task<HttpResponseMessage> PostToBankAsync(PageForm form)
    {
        using var content = new FormUrlEncodedContent(form.Fields);
        return await Bank.PostAsync(new Uri(form.Action), content);
    }

    private static Task<PageReply> ReturnAsync(Payer payer, PageForm form) => payer.PostAsync(new Uri(form.Action).PathAndQuery, form.Fields);
}
