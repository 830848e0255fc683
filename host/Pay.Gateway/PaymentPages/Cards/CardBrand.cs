namespace Pay.Gateway.PaymentPages.Cards;

/// <summary>A card brand that the gateway knows.</summary>
/// <param name="Key">The name in the API and in settings, such as <c>master-card</c>.</param>
/// <param name="Label">The name that payers read.</param>
public sealed record CardBrand(string Key, string Label)
{
    public static readonly CardBrand Visa = new("visa", "Visa");
    public static readonly CardBrand Mastercard = new("master-card", "Mastercard");
    public static readonly CardBrand AmericanExpress = new("american-express", "American Express");
    public static readonly CardBrand DinersClub = new("diners-club", "Diners Club");
    public static readonly CardBrand Discover = new("discover", "Discover");
    public static readonly CardBrand Jcb = new("jcb", "JCB");
    public static readonly CardBrand UnionPay = new("unionpay", "Union Pay");
    public static readonly CardBrand Maestro = new("maestro", "Maestro");

    private static readonly CardBrand[] All = [Visa, Mastercard, AmericanExpress, DinersClub, Discover, Jcb, UnionPay, Maestro];

    public static CardBrand? Find(string key) => Array.Find(All, brand => brand.Key == key);

    /// <summary>The brand that a number belongs to by its first digits, which the payer's browser can tell too.</summary>
    internal static CardBrand? ByPrefix(CardNumber number)
    {
        int two = number.Leading(2), three = number.Leading(3), four = number.Leading(4);
        return (two / 10) switch
        {
            4 => Visa,
            1 when four == 1800 => Jcb,
            2 when four == 2131 => Jcb,
            2 when four is >= 2221 and <= 2720 => Mastercard,
            3 when two is 34 or 37 => AmericanExpress,
            3 when two is 36 or 38 or 39 || three is >= 300 and <= 305 => DinersClub,
            3 when four is >= 3528 and <= 3589 => Jcb,
            5 when two is >= 51 and <= 55 => Mastercard,
            5 when two is 50 or (>= 56 and <= 58) => Maestro,
            6 when four == 6011 || three is >= 644 and <= 649 || two == 65 => Discover,
            6 when two == 62 => UnionPay,
            6 => Maestro,
            8 when two == 81 => UnionPay,
            _ => null,
        };
    }
}
