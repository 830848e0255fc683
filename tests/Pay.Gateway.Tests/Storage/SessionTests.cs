using Microsoft.Data.Sqlite;
using NUnit.Framework;
using Pay.Gateway.Storage;
using Pay.Gateway.Storage.Sqlite;

namespace Pay.Gateway.Tests.Storage;

/// <summary>
/// No statement is left to the finalizer: it would be ended on another thread than the one that uses the connection, which SQLite does
/// not survive. (It did not: searches brought the process down.)
/// </summary>
internal sealed class SessionTests
{
    private static readonly (string Name, Func<Session, Task> Run)[] Ways =
    [
        ("execute", session => session.ExecuteAsync("INSERT INTO things VALUES (@x)", new { x = 3 })),
        ("scalar", session => session.ScalarAsync<long>("SELECT count(*) FROM things")),
        ("first", session => session.FirstOrDefaultAsync<long>("SELECT x FROM things")),
        ("list", session => session.ListAsync<long>("SELECT x FROM things WHERE x > @x", new { x = 0 })),
        ("mapped list", session => session.ListAsync("SELECT x FROM things WHERE x > @x", new { x = 0 }, row => row.GetInt64(0))),
        ("mapped list that fails", session => FailingAsync(session.ListAsync<long>("SELECT x FROM things", null, _ => throw new InvalidOperationException()))),
        ("stream", async session =>
        {
            await foreach (var _ in session.StreamAsync("SELECT x FROM things", row => row.GetInt64(0)))
            {
                break;
            }
        }),
    ];

    private static IEnumerable<TestCaseData> Cases() => Ways.Select(way => new TestCaseData(way.Run).SetArgDisplayNames(way.Name));

    [TestCaseSource(nameof(Cases))]
    public async Task No_statement_stays_open(Func<Session, Task> run)
    {
        await using var session = SqliteFile.Open(":memory:", SqliteOpenMode.Memory);
        await session.ExecuteAsync("CREATE TABLE things (x BIGINT); INSERT INTO things VALUES (1), (2)");
        await run(session);
        using var open = SQLitePCL.raw.sqlite3_next_stmt(((SqliteConnection)session.Connection).Handle!, null!);
        Assert.That(open?.IsInvalid ?? true, Is.True);
    }

    private static async Task FailingAsync(Task task) => await Assert.ThrowsAsync<InvalidOperationException>(() => task);
}
