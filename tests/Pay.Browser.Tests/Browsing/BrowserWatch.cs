using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NUnit.Framework;

namespace Pay.Browser.Tests.Browsing;

/// <summary>Looks over a browser's shoulder through a whole journey, for what no journey may ever do.</summary>
public sealed partial class BrowserWatch
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly HashSet<string> _knownHosts;
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<string> _foreignRequests = new();
    private readonly ConcurrentQueue<Task<string?>> _pages = new();
    private readonly ConcurrentQueue<string> _gatewayRequests = new();

    public BrowserWatch(IBrowserContext context, Uri gateway, PayingService service)
    {
        _knownHosts = [gateway.Authority, new Uri(service.Origin).Authority, new Uri(service.OtherOrigin).Authority];
        context.Console += (_, message) => Complain(message);
        context.WebError += (_, error) => _complaints.Enqueue($"script error: {error.Error}");
        context.Request += (_, request) => See(request, gateway);
        context.Response += (_, response) => See(response, gateway);
    }

    /// <summary>Somebody else that payers are sent to on purpose.</summary>
    public void Know(Uri stranger) => _knownHosts.Add(stranger.Authority);

    /// <summary>Method and path of every request to the gateway, in order.</summary>
    public IReadOnlyList<string> GatewayRequests => [.. _gatewayRequests];

    /// <summary>Texts that were typed and may never come back in a page: card numbers and security codes.</summary>
    public ISet<string> Secrets { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>How many pages of the gateway were read; what was not read proves nothing.</summary>
    public async Task<int> PagesReadAsync() => (await Task.WhenAll(_pages)).Count(page => page is not null);

    public async Task AssertNothingWrongAsync()
    {
        var pages = (await Task.WhenAll(_pages)).OfType<string>().ToList();
        Assert.Multiple(() =>
        {
            Assert.That(_complaints, Is.Empty, "The browser complained.");
            Assert.That(_foreignRequests, Is.Empty, "Somebody besides the gateway and the service was called.");
            foreach (var secret in Secrets)
            {
                Assert.That(pages.Where(page => Holds(page, secret)), Is.Empty, $"{secret} was written into a page.");
            }
        });
    }

    private static bool Holds(string page, string secret) =>
        Regex.IsMatch(page, $"(?<![A-Za-z0-9_-]){Regex.Escape(secret)}(?![A-Za-z0-9_-])", RegexOptions.None, TimeSpan.FromSeconds(5));

    private void Complain(IConsoleMessage message)
    {
        // An error page is an answer like another; the browser puts a line about its status on the console.
        if (message.Type is "error" or "warning" && !FailedToLoad().IsMatch(message.Text))
        {
            _complaints.Enqueue(message.Text);
        }
    }

    private void See(IRequest request, Uri gateway)
    {
        if (!Uri.TryCreate(request.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https" or "ws" or "wss"))
        {
            return;
        }

        if (!_knownHosts.Contains(url.Authority))
        {
            _foreignRequests.Enqueue(request.Url);
        }
        else if (url.Authority == gateway.Authority)
        {
            _gatewayRequests.Enqueue($"{request.Method} {url.PathAndQuery}");
        }
    }

    private void See(IResponse response, Uri gateway)
    {
        if (response.Request.ResourceType is "document" or "fetch" or "xhr" && response.Status is < 300 or >= 400
            && new Uri(response.Url).Authority == gateway.Authority)
        {
            _pages.Enqueue(ReadAsync(response));
        }
    }

    private static async Task<string?> ReadAsync(IResponse response)
    {
        try
        {
            return await response.TextAsync().WaitAsync(Patience);
        }
        catch (Exception fault) when (fault is PlaywrightException or TimeoutException)
        {
            // The payer had left the page before it could be read, or its frame was taken away.
            return null;
        }
    }

    [GeneratedRegex("^Failed to load resource: the server responded with a status of (400|403|404|500)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FailedToLoad();
}
