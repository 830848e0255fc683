using System.Globalization;

namespace Pay.Torture.Running;

/// <summary>What to run, and how long.</summary>
/// <param name="Part">A part by name, <c>short</c> or <c>all</c>.</param>
/// <param name="Seed">Where all randomness of this side comes from.</param>
/// <param name="Rounds">How many rounds each part makes, unless time is up before; <see langword="null"/>: as the part sees fit.</param>
/// <param name="Minutes">When a part ends at the latest.</param>
internal sealed record TortureOptions(string Part, int Seed, int? Rounds, double? Minutes)
{
    public const string Usage =
        """
        Usage: dotnet run -c Release --project tests/Pay.Torture -- [short|kill|race|faults|engines|disk|clock|all] [--seed N] [--rounds N] [--minutes N]
        """;

    public static readonly string[] Parts = ["short", "kill", "race", "faults", "engines", "disk", "clock", "all"];

    /// <summary><see langword="null"/>: not to be understood.</summary>
    public static TortureOptions? Parse(string[] args)
    {
        var options = new TortureOptions("short", Random.Shared.Next(1, 1_000_000), Rounds: null, Minutes: null);
        for (var i = 0; i < args.Length; i++)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            switch (args[i])
            {
                case "--seed" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seed):
                    options = options with { Seed = seed };
                    i++;
                    break;
                case "--rounds" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var rounds):
                    options = options with { Rounds = rounds };
                    i++;
                    break;
                case "--minutes" when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var minutes):
                    options = options with { Minutes = minutes };
                    i++;
                    break;
                case var part when i == 0 && Parts.Contains(part, StringComparer.Ordinal):
                    options = options with { Part = part };
                    break;
                default:
                    return null;
            }
        }

        return options;
    }
}
