using System.Text;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Pay.Gateway.Tests.Postgres;

namespace Pay.Gateway.Tests.Security;

/// <summary>Money rule 7: no card number and no security code reaches disk or log, whatever becomes of the payment.</summary>
internal sealed partial class CardDataOnDiskTests
{
    // Typed with dots: that form is found nowhere by chance. The digits alone are looked for as a word of their own.
    private const string Cvc = "8.6.7.5";

    /// <summary>A server that logs every statement with its values: what it is never told it cannot keep.</summary>
    private static readonly string[] TellingServer = ["fsync=off", "log_statement=all", "log_line_prefix=''"];

    private static readonly string[] Numbers =
    [
        "4444333322221111", "4242424242424242", "4000056655665556", "5105105105105100", "5200828282828210", "371449635398431", "3566002020360505",
        "6011000990139424", "36148900647913", "4000000000000002", "4000000000000069", "4000000000000127", "4000000000000119", "6759649826438453",
        "4012888888881881", "4444333322221112",
    ];

    [Test]
    public async Task Nothing_of_a_card_is_left_behind()
    {
        var directory = Directory.CreateTempSubdirectory("pay-cards-").FullName;
        await using var server = TestEngine.IsPostgres ? await PostgresCluster.StartAsync(TellingServer) : null;
        string[] storage = server is null ? [] : [$"--Pay:Storage:Postgres={server.ConnectionString}"];
        var key = await GatewayProcess.NewKeyAsync(directory, storage);
        string log;
        await using (var process = await GatewayProcess.ServeAsync(directory, ["--Logging:LogLevel:Default=Trace", "--Pay:Api:RateLimits:CreatePerSecond=1000", .. storage]))
        {
            using var http = process.Client(key);
            foreach (var number in Numbers)
            {
                await TravelAsync(process, http, number);
            }

            await WrongBoxesAsync(process, http);
            await ScanAsync(directory, server, "while it runs");
            log = process.Log;
        }

        await ScanAsync(directory, server, "after it was killed");
        AssertClean(log, "the gateway's log");
        if (server is not null)
        {
            Assert.That(server.Log, Does.Contain("INSERT INTO payments"), "every statement is there with its values");
            AssertClean(server.Log, "what the database server was told");
        }

        await using var gateway = await GatewayUnderTest.StartAsync([$"--Pay:DataDirectory={directory}", .. storage]);
        var columns = await gateway.Database.ReadAsync(async session => await session.ListAsync<string>(ColumnsSql));
        Assert.That(columns, Does.Contain("payments.cardholder_name"));
        foreach (var (table, column) in columns.Select(name => (name.Split('.')[0], name.Split('.')[1])))
        {
            var hits = await gateway.Database.ReadAsync(async session => await session.ListAsync<string>(
                $"SELECT cast({column} AS TEXT) FROM {table} WHERE cast({column} AS TEXT) LIKE '%8675%' OR cast({column} AS TEXT) LIKE '%8.6.7.5%'"));
            Assert.That(hits.Where(hit => CvcAsWord().IsMatch(hit) || hit.Contains(Cvc, StringComparison.Ordinal)), Is.Empty, $"{table}.{column}");
        }
    }

    private static void AssertClean(string log, string where)
    {
        Assert.That(log, Is.Not.Empty);
        foreach (var text in Numbers.Append(Cvc))
        {
            Assert.That(log.Contains(text, StringComparison.Ordinal), Is.False, $"{text} in {where}");
        }

        Assert.That(CvcAsWord().IsMatch(log), Is.False, $"a security code in {where}");
    }

    private static async Task TravelAsync(GatewayProcess process, HttpClient http, string number)
    {
        var payment = (await ProcessCalls.PostAsync(http, "/v1/payments", PaymentBody.Valid)).Json;
        using var payer = new Payer(process.Address);
        var id = await payer.OpenAsync(payment);
        await payer.PostAsync($"/check_card/{id}", [new("cardNo", number)]);
        var spaced = string.Join(' ', number.Chunk(4).Select(digits => new string(digits)));
        await payer.SubmitCardAsync(id, number[^1] == '5' ? spaced : number, Cvc);
        var confirm = await payer.GetAsync($"/card_details/{id}/confirm");
        if (confirm.Body.Contains("id=\"confirmation\"", StringComparison.Ordinal))
        {
            await payer.ConfirmAsync(id);
        }

        Assert.That((await ProcessCalls.GetAsync(http, $"/v1/payments/{id}")).Body, Does.Not.Contain(number));
    }

    /// <summary>Numbers where they do not belong: in every field of the card page, in addresses, in headers.</summary>
    private static async Task WrongBoxesAsync(GatewayProcess process, HttpClient http)
    {
        var payment = (await ProcessCalls.PostAsync(http, "/v1/payments", PaymentBody.Valid)).Json;
        using var payer = new Payer(process.Address);
        var id = await payer.OpenAsync(payment);
        foreach (var field in new[] { "cardholderName", "addressLine1", "addressLine2", "addressCity", "addressPostcode", "email", "cvc", "expiryMonth", "chargeId" })
        {
            var form = Payer.FormToken((await payer.GetAsync($"/card_details/{id}")).Body);
            var fields = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["csrfToken"] = form, ["chargeId"] = id, ["cardNo"] = Numbers[0], ["expiryMonth"] = "12", ["expiryYear"] = "2019", ["cardholderName"] = "J",
                ["cvc"] = Cvc, ["addressLine1"] = "1", ["addressCity"] = "London", ["addressCountry"] = "GB", ["addressPostcode"] = "E1 8QS",
            };
            fields[field] = Numbers[1];
            await payer.PostAsync($"/card_details/{id}", fields);
        }

        await payer.GetAsync($"/card_details/{id}?cardNo={Numbers[0]}");
        await payer.GetAsync($"/card_details/{Numbers[0]}");
        await payer.PostAsync($"/card_details/{id}", [new("csrfToken", Numbers[0]), new("cardNo", Numbers[0])]);
        await ProcessCalls.GetAsync(http, $"/v1/payments/{Numbers[0]}");
        await ProcessCalls.GetAsync(http, $"/v1/payments/{id}/refunds/{Numbers[0]}");
        foreach (var what in new[] { "cancel", "capture", "refunds" })
        {
            await ProcessCalls.PostAsync(http, $"/v1/payments/{Numbers[0]}/{what}", "{\"amount\":1}");
            await ProcessCalls.PostAsync(http, $"/v1/payments/{Numbers[0]}/{what}", "{\"amount\":1}", idempotencyKey: what);
        }
    }

    private static async Task ScanAsync(string directory, PostgresCluster? server, string when)
    {
        if (server is null)
        {
            Assert.That(Directory.GetFiles(directory), Has.Some.EndsWith(when == "while it runs" ? "-wal" : "pay.db"), "the journal is looked at, too");
            Scan(directory, when);
            return;
        }

        await server.RunSqlAsync("CHECKPOINT");
        Assert.That(Directory.GetFiles(Path.Combine(server.Folder, "data", "pg_wal")), Is.Not.Empty, "the journal is looked at, too");
        Scan(Path.Combine(server.Folder, "data"), when);
    }

    private static void Scan(string directory, string when)
    {
        foreach (var file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            var bytes = copy.ToArray();
            foreach (var text in Numbers.Append(Cvc))
            {
                foreach (var encoding in new[] { Encoding.ASCII, Encoding.Unicode, Encoding.BigEndianUnicode })
                {
                    Assert.That(bytes.AsSpan().IndexOf(encoding.GetBytes(text)), Is.Negative, $"{text} as {encoding.WebName} in {Path.GetFileName(file)} {when}");
                }
            }

            // The digits of the code also turn up by chance, in an id or a page number. Stored, they would turn up once a journey.
            Assert.That(Regex.Count(Encoding.Latin1.GetString(bytes), "8675", RegexOptions.None, TimeSpan.FromSeconds(10)), Is.LessThan(Numbers.Length),
                $"{Path.GetFileName(file)} {when}");
        }
    }

    private static string ColumnsSql => TestEngine.IsPostgres
        ? "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'"
        : """
          SELECT sqlite_master.name || '.' || columns.name FROM sqlite_master, pragma_table_info(sqlite_master.name) AS columns
          WHERE sqlite_master.type = 'table' AND sqlite_master.name NOT LIKE 'sqlite_%'
          """;

    [GeneratedRegex("(?<![0-9A-Za-z.-])8675(?![0-9A-Za-z.-])", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex CvcAsWord();
}
