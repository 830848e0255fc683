using Microsoft.Extensions.Options;

namespace Pay.Client.AspNetCore;

/// <summary>Tells all that is wrong with the options at once, each fault by the option's name.</summary>
internal sealed class PayClientOptionsValidator : IValidateOptions<PayClientOptions>
{
    public ValidateOptionsResult Validate(string? name, PayClientOptions options)
    {
        var faults = options.Validate();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults.Select(f => "Pay: " + f));
    }
}
