using Pay.Gateway.Accounts;
using Pay.Gateway.Api;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Commands;

/// <summary>Makes the sandbox account of a new installation, and tells a newcomer the way to a first payment.</summary>
internal sealed class FirstStart(Database database, ApiKeys keys, PublicAddress address, TimeProvider clock)
{
    public const string SandboxAccountId = "sandbox";

    /// <summary>Every installation has it, whichever command runs first.</summary>
    public static Task EnsureSandboxAccountAsync(Database database, TimeProvider clock) => database.WriteAsync(session =>
        AccountRows.TryInsertAsync(session, SandboxAccountId, "Sandbox service", AccountType.Sandbox, "sandbox", clock.GetUtcNow()));

    public async Task RunAsync(TextWriter output)
    {
        await EnsureSandboxAccountAsync(database, clock);
        await output.WriteLineAsync($"Pay gateway, serving on {address.Base}");
        if ((await keys.ListAsync()).Count > 0)
        {
            return;
        }

        var account = await database.ReadAsync(session => AccountRows.FindAsync(session, SandboxAccountId));
        var (_, key) = await keys.CreateAsync(account!, "made at the first start");
        await output.WriteLineAsync(
            $$"""

            This is its first start: there is a sandbox account, and this is its API key. It is shown only now.

              {{key}}

            Create a payment:

              curl -s {{address.Base}}/v1/payments -H 'Authorization: Bearer {{key}}' -H 'Content-Type: application/json' -d '{"amount": 14500, "reference": "12345", "description": "Pay your council tax", "return_url": "{{address.Base}}/"}'

            Then open the address under "next_url" of its answer in a browser and pay with card number 4444333322221111,
            any expiry date in the future, any name, any security code and any address. What to do next is told at {{address.Base}}/

            """);
    }
}
