namespace Pay.Gateway.Api;

/// <summary>An error of the public API, exactly as it goes on the wire (api.md sections 6.1 and 7).</summary>
internal sealed record ApiError(int Status, string Code, string Description, string? Field = null, string? Header = null)
{
    public static readonly ApiError TooManyRequests = new(429, "P0900", "Too many requests");

    public static readonly ApiError BlockedByFirewall =
        new(400, "P0920", "Request blocked by security rules. Please consult API documentation for more information.");

    public static readonly ApiError AccountNotConfigured = new(
        403,
        "P0940",
        "Account is not fully configured. Please refer to documentation to setup your account or contact support with your error code - https://www.payments.service.gov.uk/support/ .");

    public static readonly ApiError AccountDisabled = new(
        403,
        "P0941",
        "GOV.UK Pay has disabled payment and refund creation on this account. Contact support with your error code - https://www.payments.service.gov.uk/support/ .");

    public static readonly ApiError RecurringDisabled = new(
        422,
        "P0942",
        "Recurring card payments are currently disabled for this service. Contact support with your error code - https://www.payments.service.gov.uk/support/");

    public static ApiError NotFound(string code) => new(404, code, "Not found");

    public static ApiError Downstream(string code) => new(500, code, "Downstream system error");

    public static ApiError UnreadableJson(string code) => new(400, code, "Unable to parse JSON");

    public static ApiError Missing(string code, string field) => new(400, code, "Missing mandatory attribute: " + field, field);

    public static ApiError Unexpected(string field) => new(400, "P0104", "Unexpected attribute: " + field);

    public static ApiError Invalid(string code, int status, string field, string reason) =>
        new(status, code, $"Invalid attribute value: {field}. {reason}", field);
}

/// <summary>Ends a request with an error; thrown by the rules of a use case, answered by the pipeline.</summary>
internal sealed class ApiRefusal(ApiError error) : Exception(error.Description)
{
    public ApiError Error { get; } = error;
}
