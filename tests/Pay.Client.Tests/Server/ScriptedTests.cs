namespace Pay.Client.Tests.Server;

/// <summary>A fixture whose tests each get a scripted server of their own, and must use up its script.</summary>
internal abstract class ScriptedTests
{
    protected ScriptedServer Server { get; private set; } = null!;

    [SetUp]
    public async Task StartServer() => Server = await ScriptedServer.StartAsync();

    [TearDown]
    public async Task StopServer()
    {
        var (left, unexpected, targets) = (Server.Left, Server.Unexpected, Server.Targets);
        await Server.DisposeAsync();
        if (TestContext.CurrentContext.Result.Outcome.Status == NUnit.Framework.Interfaces.TestStatus.Passed)
        {
            Assert.That(left, Is.Zero, "answers of the script were not asked for");
            Assert.That(unexpected, Is.Zero, "more was asked for than the script has: " + string.Join(", ", targets));
        }
    }

    protected static async Task<PayException> FaultOf(Task call)
    {
        try
        {
            await call;
        }
        catch (PayException e)
        {
            return e;
        }

        throw new AssertionException("The call was expected to throw PayException.");
    }
}
