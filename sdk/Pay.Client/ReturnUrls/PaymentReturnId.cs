using System.Security.Cryptography;

namespace Pay.Client;

/// <summary>
/// An unguessable id in the <c>return_url</c>, by which the service knows which payment a returning payer made; Pay itself adds
/// nothing to the <c>return_url</c>. It has to be made before the payment, because the payment's own id is not known then, and
/// stored with the payment's id afterwards (<see cref="IPaymentReturnStore"/>) before the payer is sent to <c>next_url</c>.
/// </summary>
/// <remarks>
/// 192 random bits, as 32 characters of base64url. Whoever has it is taken for the payer, so keep it out of logs and pages, and do
/// not put secrets on the page that it opens.
/// </remarks>
public readonly record struct PaymentReturnId
{
    private const int Bytes = 24;
    private const int Characters = 32;

    private readonly string? _value;

    private PaymentReturnId(string value) => _value = value;

    /// <summary>The id, safe in a path or query.</summary>
    public string Value => _value ?? "";

    /// <summary>Makes a new one.</summary>
    public static PaymentReturnId New()
    {
        var random = new byte[Bytes];
        using (var generator = RandomNumberGenerator.Create())
        {
            generator.GetBytes(random);
        }

        // 24 bytes fill 32 characters exactly, so that there is no padding to cut off.
        return new(Convert.ToBase64String(random).Replace('+', '-').Replace('/', '_'));
    }

    /// <summary>Takes what came back in the address of a request, if it has the form of an id.</summary>
    public static bool TryParse(string? text, out PaymentReturnId id)
    {
        id = default;
        if (text is not { Length: Characters })
        {
            return false;
        }

        foreach (var c in text)
        {
            if (c is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_'))
            {
                return false;
            }
        }

        id = new(text);
        return true;
    }

    /// <summary>Gives the <c>return_url</c>: the address with this id as the last segment of its path.</summary>
    /// <param name="address">The address of the page that receives returning payers, for instance <c>https://service.example/return</c>.</param>
    /// <exception cref="ArgumentException">The address is not absolute, or has a query or fragment.</exception>
    public string AppendTo(Uri address)
    {
        if (address is null)
        {
            throw new ArgumentNullException(nameof(address));
        }

        if (!address.IsAbsoluteUri || address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            throw new ArgumentException("The address must be absolute, without query and fragment.", nameof(address));
        }

        if (_value is null)
        {
            throw new InvalidOperationException("Make the id with PaymentReturnId.New.");
        }

        return address.AbsoluteUri.TrimEnd('/') + "/" + _value;
    }

    /// <summary>The id. It identifies a payer: not for logs.</summary>
    public override string ToString() => Value;
}
