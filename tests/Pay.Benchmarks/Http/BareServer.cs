using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Pay.Benchmarks.Http;

/// <summary>
/// What the gateway is measured against: a minimal API without rules, keys, events or tokens that makes the same insert into the
/// same table with the same indexes, durably (WAL, <c>synchronous=FULL</c>), and answers with bytes of the same size.
/// </summary>
internal static class BareServer
{
    private const string InsertSql =
        """
        INSERT INTO payments (
            payment_id, account_number, provider, amount, reference, reference_folded, description, return_url, language,
            delayed_capture, moto, authorisation_mode, status, public_status, created_at)
        VALUES (
            @payment_id, 1, 'sandbox', @amount, @reference, @reference, @description, @return_url, 'en', 0, 0, 'web', 'created', 'created', @created_at)
        """;

    /// <param name="url">Where to listen.</param>
    /// <param name="directory">Where the database goes.</param>
    /// <param name="groupCommit">Whether waiting inserts share a commit; otherwise each has its own.</param>
    /// <param name="answer">The bytes to answer GET with, and the size of the answer to POST.</param>
    public static async Task RunAsync(string url, string directory, bool groupCommit, byte[] answer)
    {
        SQLitePCL.Batteries_V2.Init();
        Directory.CreateDirectory(directory);
        await using var connection = Open(Path.Combine(directory, "bare.db"));
        var waiting = Channel.CreateUnbounded<(BareBody Body, TaskCompletionSource Done)>(new UnboundedChannelOptions { SingleReader = true });
        new Thread(() => Write(connection, waiting.Reader, groupCommit ? 256 : 1)) { IsBackground = true }.Start();

        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        var app = builder.Build();
        app.MapGet("/v1/payments/{id}", (RequestDelegate)(http => SendAsync(http, 200, answer)));
        app.MapPost("/v1/payments", (RequestDelegate)(async http =>
        {
            var body = await JsonSerializer.DeserializeAsync(http.Request.Body, BareJson.Default.BareBody);
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await waiting.Writer.WriteAsync((body!, done));
            await done.Task;
            await SendAsync(http, 201, answer);
        }));
        await app.RunAsync();
    }

    private static Task SendAsync(HttpContext http, int status, byte[] body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        return http.Response.Body.WriteAsync(body).AsTask();
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            CREATE TABLE IF NOT EXISTS payments (
                payment_number INTEGER PRIMARY KEY, payment_id TEXT NOT NULL UNIQUE, account_number BIGINT NOT NULL, provider TEXT NOT NULL,
                amount BIGINT NOT NULL, reference TEXT NOT NULL, reference_folded TEXT NOT NULL, description TEXT NOT NULL, return_url TEXT,
                language TEXT NOT NULL, delayed_capture BIGINT NOT NULL, moto BIGINT NOT NULL, authorisation_mode TEXT NOT NULL,
                status TEXT NOT NULL, public_status TEXT NOT NULL, created_at BIGINT NOT NULL);
            CREATE INDEX IF NOT EXISTS payments_by_time ON payments (account_number, created_at);
            CREATE INDEX IF NOT EXISTS payments_by_reference ON payments (account_number, reference_folded, created_at);
            """;
        command.ExecuteNonQuery();
        return connection;
    }

    private static void Write(SqliteConnection connection, ChannelReader<(BareBody Body, TaskCompletionSource Done)> waiting, int perCommit)
    {
        using var begin = Command(connection, "BEGIN IMMEDIATE");
        using var commit = Command(connection, "COMMIT");
        using var insert = Command(connection, InsertSql);
        var names = new[] { "@payment_id", "@amount", "@reference", "@description", "@return_url", "@created_at" };
        foreach (var name in names)
        {
            insert.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        var batch = new List<TaskCompletionSource>();
        while (waiting.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            batch.Clear();
            begin.ExecuteNonQuery();
            while (batch.Count < perCommit && waiting.TryRead(out var next))
            {
                insert.Parameters[0].Value = Guid.NewGuid().ToString("N");
                insert.Parameters[1].Value = next.Body.Amount;
                insert.Parameters[2].Value = next.Body.Reference;
                insert.Parameters[3].Value = next.Body.Description;
                insert.Parameters[4].Value = next.Body.ReturnUrl;
                insert.Parameters[5].Value = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
                insert.ExecuteNonQuery();
                batch.Add(next.Done);
            }

            commit.ExecuteNonQuery();
            batch.ForEach(done => done.SetResult());
        }
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }
}

internal sealed record BareBody(
    [property: JsonPropertyName("amount")] int Amount,
    [property: JsonPropertyName("reference")] string Reference,
    [property: JsonPropertyName("description")] string Description,
    [property: JsonPropertyName("return_url")] string ReturnUrl);

[JsonSerializable(typeof(BareBody))]
internal sealed partial class BareJson : JsonSerializerContext;
