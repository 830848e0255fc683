namespace Pay.Client;

/// <summary>When the money moved: <c>settlement_summary</c>. Every value may be absent.</summary>
public sealed class SettlementSummary : ApiObject
{
    /// <summary>When the capture was sent to the provider.</summary>
    public DateTimeOffset? CaptureSubmitTime { get; set; }

    /// <summary>The day on which the provider captured. A date without time or zone.</summary>
    public DateTime? CapturedDate { get; set; }

    /// <summary>The day on which the provider paid out (or took back, on refunds). A date without time or zone.</summary>
    public DateTime? SettledDate { get; set; }
}

/// <summary>What the authorisation needed: <c>authorisation_summary</c>.</summary>
public sealed class AuthorisationSummary : ApiObject
{
    /// <summary>About 3-D Secure.</summary>
    // The naming policy would write this as "three_dsecure".
    [System.Text.Json.Serialization.JsonPropertyName("three_d_secure")]
    public ThreeDSecure? ThreeDSecure { get; set; }
}

/// <summary>Whether 3-D Secure was required.</summary>
public sealed class ThreeDSecure : ApiObject
{
    /// <summary><c>true</c> when the provider demanded 3-D Secure.</summary>
    public bool Required { get; set; }
}

/// <summary>A strong-authentication exemption: <c>exemption</c>.</summary>
public sealed class Exemption : ApiObject
{
    /// <summary>Whether it was asked for.</summary>
    public bool Requested { get; set; }

    /// <summary>The kind, for instance <c>corporate</c>.</summary>
    public string? Type { get; set; }

    /// <summary>What the provider made of it.</summary>
    public ExemptionOutcome? Outcome { get; set; }
}

/// <summary>What the provider made of an exemption.</summary>
public sealed class ExemptionOutcome : ApiObject
{
    /// <summary><c>honoured</c>, <c>rejected</c> or <c>out of scope</c>.</summary>
    public string? Result { get; set; }
}
