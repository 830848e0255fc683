using Pay.Providers.Testing;

namespace Pay.Providers.Tests;

/// <summary>Every contract suite of this project.</summary>
internal static class ContractSuites
{
    public static IReadOnlyList<PspAdapterContract> All { get; } =
    [
        .. typeof(ContractSuites).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(PspAdapterContract)))
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .Select(type => (PspAdapterContract)Activator.CreateInstance(type)!),
    ];
}
