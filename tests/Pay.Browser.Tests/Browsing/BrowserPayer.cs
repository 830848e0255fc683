using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Pay.Gateway.Tests;
using static Microsoft.Playwright.Assertions;

namespace Pay.Browser.Tests.Browsing;

/// <summary>Somebody who pays, with a browser profile of their own. Elements are found by the ids of the selector contract.</summary>
public sealed class BrowserPayer : IAsyncDisposable
{
    // All fields in one go, in the order of the page and with the events of typing: field by field would cost half of the run's time.
    // The keyboard tests type.
    private const string FillIn =
        """
        fields => {
          for (const [id, text] of fields) {
            const field = document.getElementById(id);
            field.focus();
            field.value = text;
            field.dispatchEvent(new Event("input", { bubbles: true }));
            field.dispatchEvent(new Event("change", { bubbles: true }));
          }
          document.activeElement.blur();
        }
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Uri _gateway;

    private BrowserPayer(IBrowserContext context, IPage page, Uri gateway, PayingService service)
    {
        Context = context;
        Page = page;
        _gateway = gateway;
        Watch = new BrowserWatch(context, gateway, service);
    }

    public IBrowserContext Context { get; }

    /// <summary>The tab that the payer is looking at.</summary>
    public IPage Page { get; private set; }

    public BrowserWatch Watch { get; }

    public static async Task<BrowserPayer> StartAsync(Uri gateway, PayingService service, BrowserNewContextOptions? options = null)
    {
        var browser = await Chromium.BrowserAsync();
        var context = await browser.NewContextAsync(options ?? new BrowserNewContextOptions());
        return new BrowserPayer(context, await context.NewPageAsync(), gateway, service);
    }

    public static BrowserNewContextOptions WithoutScripts { get; } = new() { JavaScriptEnabled = false };

    public ILocator By(string id) => Page.Locator($"#{id}");

    public ILocator Heading => Page.Locator("h1");

    /// <summary>Where the payer is at the gateway.</summary>
    public string Path => new Uri(Page.Url).AbsolutePath;

    /// <summary>Another tab of the same browser becomes the one that is looked at; the old one stays.</summary>
    public async Task<IPage> NewTabAsync()
    {
        var former = Page;
        Page = await Context.NewPageAsync();
        return former;
    }

    public void LookAt(IPage tab) => Page = tab;

    /// <summary>Follows a payment's next_url.</summary>
    public async Task<IResponse> OpenAsync(JsonObject payment) => await GoAsync(payment.NextUrl());

    /// <summary>Opens an address, of the gateway unless it says otherwise. Returns the last answer.</summary>
    public async Task<IResponse> GoAsync(string url) =>
        await Page.GotoAsync(new Uri(_gateway, url).AbsoluteUri) ?? throw new InvalidOperationException("There was no answer.");

    public async Task FillInAsync(CardEntry card)
    {
        Watch.Secrets.Add(card.Number);
        Watch.Secrets.Add(card.SecurityCode);
        Watch.Secrets.Remove("");
        await Page.EvaluateAsync(FillIn, card.Texts.Append(("address-country", card.Country)).Select(field => new[] { field.Item1, field.Item2 }));
    }

    /// <summary>Presses "Continue" on the card page and waits for the answer to it.</summary>
    public Task ContinueAsync() => PressAsync("submit-card-details");

    /// <summary>Presses "Confirm payment" and waits for the page that it leads to.</summary>
    public Task ConfirmAsync() => PressAsync("confirm");

    /// <summary>Presses "Cancel payment".</summary>
    public Task CancelAsync() => PressAsync("cancel-payment");

    /// <summary>
    /// Sends the card form as a click does, script included, but as often as wanted: the page's buttons ignore a second click within a
    /// second.
    /// </summary>
    public Task SubmitCardFormAsync() => By("card-details").EvaluateAsync("form => form.requestSubmit()");

    /// <summary>Presses a button that sends a form, and waits until the page that it leads to is loaded.</summary>
    public async Task PressAsync(string id)
    {
        // Not a function that polls in the page: without scripts its timers never fire.
        var loaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void OnLoad(object? sender, IPage page) => loaded.TrySetResult();
        Page.Load += OnLoad;
        try
        {
            await By(id).ClickAsync();
            await loaded.Task.WaitAsync(Patience);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"#{id} led to no other page from {Path} (\"{await Page.TitleAsync()}\").", e);
        }
        finally
        {
            Page.Load -= OnLoad;
        }
    }

    /// <summary>Opens a payment and gets as far as the confirm page.</summary>
    public async Task AuthoriseAsync(JsonObject payment, CardEntry? card = null)
    {
        await OpenAsync(payment);
        await FillInAsync(card ?? CardEntry.Good);
        await ContinueAsync();
        await IsAtAsync($"/card_details/{payment.Id()}/confirm");
    }

    /// <summary>The whole way, until the payer is back at the service.</summary>
    public async Task PayAsync(JsonObject payment, CardEntry? card = null)
    {
        await AuthoriseAsync(payment, card);
        await ConfirmAsync();
        await IsBackAsync(payment);
    }

    public async Task IsAtAsync(string path) => await Expect(Page).ToHaveURLAsync(Pattern.Exactly(new Uri(_gateway, path).AbsoluteUri));

    public async Task IsBackAsync(JsonObject payment) => await Expect(Page).ToHaveURLAsync(Pattern.Exactly((string)payment["return_url"]!));

    public async Task SeesAsync(string heading) => await Expect(Heading).ToHaveTextAsync(heading);

    public async Task HasTextAsync(string id, string text) => await Expect(By(id)).ToHaveTextAsync(text);

    public async Task HasTextAsync(string id, Regex text) => await Expect(By(id)).ToHaveTextAsync(text);

    public async ValueTask DisposeAsync() => await Context.DisposeAsync();
}
