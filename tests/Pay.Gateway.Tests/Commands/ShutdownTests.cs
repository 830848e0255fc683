using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using NUnit.Framework;

namespace Pay.Gateway.Tests.Commands;

/// <summary>SIGTERM: what every supervisor sends first. A call to a provider that is under way is seen through.</summary>
[Category(TestEngine.One)]
internal sealed class ShutdownTests
{
    [Test]
    public async Task A_refund_that_is_on_its_way_is_waited_for()
    {
        var directory = Directory.CreateTempSubdirectory("pay-stop-").FullName;
        await using (var gateway = await GatewayProcess.ServeAsync(directory, GatewayProcess.OnSqlite))
        {
            using var http = gateway.Client(await GatewayProcess.NewKeyAsync(directory, GatewayProcess.OnSqlite));
            using var payer = new Payer(gateway.Address);
            var id = await payer.PayAsync((await ProcessCalls.PostAsync(http, "/v1/payments", PaymentBody.With("description", "\"sandbox:refund=slow\""))).Json);
            var refund = ProcessCalls.PostAsync(http, $"/v1/payments/{id}/refunds", "{\"amount\":600}");
            await Until.TrueAsync(() => Task.FromResult(Read(directory, "SELECT count(*) FROM provider_operations WHERE kind = 'refund'") == "1"), "it is on its way");
            var asked = Stopwatch.GetTimestamp();
            Assert.That(await gateway.TerminateAsync(), Is.Zero);
            Assert.That(Stopwatch.GetElapsedTime(asked), Is.GreaterThan(TimeSpan.FromSeconds(3)), "the sandbox takes eight seconds");
            Assert.That((await refund).Status, Is.EqualTo(202));
        }

        Assert.That(Read(directory, "SELECT outcome FROM provider_operations WHERE kind = 'refund'"), Is.EqualTo("confirmed"));
        Directory.Delete(directory, recursive: true);
    }

    private static string Read(string directory, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={directory}/pay.db;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture)!;
    }
}
