using System.Runtime.CompilerServices;

namespace Pay.Client.Tests.Conventions;

/// <summary>Where the files of the repository are.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(ThisFolder(), "..", "..", ".."));

    public static string Tests { get; } = Path.GetFullPath(Path.Combine(ThisFolder(), ".."));

    private static string ThisFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
