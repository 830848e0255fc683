namespace Pay.Gateway.Payments;

/// <summary>
/// Where a payment is, seen from inside. The public API shows <see cref="PaymentStatusRules.Public"/> of it.
/// </summary>
internal enum PaymentStatus
{
    Created,
    EnteringCardDetails,

    /// <summary>An authorisation is on its way to the provider; nobody else may start one.</summary>
    AuthorisationReady,
    Authorisation3dsRequired,
    Authorisation3dsReady,
    AuthorisationSuccess,
    AuthorisationRejected,
    AuthorisationCancelled,
    AuthorisationError,
    AuthorisationTimeout,

    /// <summary>The provider may or may not hold the amount. The payer has been told "error"; whatever is held gets cancelled.</summary>
    AuthorisationUnknown,

    /// <summary>Delayed capture: confirmed by the payer, waiting for the service.</summary>
    AwaitingCaptureRequest,
    CaptureApproved,
    CaptureReady,
    CaptureSubmitted,
    Captured,
    CaptureError,
    UserCancelReady,
    UserCancelled,
    UserCancelError,
    SystemCancelReady,
    SystemCancelled,
    SystemCancelError,
    ExpireCancelReady,
    Expired,
    ExpireCancelFailed,
}

/// <summary>A payment's state as the public API shows it.</summary>
internal sealed record PublicState(string Status, bool Finished, string? Message = null, string? Code = null);

/// <summary>The published table of states: what each looks like outside, and which may follow which (money rule 6).</summary>
internal static class PaymentStatusRules
{
    public static readonly PublicState Created = new("created", Finished: false);
    public static readonly PublicState Started = new("started", Finished: false);
    public static readonly PublicState Submitted = new("submitted", Finished: false);
    public static readonly PublicState Capturable = new("capturable", Finished: false);
    public static readonly PublicState Success = new("success", Finished: true);
    public static readonly PublicState Rejected = new("failed", Finished: true, "Payment method rejected", "P0010");
    public static readonly PublicState Expired = new("failed", Finished: true, "Payment expired", "P0020");
    public static readonly PublicState CancelledByUser = new("failed", Finished: true, "Payment was cancelled by the user", "P0030");
    public static readonly PublicState CancelledByService = new("cancelled", Finished: true, "Payment was cancelled by the service", "P0040");
    public static readonly PublicState Error = new("error", Finished: true, "Payment provider returned an error", "P0050");

    private static readonly PaymentStatus[] All = Enum.GetValues<PaymentStatus>();
    private static readonly string[] Names = Array.ConvertAll(All, ToSnakeCase);
    private static readonly Dictionary<string, PaymentStatus> ByName = All.ToDictionary(status => Names[(int)status], StringComparer.Ordinal);
    private static readonly Dictionary<PaymentStatus, PaymentStatus[]> Next = new()
    {
        [PaymentStatus.Created] =
            [PaymentStatus.EnteringCardDetails, PaymentStatus.Expired, PaymentStatus.SystemCancelled, PaymentStatus.UserCancelled],
        [PaymentStatus.EnteringCardDetails] =
            [PaymentStatus.AuthorisationReady, PaymentStatus.Expired, PaymentStatus.SystemCancelled, PaymentStatus.UserCancelled],
        [PaymentStatus.AuthorisationReady] =
            [
                PaymentStatus.AuthorisationSuccess, PaymentStatus.AuthorisationRejected, PaymentStatus.AuthorisationCancelled,
                PaymentStatus.AuthorisationError, PaymentStatus.AuthorisationUnknown, PaymentStatus.Authorisation3dsRequired,
            ],
        [PaymentStatus.Authorisation3dsRequired] =
            [
                PaymentStatus.Authorisation3dsReady, PaymentStatus.AuthorisationSuccess, PaymentStatus.AuthorisationRejected,
                PaymentStatus.UserCancelReady, PaymentStatus.SystemCancelReady, PaymentStatus.ExpireCancelReady,
            ],
        [PaymentStatus.Authorisation3dsReady] =
            [
                PaymentStatus.AuthorisationSuccess, PaymentStatus.AuthorisationRejected, PaymentStatus.AuthorisationCancelled,
                PaymentStatus.AuthorisationError, PaymentStatus.AuthorisationUnknown, PaymentStatus.Authorisation3dsRequired,
            ],
        [PaymentStatus.AuthorisationSuccess] =
            [
                PaymentStatus.CaptureApproved, PaymentStatus.AwaitingCaptureRequest, PaymentStatus.UserCancelReady,
                PaymentStatus.SystemCancelReady, PaymentStatus.ExpireCancelReady,
            ],
        [PaymentStatus.AuthorisationUnknown] = [PaymentStatus.AuthorisationTimeout],
        [PaymentStatus.AwaitingCaptureRequest] =
            [PaymentStatus.CaptureApproved, PaymentStatus.SystemCancelReady, PaymentStatus.ExpireCancelReady],
        [PaymentStatus.CaptureApproved] = [PaymentStatus.CaptureSubmitted, PaymentStatus.Captured, PaymentStatus.CaptureError],
        [PaymentStatus.CaptureSubmitted] = [PaymentStatus.Captured, PaymentStatus.CaptureError],
        [PaymentStatus.Captured] = [PaymentStatus.CaptureError],
        [PaymentStatus.UserCancelReady] = [PaymentStatus.UserCancelled, PaymentStatus.UserCancelError],
        [PaymentStatus.SystemCancelReady] = [PaymentStatus.SystemCancelled, PaymentStatus.SystemCancelError],
        [PaymentStatus.ExpireCancelReady] = [PaymentStatus.Expired, PaymentStatus.ExpireCancelFailed],
    };

    public static string Name(this PaymentStatus status) => Names[(int)status];

    public static PaymentStatus Parse(string name) => ByName[name];

    public static bool MayBecome(this PaymentStatus from, PaymentStatus to) =>
        Next.TryGetValue(from, out var allowed) && Array.IndexOf(allowed, to) >= 0;

    /// <summary>The mapping of lifecycle.md section 1.1.</summary>
    public static PublicState Public(this PaymentStatus status) => status switch
    {
        PaymentStatus.Created => Created,
        PaymentStatus.EnteringCardDetails or PaymentStatus.AuthorisationReady
            or PaymentStatus.Authorisation3dsRequired or PaymentStatus.Authorisation3dsReady => Started,
        PaymentStatus.AuthorisationSuccess => Submitted,
        PaymentStatus.AwaitingCaptureRequest => Capturable,
        PaymentStatus.CaptureApproved or PaymentStatus.CaptureReady or PaymentStatus.CaptureSubmitted or PaymentStatus.Captured => Success,
        PaymentStatus.AuthorisationRejected or PaymentStatus.AuthorisationCancelled => Rejected,
        PaymentStatus.ExpireCancelReady or PaymentStatus.Expired or PaymentStatus.ExpireCancelFailed => Expired,
        PaymentStatus.UserCancelReady or PaymentStatus.UserCancelled or PaymentStatus.UserCancelError => CancelledByUser,
        PaymentStatus.SystemCancelReady or PaymentStatus.SystemCancelled or PaymentStatus.SystemCancelError => CancelledByService,
        PaymentStatus.AuthorisationError or PaymentStatus.AuthorisationTimeout or PaymentStatus.AuthorisationUnknown
            or PaymentStatus.CaptureError => Error,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, message: null),
    };

    private static string ToSnakeCase(PaymentStatus status)
    {
        var name = status.ToString();
        var snake = new System.Text.StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && (char.IsUpper(name[i]) || (char.IsDigit(name[i]) && !char.IsDigit(name[i - 1]))))
            {
                snake.Append('_');
            }

            snake.Append(char.ToLowerInvariant(name[i]));
        }

        return snake.ToString();
    }
}
