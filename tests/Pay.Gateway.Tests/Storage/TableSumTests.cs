using Microsoft.Data.Sqlite;
using NUnit.Framework;
using Pay.Gateway.Storage;
using Pay.Gateway.Storage.Sqlite;

namespace Pay.Gateway.Tests.Storage;

/// <summary>The checksum that a move and a backup are judged by: any difference shows, the order of rows does not.</summary>
internal sealed class TableSumTests
{
    private const string Rows = "(1, 'a', 'b'), (2, 'c', NULL)";

    [TestCase("(2, 'c', NULL), (1, 'a', 'b')", true)]
    [TestCase("(1, 'a', 'b'), (2, 'c', '')", false)]
    [TestCase("(1, 'ab', ''), (2, 'c', NULL)", false)]
    [TestCase("(1, 'b', 'a'), (2, 'c', NULL)", false)]
    [TestCase("(2, 'a', 'b'), (1, 'c', NULL)", false)]
    [TestCase("(1, 'a', 'b'), (2, NULL, 'c')", false)]
    [TestCase("(1, 'a', 'b')", false)]
    [TestCase("(1, 'a', 'b'), (1, 'a', 'b')", false)]
    [TestCase("(1, 'a', 'b'), (2, 'c', NULL), (2, 'c', NULL)", false)]
    public async Task Only_the_same_rows_have_the_same_sum(string rows, bool same) =>
        Assert.That(await SumAsync(rows) == await SumAsync(Rows), Is.EqualTo(same));

    [Test]
    public async Task A_table_never_stands_before_one_that_it_refers_to()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        var tables = await gateway.Database.ReadAsync(async session => await StoredTable.ListAsync(session));
        var names = tables.ConvertAll(table => table.Name);
        Assert.That(names, Does.Contain("payments").And.Contain("schema_migrations").And.Contain("work"));
        Assert.That(names, Is.Unique);
        Assert.That(names.IndexOf("accounts"), Is.LessThan(names.IndexOf("payments")));
        Assert.That(names.IndexOf("refunds"), Is.LessThan(names.IndexOf("provider_operations")));
        Assert.That(tables.Single(table => table.Name == "payments").Columns.Single(column => column.IsIdentity).Name, Is.EqualTo("payment_number"));
    }

    private static async Task<TableSum> SumAsync(string rows)
    {
        await using var session = SqliteFile.Open(":memory:", SqliteOpenMode.Memory);
        await session.ExecuteAsync($"CREATE TABLE things (number BIGINT, one TEXT, two TEXT); INSERT INTO things VALUES {rows}");
        return await TableSum.OfAsync(session, (await StoredTable.ListAsync(session)).Single());
    }
}
