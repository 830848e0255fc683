using Microsoft.Playwright;

namespace Pay.Browser.Tests.Browsing;

/// <summary>
/// The one browser process of the run: Debian's Chromium, driven by the Playwright driver that comes inside its NuGet package.
/// Nothing is downloaded. Chromium's headless shell, the same engine without a desktop browser around it, takes half of the time.
/// </summary>
internal static class Chromium
{
    private const float PatienceMs = 30_000;

    private static readonly string[] Names = ["chromium-headless-shell", "chromium"];

    private static readonly Lazy<Task<IBrowser>> Shared = new(LaunchAsync);

    private static IPlaywright? _driver;

    public static Task<IBrowser> BrowserAsync() => Shared.Value;

    public static async Task CloseAsync()
    {
        if (Shared.IsValueCreated && Shared.Value.IsCompletedSuccessfully)
        {
            await (await Shared.Value).DisposeAsync();
        }

        _driver?.Dispose();
    }

    private static async Task<IBrowser> LaunchAsync()
    {
        // The driver is told so as well, in case a version of it thinks otherwise.
        Environment.SetEnvironmentVariable("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        var executable = Find();
        _driver = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(PatienceMs);
        return await _driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = executable,
            Headless = true,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--force-color-profile=srgb",
            ],
        });
    }

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("PAY_CHROMIUM") is { Length: > 0 } chosen)
        {
            return File.Exists(chosen) ? chosen : throw new FileNotFoundException($"PAY_CHROMIUM names {chosen}, which is not there.");
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return Names.SelectMany(name => folders.Prepend("/usr/bin").Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException(
                "Chromium is missing. Install it with `apt-get install chromium-headless-shell` (or `chromium`), or name an executable in the "
                + "environment variable PAY_CHROMIUM. (`bash tests/run` does this for you.)");
    }
}
