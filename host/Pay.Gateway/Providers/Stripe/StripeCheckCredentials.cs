using Pay.Gateway.Providers.Stripe.Documents;
using Pay.Providers;

namespace Pay.Gateway.Providers.Stripe;

/// <summary>
/// Asks Stripe for the account itself: a call that changes nothing and tells whose key it is. With the deployment's key it asks for the
/// account that payments are taken for.
/// </summary>
internal static class StripeCheckCredentials
{
    public static PspMessage Build(StripeAccess access) => access.Get(
        access.ConnectedAccount is { } connected ? $"/v1/accounts/{Uri.EscapeDataString(connected)}" : "/v1/account");

    public static CredentialCheck Read(PspReply reply, StripeAccess access)
    {
        if (reply is PspReply.Answered { Status: 403 } && access.IsRestricted)
        {
            // Taking payments and reading the account are different permissions of a restricted key.
            return new CredentialCheck.Inconclusive("this restricted key may not read its own account, which says nothing about payments");
        }

        if (reply.AsCredentialCheck() is { } outcome)
        {
            return outcome;
        }

        var answer = (PspReply.Answered)reply;
        if (!answer.IsSuccess)
        {
            var error = StripeError.Read(answer);
            return error.IsMissing
                ? new CredentialCheck.Refused("Stripe does not know the account ID, or this deployment's key has no access to it")
                : new CredentialCheck.Inconclusive(error.Reason);
        }

        if (StripeJson.Read(answer.Body) is not { } root || root.Text("object") != "account" || StripeText.Id(root.Text("id"), "acct_") is not { } id)
        {
            return new CredentialCheck.Inconclusive("Stripe's answer is not an account");
        }

        return access.AccountId is { } expected && !string.Equals(expected, id, StringComparison.Ordinal)
            ? new CredentialCheck.Refused("the secret key belongs to another Stripe account than the account ID says")
            : new CredentialCheck.Accepted();
    }
}
