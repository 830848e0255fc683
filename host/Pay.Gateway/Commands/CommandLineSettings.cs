namespace Pay.Gateway.Commands;

/// <summary>Tells ASP.NET's settings on the command line from the words of a verb.</summary>
internal static class CommandLineSettings
{
    private static readonly string[] HostSettings = ["urls", "environment", "http_ports", "https_ports"];

    public static (string[] Settings, string[] Words) Split(string[] args)
    {
        var settings = new List<string>();
        var words = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (!IsSetting(args[i]))
            {
                words.Add(args[i]);
                continue;
            }

            settings.Add(args[i]);
            if (!args[i].Contains('=', StringComparison.Ordinal) && i + 1 < args.Length)
            {
                settings.Add(args[++i]);
            }
        }

        return ([.. settings], [.. words]);
    }

    private static bool IsSetting(string arg)
    {
        if (!arg.StartsWith("--", StringComparison.Ordinal))
        {
            return false;
        }

        var name = arg[2..].Split('=', 2)[0];
        return name.Contains(':', StringComparison.Ordinal) || HostSettings.Contains(name, StringComparer.OrdinalIgnoreCase);
    }
}
