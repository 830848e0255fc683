namespace Pay.Gateway.Payments;

/// <summary>What the public API calls a card brand.</summary>
internal static class CardBrandLabel
{
    public static string? Of(string? brand) => brand switch
    {
        null => null,
        "visa" => "Visa",
        "master-card" => "Mastercard",
        "american-express" => "American Express",
        "diners-club" => "Diners Club",
        "discover" => "Discover",
        "jcb" => "Jcb",
        "unionpay" => "Union Pay",
        "maestro" => "Maestro",
        _ => brand,
    };
}
