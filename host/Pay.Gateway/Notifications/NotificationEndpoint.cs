using System.Data.Common;
using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Pay.Gateway.Api;
using Pay.Gateway.Providers;
using Pay.Gateway.Reliability;
using Pay.Gateway.Security;
using Pay.Gateway.Telemetry;
using Pay.Providers;

namespace Pay.Gateway.Notifications;

/// <summary>
/// <c>POST /v1/api/notifications/{provider}</c>: where providers tell what happened. The adapter says whom it may be about, then what it proves;
/// every event is stored with its effect before the provider is answered, and one that cannot be stored is answered 500, so that it comes
/// again.
/// </summary>
internal sealed partial class NotificationEndpoint(
    ProviderCalls providers, PspContexts contexts, NotificationSource sources, NotificationCandidates candidates, ReceiveNotification receive,
    GatewayMetrics metrics, TimeProvider clock, ILogger<NotificationEndpoint> logger)
{
    public const string Prefix = "/v1/api/notifications/";

    private const int BodyBytesMax = 256 * 1024;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var endpoint = routes.ServiceProvider.GetRequiredService<NotificationEndpoint>();
        routes.MapPost(Prefix + "{provider}", (HttpContext http, string provider) => endpoint.RunAsync(http, provider));
    }

    private async Task<IResult> RunAsync(HttpContext http, string provider)
    {
        if (providers.Find(provider) is not { Notifications: { } handler } adapter)
        {
            return Results.NotFound();
        }

        var mustComeFromThere = handler.Proof == NotificationProof.Source || contexts.SettingsOf(provider).NotificationSources is { Count: > 0 };
        if (mustComeFromThere && !await IsFromProviderAsync(http, adapter, handler))
        {
            LogRefused(logger, provider, "it did not come from an address of the provider");
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }

        if (await ReadAsync(http) is not { } notification)
        {
            LogRefused(logger, provider, "it is too long, or was cut off");
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        try
        {
            var reading = handler.Read(notification);
            var mayBe = await candidates.FindAsync(adapter, reading);
            var verdict = handler.Verify(notification, reading, [.. mayBe.Select(each => each.Candidate)]);
            if (verdict.Remark is not null)
            {
                LogRefused(logger, adapter.Name, verdict.Remark);
            }

            await StoreAsync(adapter, verdict, proven => ProvenBy(proven, mayBe, candidate => handler.Verify(notification, reading, [candidate])));
            return verdict.Answer.Body is { } body
                ? Results.Text(body, "text/plain", statusCode: verdict.Answer.Status)
                : Results.StatusCode(verdict.Answer.Status);
        }
        catch (Exception fault) when (fault is DbException or SecretUnreadableException or Storage.InvariantBrokenException)
        {
            LogNotStored(logger, fault, provider);
        }
        catch (Exception fault)
        {
            // Only the kind of the fault: an adapter's message could quote what it was reading.
            LogAdapterFault(logger, provider, fault.GetType().Name);
        }

        return Results.StatusCode(StatusCodes.Status500InternalServerError);
    }

    /// <summary>
    /// The credentials that an event was proven by. An account can have several at one provider, former ones too: whoever holds those has no say
    /// about what was paid with the others.
    /// </summary>
    private static List<long> ProvenBy(ProvenEvent proven, IReadOnlyList<AccountCandidate> candidates, Func<NotificationCandidate, NotificationVerdict> verify)
    {
        var ofAccount = candidates.Where(each => each.Candidate.Context.AccountId == proven.AccountId).ToList();
        return [.. ofAccount
            .Where(each => ofAccount.Count == 1 || verify(each.Candidate).Events.Any(alone => alone.Event.DedupeKey == proven.Event.DedupeKey))
            .Select(each => each.CredentialNumber ?? NotificationProvenTo.NoCredentials)];
    }

    private async Task StoreAsync(IPspAdapter adapter, NotificationVerdict verdict, Func<ProvenEvent, List<long>> provenBy)
    {
        foreach (var proven in verdict.Events.Where(proven => IsStorable(proven.Event)))
        {
            var provenTo = new NotificationProvenTo(
                long.Parse(proven.AccountId, CultureInfo.InvariantCulture), provenBy(proven), adapter.Capabilities.NotificationEndsAuthentication)
            {
                CanBeAsked = adapter.Capabilities.CanQuery,
            };
            if (provenTo.Credentials.Count == 0)
            {
                LogRefused(logger, adapter.Name, "the adapter proves it to an account that it may not be about");
                continue;
            }

            var effect = await receive.RunAsync(adapter.Name, proven.Event, provenTo);
            metrics.NotificationReceived(adapter.Name, effect.ToString());
            LogReceived(logger, adapter.Name, proven.Event.Kind, effect);
        }
    }

    /// <summary>What no database can keep names nothing of ours either.</summary>
    private static bool IsStorable(ProviderEvent told) =>
        new[] { told.DedupeKey, told.PaymentId, told.TransactionId, told.RefundId, told.Reference, told.Reason }.All(text => text is null || JsonBody.IsStorable(text));

    private Task<bool> IsFromProviderAsync(HttpContext http, IPspAdapter adapter, INotificationHandler handler)
    {
        var settings = contexts.SettingsOf(adapter.Name);
        return sources.IsAllowedAsync(
            http.Connection.RemoteIpAddress, settings.NotificationSources is { Count: > 0 } named ? named : handler.SourceHosts, settings.StandIns);
    }

    /// <summary><see langword="null"/>: longer than any notification is.</summary>
    private async Task<RawNotification?> ReadAsync(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = BodyBytesMax;
        }

        using var body = new MemoryStream();
        try
        {
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        }
        catch (Exception fault) when (fault is BadHttpRequestException or IOException)
        {
            return null;
        }

        return new RawNotification
        {
            Body = body.ToArray(),
            ContentType = http.Request.ContentType,
            Headers = [.. http.Request.Headers.SelectMany(header => header.Value.Select(value => KeyValuePair.Create(header.Key, value ?? "")))],
            ReceivedAt = clock.GetUtcNow(),
        };
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Provider {Provider} told of {Kind}: {Effect}")]
    private static partial void LogReceived(ILogger logger, string provider, ProviderEventKind kind, NotificationEffect effect);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A notification for {Provider} had no effect, in whole or in part: {Reason}")]
    private static partial void LogRefused(ILogger logger, string provider, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A notification of {Provider} could not be stored; it will come again")]
    private static partial void LogNotStored(ILogger logger, Exception fault, string provider);

    [LoggerMessage(Level = LogLevel.Error, Message = "The adapter of {Provider} broke down over a notification: {Fault}")]
    private static partial void LogAdapterFault(ILogger logger, string provider, string fault);
}
