namespace Pay.Client.Tests.Gateway;

/// <summary>
/// A gateway to test the SDK against: an address and a key. Starts the one of this repository, unless <c>PAY_TEST_GATEWAY_URL</c> and
/// <c>PAY_TEST_GATEWAY_KEY</c> name another one, with a sandbox account.
/// </summary>
internal sealed class GatewayUnderTest : IAsyncDisposable
{
    private const string Project = "host/Pay.Gateway";
    private const string Assembly = "Pay.Gateway";

    private readonly ServedProcess? _process;
    private readonly DirectoryInfo? _data;

    private GatewayUnderTest(Uri url, string apiKey, ServedProcess? process, DirectoryInfo? data)
    {
        Url = url;
        ApiKey = apiKey;
        _process = process;
        _data = data;
    }

    public Uri Url { get; }

    public string ApiKey { get; }

    public static async Task<GatewayUnderTest> StartAsync(params string[] settings)
    {
        var url = Environment.GetEnvironmentVariable("PAY_TEST_GATEWAY_URL");
        var key = Environment.GetEnvironmentVariable("PAY_TEST_GATEWAY_KEY");
        if (url is not null && key is not null && settings.Length == 0)
        {
            return new GatewayUnderTest(new Uri(url), key, process: null, data: null);
        }

        var data = Directory.CreateTempSubdirectory("pay-client-tests-");
        var dataDirectory = "--Pay:DataDirectory=" + data.FullName;
        var process = await ServedProcess.StartAsync(Project, Assembly, [dataDirectory, .. settings]);
        var (exitCode, output, error) = await ServedProcess.RunAsync(
            Project, Assembly, "keys", "create", "--account", "sandbox", "--description", "SDK tests", "--quiet", dataDirectory);
        Assert.That(exitCode, Is.Zero, error);
        return new GatewayUnderTest(process.Url, output.Trim(), process, data);
    }

    public PayClientOptions Options(bool keysHonoured) =>
        new() { ApiKey = ApiKey, BaseUrl = Url, IdempotencyKeysHonoured = keysHonoured };

    public PayClient Client(bool keysHonoured = true) => new(Options(keysHonoured));

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _data?.Delete(recursive: true);
    }
}
