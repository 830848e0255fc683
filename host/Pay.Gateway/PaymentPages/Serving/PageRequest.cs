using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Pay.Gateway.Accounts;
using Pay.Gateway.PaymentPages.Sessions;
using Pay.Gateway.PaymentPages.Texts;
using Pay.Gateway.PaymentPages.Views;
using Pay.Gateway.Payments;

namespace Pay.Gateway.PaymentPages.Serving;

/// <summary>A payment that this browser is allowed to see, as it stood when the request came.</summary>
internal sealed record PaymentVisit(Payment Payment, Account Account)
{
    public PageTexts Texts { get; } = PageTexts.For(Payment.Language);

    /// <summary>Whether the payer may have to go to their bank.</summary>
    public bool WantsAuthentication => Account.Requires3ds && !Payment.Moto;

    /// <summary>The payment as it stands now, after another step may have moved it.</summary>
    public async Task<Payment> CurrentAsync(PaymentReader payments) => (await payments.FindAsync(Payment.PaymentId))!.Value.Payment;
}

/// <summary>One request for a payment page, from its arrival to its answer.</summary>
internal sealed class PageRequest
{
    private const int NonceBytes = 16;

    private readonly PaymentPagesOptions _options;

    public PageRequest(HttpContext http, IOptions<PaymentPagesOptions> options, PaymentSessionCookie cookie, ILogger logger)
    {
        Http = http;
        Logger = logger;
        _options = options.Value;
        Transport = PageTransportRules.Of(http, _options.PublicUrl);
        Session = Transport == PageTransport.Refused ? null : cookie.Read(http, Transport);
        http.Features.Set(this);
    }

    public HttpContext Http { get; }

    public ILogger Logger { get; }

    public PageTransport Transport { get; }

    /// <summary>Marks the page's own inline script, for this one answer.</summary>
    public string Nonce { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(NonceBytes));

    /// <summary>What the browser's cookie says; <see langword="null"/> without one.</summary>
    public PaymentSession? Session { get; set; }

    /// <summary>The payment of this request, once the session has been found to hold it.</summary>
    public PaymentVisit? Visit { get; set; }

    /// <summary>Where a form of the page may end besides the gateway itself, as sources of the content security policy.</summary>
    public string? FormActionSources { get; set; }

    /// <summary>What the page may frame besides the gateway itself.</summary>
    public string? FrameSources { get; set; }

    /// <summary>A content security policy in place of the usual one, for a page that is not ours.</summary>
    public string? Policy { get; set; }

    /// <summary>The page stands in a frame of ours: links lead out of it.</summary>
    public bool IsFramed { get; set; }

    public PageTexts Texts => Visit?.Texts ?? PageTexts.English;

    public bool IsForeign => RequestOrigin.IsForeign(Http.Request, _options.PublicUrl);

    /// <summary>The frame around the page: without a payment it names no service.</summary>
    public PageFrame Frame => new(Texts, Nonce)
    {
        ServiceName = Visit?.Account.Name,
        Organisation = Visit?.Account.Organisation,
        IsFramed = IsFramed,
        IsTest = Visit?.Account.Type == AccountType.Sandbox,
    };

    /// <summary>A token for one form of the page; each view of a page has its own.</summary>
    public string NewFormToken() => CsrfToken.Create(Session!.Secret);

    public static PageRequest Of(HttpContext http) => http.Features.Get<PageRequest>() ?? throw new InvalidOperationException("This route is not served by the payment pages.");

    /// <summary>The visit of a request that <see cref="PaymentVisitFilter"/> let through.</summary>
    public static PaymentVisit VisitOf(HttpContext http) =>
        Of(http).Visit ?? throw new InvalidOperationException("This route is served without a payment session.");
}
