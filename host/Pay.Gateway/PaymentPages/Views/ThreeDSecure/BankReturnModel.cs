namespace Pay.Gateway.PaymentPages.Views.ThreeDSecure;

/// <summary>What the payer's browser brought back from the bank.</summary>
/// <param name="Action">Where it goes.</param>
/// <param name="Fields">What goes there.</param>
public sealed record BankReturnModel(string Action, IReadOnlyList<KeyValuePair<string, string>> Fields);

/// <summary>The page of the sandbox's bank.</summary>
/// <param name="ReturnUrl">Where its answer goes.</param>
/// <param name="MerchantData">Handed back as it came.</param>
public sealed record SandboxBankModel(string ReturnUrl, string MerchantData);
