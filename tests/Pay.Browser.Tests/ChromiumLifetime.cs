using NUnit.Framework;
using Pay.Browser.Tests.Browsing;

namespace Pay.Browser.Tests;

/// <summary>Ends the browser with the run. It has to be in the root namespace: NUnit runs it around the fixtures below its own.</summary>
[SetUpFixture]
internal sealed class ChromiumLifetime
{
    [OneTimeTearDown]
    public Task EndAsync() => Chromium.CloseAsync();
}
