using System.Text;

namespace Pay.Client;

/// <summary>Writes a path with a query, leaving out what is blank (a blank value counts as not sent).</summary>
internal sealed class QueryText(string path)
{
    private readonly StringBuilder _text = new(path);
    private bool _hasQuery;

    internal void Add(string name, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return;
        }

        _text.Append(_hasQuery ? '&' : '?').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        _hasQuery = true;
    }

    public override string ToString() => _text.ToString();
}
