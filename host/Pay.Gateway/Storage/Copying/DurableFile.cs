using System.Runtime.InteropServices;

namespace Pay.Gateway.Storage;

/// <summary>Gives a finished file its name so that, after a power cut, it is there whole or not at all.</summary>
internal static class DurableFile
{
    private const int ReadOnly = 0;

    /// <summary>Neither replaces a file that has come to be at <paramref name="path"/> meanwhile.</summary>
    public static void Publish(string partial, string path)
    {
        using (var file = new FileStream(partial, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Flush(flushToDisk: true);
        }

        File.Move(partial, path, overwrite: false);
        if (!OperatingSystem.IsWindows())
        {
            FlushDirectory(Path.GetDirectoryName(path)!);
        }
    }

    /// <summary>The name is an entry of the directory, which is a file of its own; .NET opens files only.</summary>
    private static void FlushDirectory(string directory)
    {
        var handle = Open(directory, ReadOnly);
        if (handle < 0 || Flush(handle) != 0)
        {
            throw new IOException($"The directory {directory} could not be flushed to disk.");
        }

        _ = Close(handle);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Flush(int handle);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int handle);
}
