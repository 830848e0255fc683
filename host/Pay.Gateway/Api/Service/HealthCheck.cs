using Pay.Gateway.Storage;

namespace Pay.Gateway.Api;

/// <summary><c>GET /healthcheck</c>: needs no key and is not counted. 503 when something that payments need does not work.</summary>
internal static partial class HealthCheck
{
    /// <summary>Requests wait longer than this for a database that changes over; whoever asks for health wants to know at once.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapMethods("/healthcheck", ["GET", "HEAD"], (RequestDelegate)RunAsync);

    private static async Task RunAsync(HttpContext http)
    {
        var database = await IsDatabaseHealthyAsync(http.RequestServices);
        http.Response.StatusCode = database ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.Body.WriteAsync(JsonBuffer.Write(database, static (json, database) =>
        {
            json.WriteStartObject();
            WriteCheck(json, "ping"u8, healthy: true);
            WriteCheck(json, "deadlocks"u8, healthy: true);
            WriteCheck(json, "database"u8, database);
            json.WriteEndObject();
        }));
    }

    private static async Task<bool> IsDatabaseHealthyAsync(IServiceProvider services)
    {
        try
        {
            return await services.GetRequiredService<Database>().ReadAsync(async session =>
                await session.ScalarAsync<long>("SELECT count(*) FROM accounts") >= 0).AsTask().WaitAsync(AnswerWithin);
        }
        catch (Exception fault)
        {
            LogUnhealthy(services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(HealthCheck)), fault);
            return false;
        }
    }

    private static void WriteCheck(System.Text.Json.Utf8JsonWriter json, ReadOnlySpan<byte> name, bool healthy)
    {
        json.WriteStartObject(name);
        json.WriteBoolean("healthy"u8, healthy);
        json.WriteEndObject();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The database does not answer")]
    private static partial void LogUnhealthy(ILogger logger, Exception fault);
}
