namespace Pay.Client.Tests.Http;

internal sealed class OptionsTests
{
    private static readonly (string Name, Action<PayClientOptions> Break)[] s_faults =
    [
        (nameof(PayClientOptions.ApiKey), o => o.ApiKey = ""),
        (nameof(PayClientOptions.ApiKey), o => o.ApiKey = null!),
        (nameof(PayClientOptions.ApiKey), o => o.ApiKey = "secret-key\n"),
        (nameof(PayClientOptions.ApiKey), o => o.ApiKey = "secret-kéy"),
        (nameof(PayClientOptions.BaseUrl), o => o.BaseUrl = null!),
        (nameof(PayClientOptions.BaseUrl), o => o.BaseUrl = new Uri("/v1", UriKind.Relative)),
        (nameof(PayClientOptions.BaseUrl), o => o.BaseUrl = new Uri("ftp://pay.example")),
        (nameof(PayClientOptions.BaseUrl), o => o.BaseUrl = new Uri("https://pay.example/v1/")),
        (nameof(PayClientOptions.BaseUrl), o => o.BaseUrl = new Uri("https://pay.example/?a=b")),
        (nameof(PayClientOptions.AllowPlainHttp), o => o.BaseUrl = new Uri("http://pay.example/")),
        (nameof(PayClientOptions.Timeout), o => o.Timeout = TimeSpan.Zero),
        (nameof(PayClientOptions.Timeout), o => o.Timeout = TimeSpan.FromHours(2)),
        (nameof(PayClientOptions.RetriesMax), o => o.RetriesMax = -1),
        (nameof(PayClientOptions.RetriesMax), o => o.RetriesMax = 11),
        (nameof(PayClientOptions.RetryDelay), o => o.RetryDelay = TimeSpan.Zero),
        (nameof(PayClientOptions.RetryDelayMax), o => o.RetryDelayMax = TimeSpan.FromMilliseconds(1)),
        (nameof(PayClientOptions.RetryDelayMax), o => o.RetryDelayMax = TimeSpan.FromHours(2)),
    ];

    private static IEnumerable<TestCaseData> Faults() =>
        s_faults.Select((fault, index) => new TestCaseData(fault.Name, fault.Break).SetArgDisplayNames(fault.Name, $"{index}"));

    [TestCaseSource(nameof(Faults))]
    public void A_setting_that_is_not_valid_is_refused_by_name(string name, Action<PayClientOptions> change)
    {
        var options = new PayClientOptions { ApiKey = "secret-key" };
        change(options);
        Assert.That(
            () => new PayClient(options),
            Throws.ArgumentException.With.Message.Contains(name).And.Message.Not.Contains("secret"));
    }

    [Test]
    public void Every_setting_that_can_be_wrong_has_a_case_here()
    {
        var named = s_faults.Select(f => f.Name).Append(nameof(PayClientOptions.IdempotencyKeysHonoured)).Distinct(StringComparer.Ordinal);
        Assert.That(named, Is.EquivalentTo(typeof(PayClientOptions).GetProperties().Select(p => p.Name)));
    }

    [Test]
    public void The_defaults_are_safe_for_GOV_UK_Pay()
    {
        var options = new PayClientOptions();
        Assert.That(options.BaseUrl.AbsoluteUri, Is.EqualTo("https://publicapi.payments.service.gov.uk/"));
        Assert.That(options.IdempotencyKeysHonoured, Is.False);
        Assert.That(options.AllowPlainHttp, Is.False);
        Assert.That(options.RetryDelay, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(1)));
        Assert.That(new PayClient("key").Payments, Is.Not.Null);
    }

    [TestCase("http://127.0.0.1:5080")]
    [TestCase("http://localhost:5080/pay")]
    [TestCase("http://[::1]:5080")]
    public void Plain_http_is_fine_on_this_machine(string address) =>
        Assert.That(new PayClientOptions { ApiKey = "k", BaseUrl = new Uri(address) }.Validate(), Is.Empty);

    [Test]
    public void Changing_the_options_later_does_not_change_a_client()
    {
        var options = new PayClientOptions { ApiKey = "k" };
        var pay = new PayClient(options);
        options.ApiKey = "";
        Assert.That(pay.Payments, Is.Not.Null);
    }
}
