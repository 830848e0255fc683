using System.Runtime.InteropServices;

namespace Pay.Benchmarks.Processes;

/// <summary>A figure without its conditions means nothing.</summary>
internal static class Conditions
{
    public static void Print(string engine)
    {
#if DEBUG
        const string Build = "Debug: these figures mean nothing";
#else
        const string Build = "Release";
#endif
        Console.WriteLine($"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, {Build}, {engine}");
    }
}
