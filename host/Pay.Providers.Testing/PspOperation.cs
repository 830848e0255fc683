namespace Pay.Providers.Testing;

/// <summary>What an adapter can be asked to do.</summary>
public enum PspOperation
{
    /// <summary><see cref="IPspAdapter.AuthoriseAsync"/>.</summary>
    Authorise,

    /// <summary><see cref="IPspAdapter.ContinueAsync"/>, after an authorisation that asked for 3D Secure.</summary>
    Continue,

    /// <summary><see cref="IPspAdapter.CaptureAsync"/>.</summary>
    Capture,

    /// <summary><see cref="IPspAdapter.CancelAsync"/>.</summary>
    Cancel,

    /// <summary><see cref="IPspAdapter.RefundAsync"/>.</summary>
    Refund,

    /// <summary><see cref="IPspAdapter.QueryAsync"/>.</summary>
    Query,

    /// <summary><see cref="IPspAdapter.QueryRefundAsync"/>.</summary>
    QueryRefund,

    /// <summary><see cref="IPspAdapter.CheckCredentialsAsync"/>.</summary>
    CheckCredentials,
}
