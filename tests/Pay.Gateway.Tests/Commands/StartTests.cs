using System.Net;
using System.Net.Sockets;
using NUnit.Framework;

namespace Pay.Gateway.Tests.Commands;

/// <summary>What the executable refuses to start with, and how it says so.</summary>
internal sealed class StartTests
{
    private string _directory = "";

    [SetUp]
    public void MakeDirectory() => _directory = Directory.CreateTempSubdirectory("pay-start-").FullName;

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_directory, recursive: true);

    [TestCase("Pay:Api:RateLimits:GetPerSecond", "0")]
    [TestCase("Pay:Api:RateLimits:CreatePerSecond", "-1")]
    [TestCase("Pay:Api:RateLimits:OtherPostPerSecond", "many")]
    [TestCase("Pay:Api:Firewall", "sometimes")]
    [TestCase("Pay:Api:Firewall", "7")]
    [TestCase("Pay:PublicUrl", "nonsense")]
    [TestCase("Pay:PublicUrl", "https://pay.example.org/path")]
    [TestCase("Pay:PublicUrl", "ftp://pay.example.org")]
    [TestCase("Pay:PublicUrl", "ftp://pay.example.org/")]
    [TestCase("Pay:SecurityTxtUrl", "nonsense")]
    [TestCase("Pay:Expiry:UnfinishedSeconds", "0")]
    [TestCase("Pay:Expiry:CapturableSeconds", "x")]
    [TestCase("Pay:Pages:SessionLifetime", "00:01:00")]
    [TestCase("Pay:Pages:PrivacyNoticeUrl", "nonsense")]
    [TestCase("Pay:DataDirectory", "")]
    public async Task A_wrong_setting_is_named(string setting, string value)
    {
        var result = await GatewayProcess.RunAsync("--urls=http://127.0.0.1:0", $"--Pay:DataDirectory={_directory}", $"--{setting}={value}");
        Assert.That(result.ExitCode, Is.EqualTo(1), result.ToString());
        Assert.That(result.Error, Does.Contain(setting));
        Assert.That(result.Error + result.Output, Does.Not.Contain("   at "), "a message, not a stack");
        Assert.That(result.Output, Does.Not.Contain("api_test_"), "nothing was begun");
    }

    [Test]
    public async Task A_setting_may_come_from_the_environment()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["Pay__DataDirectory"] = _directory, ["Pay__PublicUrl"] = "https://pay.example.org" };
        await using var gateway = await GatewayProcess.ServeAsync(environment, ["--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Information", GatewayProcess.OnSqlite])
            .WaitAsync(TimeSpan.FromSeconds(60));
        Assert.That(Directory.GetFiles(_directory), Is.Not.Empty);
        Assert.That(gateway.Log, Does.Contain("https://pay.example.org"));
    }

    [Test]
    public async Task The_first_start_gives_a_key_that_works_and_the_second_gives_none()
    {
        string key;
        await using (var first = await GatewayProcess.ServeAsync(_directory))
        {
            await Until.TrueAsync(() => Task.FromResult(first.Log.Contains("/v1/payments", StringComparison.Ordinal)), "it prints a curl line");
            key = System.Text.RegularExpressions.Regex.Match(first.Log, "api_test_[0-9a-v]+", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Value;
            using var http = first.Client(key);
            Assert.That((await ProcessCalls.PostAsync(http, "/v1/payments", PaymentBody.Valid)).Status, Is.EqualTo(201));
            Assert.That(first.Log, Does.Contain("curl ").And.Contain(first.Address.GetLeftPart(UriPartial.Authority)));
        }

        await using var second = await GatewayProcess.ServeAsync(_directory);
        Assert.That(second.Log, Does.Not.Contain("api_test_"), "shown once");
        using var again = second.Client(key);
        Assert.That((int)(await ProcessCalls.GetAsync(again, "/v1/payments")).Json["total"]!, Is.EqualTo(1));
    }

    [Test]
    public async Task A_database_of_a_newer_program_is_refused()
    {
        var gateway = await GatewayUnderTest.StartAsync();
        await using (gateway)
        {
            await gateway.Database.WriteAsync(session => session.ExecuteAsync("INSERT INTO schema_migrations (migration, name) VALUES (9999, '9999_from_the_future')"));
            foreach (var words in new string[][] { [], ["accounts", "list"], ["keys", "create", "--account", "sandbox", "--description", "x"] })
            {
                var result = await GatewayProcess.RunAsync([.. words, "--urls=http://127.0.0.1:0", $"--Pay:DataDirectory={gateway.DataDirectory}"]);
                Assert.That(result.ExitCode, Is.EqualTo(1), result.ToString());
                Assert.That(result.Error, Does.Contain("9999").And.Contain("newer").And.Not.Contain("   at "));
            }
        }
    }

    [Test]
    public async Task A_port_in_use_is_named()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        try
        {
            var url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
            var result = await GatewayProcess.RunAsync($"--urls={url}", $"--Pay:DataDirectory={_directory}");
            Assert.That(result.ExitCode, Is.EqualTo(1), result.ToString());
            Assert.That(result.Error, Does.Contain(url).And.Not.Contain("   at "));
        }
        finally
        {
            listener.Stop();
        }
    }
}
