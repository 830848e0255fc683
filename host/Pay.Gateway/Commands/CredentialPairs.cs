using Pay.Providers;

namespace Pay.Gateway.Commands;

/// <summary>
/// Reads <c>NAME=VALUE ...</c> by an adapter's schema. Refusals never quote what was entered: a secret may stand where a name
/// belongs.
/// </summary>
internal static class CredentialPairs
{
    private const string FromInput = "-";
    private const string Form = "Write NAME=VALUE, or NAME=- to have the value read from standard input, where no process list shows it.";

    /// <param name="provider">Whose credentials they are.</param>
    /// <param name="pairs">As they stand on the command line.</param>
    /// <param name="input">A value that is <c>-</c> is its next line.</param>
    /// <returns>By key; a value that is empty takes away what is stored.</returns>
    /// <exception cref="CommandRefusedException">Something is not a credential of the provider, or cannot be one.</exception>
    public static async Task<Dictionary<string, string>> ReadAsync(IPspAdapter provider, IReadOnlyList<string> pairs, TextReader input)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var faults = new List<string>();
        for (var i = 0; i < pairs.Count; i++)
        {
            if (pairs[i].Split('=', 2) is not [var name, var text])
            {
                throw new CommandRefusedException($"Word {i + 1} of the credentials has no name. {Form}");
            }

            var field = Find(provider, name) ?? throw new CommandRefusedException(
                $"Word {i + 1} of the credentials has a name that {provider.Name} does not know. {NamesOf(provider)}");
            text = text == FromInput ? await NextLineAsync(field, input) : text;
            if (!values.TryAdd(field.Key, field.IsSecret ? text : text.Trim()))
            {
                throw new CommandRefusedException($"{field.Key} is given twice.");
            }

            if (Judge(field, values[field.Key]) is { } fault)
            {
                faults.Add($"{field.Label} ({field.Key}): {fault}");
            }
        }

        return faults.Count == 0 ? values : throw new CommandRefusedException(string.Join(Environment.NewLine, faults));
    }

    /// <summary>People write <c>merchantId</c>, <c>merchant-id</c> and "Merchant ID".</summary>
    private static CredentialField? Find(IPspAdapter provider, string name)
    {
        var plain = Plain(name);
        var fields = provider.Credentials.Fields;
        return fields.FirstOrDefault(field => Plain(field.Key) == plain)
            ?? fields.FirstOrDefault(field => Plain(field.Label) == plain || field.Aliases.Any(alias => Plain(alias) == plain));
    }

    private static string Plain(string name) =>
        string.Concat(name.Where(character => character is not ('_' or '-') && !char.IsWhiteSpace(character)).Select(char.ToLowerInvariant));

    private static string NamesOf(IPspAdapter provider) => provider.Credentials.Fields.Count == 0
        ? $"{provider.Name} takes no credentials."
        : "There is: " + string.Join(", ", provider.Credentials.Fields.Select(field => field.IsOptional ? $"{field.Key} (optional)" : field.Key)) + ".";

    private static async Task<string> NextLineAsync(CredentialField field, TextReader input) => await input.ReadLineAsync()
        ?? throw new CommandRefusedException($"Standard input ended before {field.Key}. It has to bring a line for each value that is -, in their order.");

    private static string? Judge(CredentialField field, string value)
    {
        if (value.Length == 0)
        {
            return null;
        }

        if (!field.IsSecret && value.Any(char.IsControl))
        {
            return "It must not have control characters, such as a line end.";
        }

        try
        {
            return field.Judge(value);
        }
        catch (Exception fault)
        {
            // An adapter's own fault could quote what it was judging.
            return $"It could not be judged ({fault.GetType().Name}).";
        }
    }
}
