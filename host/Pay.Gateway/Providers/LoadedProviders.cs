using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;
using Pay.Providers;

namespace Pay.Gateway.Providers;

/// <summary>
/// Adapters from the folder <c>Pay:ProvidersDirectory</c>. Each assembly has a load context of its own, so that two may bring different
/// versions of the same library; the contract itself is shared with the gateway. What cannot be used stops the start: a provider
/// that is silently missing would be noticed by payers first.
/// </summary>
internal static class LoadedProviders
{
    private const string Setting = "Pay:ProvidersDirectory";
    private const int NameCharactersMax = 30;

    private static readonly string Contract = typeof(IPspAdapter).Assembly.GetName().Name!;

    /// <exception cref="SettingsException">There is no adapter, or one cannot be used; the message names the file.</exception>
    public static IReadOnlyList<IPspAdapter> Load(string directory)
    {
        var adapters = Directory.EnumerateFiles(Path.GetFullPath(directory), "*.dll").Order(StringComparer.Ordinal).Where(IsForContract).SelectMany(LoadFile).ToList();
        return adapters.Count > 0 ? adapters : throw new SettingsException(
            $"The setting {Setting} names {Path.GetFullPath(directory)}, where no adapter was found: no *.dll there has a public class that implements {nameof(IPspAdapter)} and has a constructor without parameters.");
    }

    /// <summary>All adapters by their providers' names.</summary>
    /// <exception cref="SettingsException">Two have the same name.</exception>
    public static Dictionary<string, IPspAdapter> ByName(IEnumerable<IPspAdapter> adapters)
    {
        var byName = new Dictionary<string, IPspAdapter>(StringComparer.Ordinal);
        foreach (var adapter in adapters)
        {
            if (!byName.TryAdd(adapter.Name, adapter))
            {
                throw new SettingsException(
                    $"The setting {Setting}: the provider's name {adapter.Name} is taken. {Describe(byName[adapter.Name])} and {Describe(adapter)} both have it.");
            }
        }

        return byName;
    }

    private static string Describe(IPspAdapter adapter) => $"{adapter.GetType().FullName} in {adapter.GetType().Assembly.Location}";

    /// <summary>Whether it refers to the contract: libraries that adapters bring along need not be loaded to be looked through.</summary>
    private static bool IsForContract(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            using var image = new PEReader(stream);
            if (!image.HasMetadata)
            {
                // A native library.
                return false;
            }

            var metadata = image.GetMetadataReader();
            return metadata.AssemblyReferences.Any(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name) == Contract);
        }
        catch (Exception fault) when (fault is BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            throw Refused(file, fault);
        }
    }

    private static List<IPspAdapter> LoadFile(string file)
    {
        try
        {
            return new AdapterContext(file).LoadFromAssemblyPath(file).GetExportedTypes()
                .Where(type => typeof(IPspAdapter).IsAssignableFrom(type) && type is { IsAbstract: false, ContainsGenericParameters: false } && type.GetConstructor([]) is not null)
                .Select(type => Make(file, type))
                .ToList();
        }
        catch (Exception fault) when (fault is not SettingsException)
        {
            throw Refused(file, fault);
        }
    }

    private static IPspAdapter Make(string file, Type type) => Judged((IPspAdapter)Activator.CreateInstance(type)!, file);

    /// <summary>The adapter, if it has what the gateway asks every adapter for.</summary>
    internal static IPspAdapter Judged(IPspAdapter adapter, string file)
    {
        var wrong = adapter.Name is not { Length: > 0 and <= NameCharactersMax } name || !name.All(IsOfName) ? $"a Name of up to {NameCharactersMax} small letters, digits, - and _"
            : adapter.Capabilities is null ? "Capabilities"
            : adapter.Urls is null ? "Urls (or none of its own)"
            : adapter.Credentials?.Fields is not { } fields ? "Credentials (a CredentialSchema, which may have no fields)"
            : !fields.All(field => field is { Key.Length: > 0, Label.Length: > 0 } && field.Key.All(IsOfName)) ? "for each of its Credentials a Key of small letters, digits, - and _, and a Label"
            : fields.DistinctBy(field => field.Key, StringComparer.Ordinal).Count() != fields.Count ? "another Key for each of its Credentials"
            : null;
        return wrong is null ? adapter : throw new SettingsException($"The setting {Setting}: {adapter.GetType().FullName} in {file} needs {wrong}.");
    }

    private static bool IsOfName(char character) => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '-' or '_';

    private static SettingsException Refused(string file, Exception fault)
    {
        var cause = fault is TargetInvocationException { InnerException: { } inner } ? inner : fault;
        return new SettingsException($"The setting {Setting}: {file} cannot be loaded: {cause.Message} ({cause.GetType().Name})");
    }

    private sealed class AdapterContext(string file) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(file))
    {
        private readonly AssemblyDependencyResolver _resolver = new(file);

        /// <summary>The contract must be the gateway's own: two of it would be two sets of types that have nothing to do with each other.</summary>
        protected override Assembly? Load(AssemblyName assemblyName) =>
            assemblyName.Name != Contract && _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;

        protected override IntPtr LoadUnmanagedDll(string unmanagedDllName) =>
            _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : IntPtr.Zero;
    }
}
