using System.Globalization;
using System.Text;

namespace Pay.Gateway.Providers.Stripe;

/// <summary>
/// A form as Stripe takes it: UTF-8, nested names in brackets. Brackets stay as they are, which Stripe allows, so that a message can be
/// read by people (stripe.md section 2).
/// </summary>
internal sealed class StripeForm
{
    private readonly StringBuilder _text = new();

    public StripeForm Add(string name, long value) => Add(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A field without a value is left out: to Stripe an empty one means "remove".</summary>
    public StripeForm Add(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _text.Append(_text.Length == 0 ? "" : "&").Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return this;
    }

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(_text.ToString());

    /// <summary>Says nothing: it may hold a card.</summary>
    public override string ToString() => "StripeForm(redacted)";
}
