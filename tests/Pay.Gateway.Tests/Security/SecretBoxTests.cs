using System.Text;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using Pay.Gateway.Accounts;
using Pay.Gateway.Security;
using Pay.Gateway.Tests.Providers;

namespace Pay.Gateway.Tests.Security;

/// <summary>What seals providers' credentials: whoever has the database and not the key has nothing.</summary>
internal sealed class SecretBoxTests
{
    private const string Place = "credentials:1:worldpay";
    private const string Secret = "p@ss wörd \n 🔑";

    private GatewayUnderTest _gateway = null!;

    private string KeyFile => Path.Combine(_gateway.DataDirectory, SecretBox.FileName);

    [SetUp]
    public async Task StartAsync() => _gateway = await GatewayUnderTest.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    [TestCase("")]
    [TestCase("x")]
    [TestCase(Secret)]
    public async Task What_was_sealed_is_opened(string text)
    {
        using var box = Box();
        var sealedText = await box.SealAsync(text, Place);
        Assert.That(await box.OpenAsync(sealedText, Place), Is.EqualTo(text));
        using var later = Box();
        Assert.That(await later.OpenAsync(sealedText, Place), Is.EqualTo(text), "another process, the same key");
    }

    [Test]
    public async Task The_same_secret_is_never_sealed_the_same()
    {
        using var box = Box();
        var sealedText = await box.SealAsync(Secret, Place);
        Assert.That(await box.SealAsync(Secret, Place), Is.Not.EqualTo(sealedText));
        Assert.That(sealedText, Does.Not.Contain("p@ss"));
    }

    [Test]
    public async Task A_secret_that_was_changed_is_not_opened()
    {
        using var box = Box();
        var sealedText = await box.SealAsync(Secret, Place);
        for (var i = 3; i < sealedText.Length; i++)
        {
            // The last characters before padding may stand for the same bytes: another letter far enough away does not.
            var changed = string.Concat(sealedText.AsSpan(0, i), sealedText[i] is 'A' or 'Q' ? "Z" : "A", sealedText.AsSpan(i + 1));
            if (changed != sealedText && !BytesOf(changed).AsSpan().SequenceEqual(BytesOf(sealedText)))
            {
                Assert.That(async () => await box.OpenAsync(changed, Place), Throws.TypeOf<SecretUnreadableException>(), $"at {i}");
            }
        }
    }

    [TestCase("")]
    [TestCase("v1:")]
    [TestCase("v1:AAAA")]
    [TestCase("v1:not base64")]
    public void What_was_never_sealed_is_not_opened(string text)
    {
        using var box = Box();
        Assert.That(async () => await box.OpenAsync(text, Place), Throws.TypeOf<SecretUnreadableException>());
    }

    [Test]
    public async Task A_secret_that_was_moved_elsewhere_is_not_opened()
    {
        using var box = Box();
        var sealedText = await box.SealAsync(Secret, Place);
        Assert.That(async () => await box.OpenAsync(sealedText, "credentials:2:worldpay"), Throws.TypeOf<SecretUnreadableException>());
    }

    [Test]
    public async Task With_another_key_it_says_what_to_do()
    {
        using (var box = Box())
        {
            await box.SealAsync(Secret, Place);
        }

        File.Delete(KeyFile);
        using var other = Box();
        Assert.That(
            async () => await other.SealAsync(Secret, Place),
            Throws.TypeOf<SecretUnreadableException>().With.Message.Contain(KeyFile).And.Message.Contain("Bring secrets.key").And.Message.Contain("Pay:Security:EncryptionKey"),
            "a new key must not begin to seal beside the old one");
    }

    [Test]
    public async Task A_key_from_the_settings_needs_no_file()
    {
        var key = Convert.ToBase64String(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());
        using var box = Box(key);
        var sealedText = await box.SealAsync(Secret, Place);
        Assert.That(await box.OpenAsync(sealedText, Place), Is.EqualTo(Secret));
        Assert.That(File.Exists(KeyFile), Is.False);
        using var fromFile = Box();
        Assert.That(async () => await fromFile.OpenAsync(sealedText, Place), Throws.TypeOf<SecretUnreadableException>());
    }

    [Test]
    public async Task The_key_file_is_its_owners_alone()
    {
        using var box = Box();
        await box.SealAsync(Secret, Place);
        Assert.That(Convert.FromBase64String((await File.ReadAllTextAsync(KeyFile)).Trim()), Has.Length.EqualTo(32));
        if (!OperatingSystem.IsWindows())
        {
            Assert.That(File.GetUnixFileMode(KeyFile), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }
    }

    [TestCase("")]
    [TestCase("nonsense")]
    [TestCase("AAAA")]
    public void A_key_file_without_a_key_is_named(string content)
    {
        File.WriteAllText(KeyFile, content);
        using var box = Box();
        Assert.That(async () => await box.SealAsync(Secret, Place), Throws.TypeOf<SecretUnreadableException>().With.Message.Contain(KeyFile));
        Assert.That(File.ReadAllText(KeyFile), Is.EqualTo(content), "what cannot be read is not written over");
    }

    [Test]
    public async Task Those_who_make_the_key_at_the_same_time_agree_on_one()
    {
        var boxes = Enumerable.Range(0, 8).Select(_ => Box()).ToList();
        using var together = new Barrier(boxes.Count);
        var texts = await Task.WhenAll(boxes.Select((box, i) => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait();
                return box.SealAsync($"secret {i}", Place);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));

        using var reader = Box();
        for (var i = 0; i < texts.Length; i++)
        {
            Assert.That(await reader.OpenAsync(texts[i], Place), Is.EqualTo($"secret {i}"));
        }

        Assert.That(Directory.GetFiles(_gateway.DataDirectory, SecretBox.FileName + "*"), Has.Length.EqualTo(1), "no drafts are left");
        boxes.ForEach(box => box.Dispose());
    }

    [Test]
    public async Task Two_processes_that_store_the_first_credentials_at_once_agree_on_one_key()
    {
        var accounts = new[] { await _gateway.CreateAccountAsync(), await _gateway.CreateAccountAsync() };
        var results = await Task.WhenAll(accounts.Select((account, i) => GatewayProcess.RunAsync(
            "accounts", "credentials", account.AccountId, "--provider", "worldpay", $"merchant_id=M{i}", "username=user", "password=secret",
            $"--Pay:DataDirectory={_gateway.DataDirectory}")));
        Assert.That(results.Select(result => result.ExitCode), Has.All.Zero, string.Join('\n', results.AsEnumerable()));
        var stored = await _gateway.Services.GetRequiredService<ProviderCredentials>().ListAsync("worldpay");
        Assert.That(stored.Select(one => one.Values["password"]), Is.EqualTo(new[] { "secret", "secret" }));
    }

    [Test]
    public async Task Nothing_of_a_password_is_in_the_database()
    {
        const string Password = "Pa55word-that-nobody-else-has";
        var (account, _) = await _gateway.CreateAccountAsync();
        await new RecordingProvider("alpha").ConnectAsync(_gateway, account, "MERCHANT-IN-THE-OPEN", Password);

        var stored = await _gateway.Database.ReadAsync(async session =>
            await session.ScalarAsync<string>("SELECT identity || ' ' || coalesce(login, '') || ' ' || sealed FROM provider_credentials"));
        Assert.That(stored, Does.Contain("MERCHANT-IN-THE-OPEN").And.Not.Contain(Password));
        if (!TestEngine.IsPostgres)
        {
            Assert.That(FilesWith("MERCHANT-IN-THE-OPEN"), Is.Not.Empty, "the search finds what is there");
        }

        foreach (var part in new[] { Password, Password[..9], Convert.ToBase64String(Encoding.UTF8.GetBytes(Password))[..16], Convert.ToHexString(Encoding.UTF8.GetBytes(Password)) })
        {
            Assert.That(FilesWith(part), Is.Empty, part);
        }
    }

    private static byte[] BytesOf(string sealedText)
    {
        var bytes = new byte[sealedText.Length];
        return Convert.TryFromBase64String(sealedText[3..], bytes, out var length) ? bytes[..length] : [];
    }

    private IEnumerable<string> FilesWith(string text)
    {
        var wanted = Encoding.UTF8.GetBytes(text);
        foreach (var file in Directory.EnumerateFiles(_gateway.DataDirectory))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var content = new MemoryStream();
            stream.CopyTo(content);
            if (content.ToArray().AsSpan().IndexOf(wanted) >= 0)
            {
                yield return file;
            }
        }
    }

    private SecretBox Box(string? key = null) => new(
        new GatewaySettings { DataDirectory = _gateway.DataDirectory, Security = new SecuritySettings { EncryptionKey = key } }, _gateway.Database);
}
