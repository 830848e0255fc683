using System.Collections.Frozen;

namespace Pay.Gateway.Providers.Sandbox;

/// <summary>What the sandbox does with a card.</summary>
internal enum SandboxOutcome
{
    Authorise,
    Decline,
    ExpiredCard,
    InvalidSecurityCode,
    ProcessingError,

    /// <summary>A number that the sandbox does not know.</summary>
    Unsupported,
}

/// <summary>The mock card numbers of the 2018 document and those added since (lifecycle.md section 13).</summary>
internal static class SandboxCards
{
    private static readonly FrozenDictionary<string, SandboxOutcome> Outcomes = new Dictionary<string, SandboxOutcome>(StringComparer.Ordinal)
    {
        ["4444333322221111"] = SandboxOutcome.Authorise,
        ["4242424242424242"] = SandboxOutcome.Authorise,
        ["4000056655665556"] = SandboxOutcome.Authorise,
        ["5105105105105100"] = SandboxOutcome.Authorise,
        ["5200828282828210"] = SandboxOutcome.Authorise,
        ["371449635398431"] = SandboxOutcome.Authorise,
        ["3566002020360505"] = SandboxOutcome.Authorise,
        ["6011000990139424"] = SandboxOutcome.Authorise,
        ["36148900647913"] = SandboxOutcome.Authorise,
        ["4917610000000000003"] = SandboxOutcome.Authorise,
        ["4000000000000010"] = SandboxOutcome.Authorise,
        ["4000160000000004"] = SandboxOutcome.Authorise,
        ["4000020000000000"] = SandboxOutcome.Authorise,
        ["4000180000000002"] = SandboxOutcome.Authorise,
        ["222100000000000"] = SandboxOutcome.Authorise,
        ["4988080000000000"] = SandboxOutcome.Authorise,
        ["4111111111111111"] = SandboxOutcome.Authorise,
        ["4293189100000008"] = SandboxOutcome.Authorise,
        ["5101180000000007"] = SandboxOutcome.Authorise,
        ["4131840000000003"] = SandboxOutcome.Authorise,
        ["4000000000000002"] = SandboxOutcome.Decline,
        ["4000000000000069"] = SandboxOutcome.ExpiredCard,
        ["4000000000000127"] = SandboxOutcome.InvalidSecurityCode,
        ["4000000000000119"] = SandboxOutcome.ProcessingError,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static SandboxOutcome OutcomeOf(string cardNumber) => Outcomes.GetValueOrDefault(cardNumber, SandboxOutcome.Unsupported);
}
