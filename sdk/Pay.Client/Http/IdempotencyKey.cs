namespace Pay.Client;

/// <summary>The rules of the header <c>Idempotency-Key</c>, which the server would answer with 422 P0102.</summary>
internal static class IdempotencyKey
{
    private const int LengthMax = 255;

    internal static string New() => Guid.NewGuid().ToString("N");

    internal static void Check(string? key, string parameterName)
    {
        if (key is null)
        {
            return;
        }

        if (key.Length is 0 or > LengthMax)
        {
            throw new ArgumentException("IdempotencyKey must have 1 to 255 characters.", parameterName);
        }

        foreach (var c in key)
        {
            if (c is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-'))
            {
                throw new ArgumentException("IdempotencyKey may contain letters A to Z, digits and hyphens only.", parameterName);
            }
        }
    }
}
