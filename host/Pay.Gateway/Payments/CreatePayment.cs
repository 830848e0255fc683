using Pay.Gateway.Accounts;
using Pay.Gateway.Api;
using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Payments;

/// <summary><c>POST /v1/payments</c>: judges the request and writes the payment, its first event and its expiry in one transaction.</summary>
internal sealed class CreatePayment(Database database, PaymentJson paymentJson, ExpirySettings expiry, ProviderCalls providers, TimeProvider clock)
{
    private const string InsertSql =
        """
        INSERT INTO payments (
            payment_id, account_number, provider, credential_number, amount, reference, reference_folded, description, return_url, language, metadata,
            delayed_capture, moto, authorisation_mode, status, public_status, email, created_at)
        VALUES (
            @payment_id, @account_number, @provider, @credential_number, @amount, @reference, @reference_folded, @description, @return_url, @language, @metadata,
            @delayed_capture, @moto, @authorisation_mode, 'created', 'created', @email, @created_at)
        RETURNING payment_number
        """;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var useCase = routes.ServiceProvider.GetRequiredService<CreatePayment>();
        routes.MapApiPost("/v1/payments", RateClass.CreatePayment, "P0198", useCase.RunAsync, takesBody: true, noStore: true);
    }

    private async ValueTask<ApiAnswer> RunAsync(ApiRequest request)
    {
        var wanted = CreatePaymentRequest.Parse(request.Body);
        wanted.CheckRanges();
        CheckMode(wanted);

        var now = clock.GetUtcNow();
        var payment = NewPayment(wanted, request.Account, now);
        return await database.WriteOnceAsync(
            request,
            now,
            async session =>
            {
                CheckAccount(wanted, request.Account);
                var number = await InsertAsync(session, payment);
                await PaymentRows.AppendEventAsync(session, number, PaymentStatus.Created, now);
                await Work.AddAsync(session, WorkKind.Expire, number, now, expiry.DeadlineOf(payment));
                return payment with { Number = number };
            },
            created => ApiAnswer.Json(
                201, (paymentJson, created), static (json, answer) => answer.paymentJson.Write(json, answer.created), paymentJson.SelfHref(created.PaymentId)));
    }

    /// <summary>What each authorisation mode must and must not have (api.md section 8.1.5).</summary>
    private static void CheckMode(CreatePaymentRequest wanted)
    {
        if (wanted.AuthorisationMode != "web" && wanted.ReturnUrl is not null)
        {
            throw new ApiRefusal(ApiError.Unexpected("return_url"));
        }

        if (wanted.AuthorisationMode == "moto_api" && wanted.SetUpAgreement is not null)
        {
            throw new ApiRefusal(ApiError.Unexpected("set_up_agreement"));
        }

        if (wanted.AuthorisationMode == "moto_api" && wanted.AgreementPaymentType is not null)
        {
            throw new ApiRefusal(ApiError.Unexpected("agreement_payment_type"));
        }

        if (wanted.ReturnUrl is { } returnUrl && !ReturnUrl.IsValid(returnUrl))
        {
            throw CreatePaymentRequest.Invalid(422, "return_url", "Must be a valid URL format");
        }
    }

    /// <summary>What the account allows, in the order of api.md section 8.1.6.</summary>
    private void CheckAccount(CreatePaymentRequest wanted, Account account)
    {
        if (account.Type == AccountType.Live && wanted.ReturnUrl is { } returnUrl && !ReturnUrl.IsHttps(returnUrl))
        {
            throw CreatePaymentRequest.Invalid(422, "return_url", "Must be a valid URL format");
        }

        if (account.Provider is null || !providers.MayServe(account.Provider, account.Type == AccountType.Live)
            || (account.CredentialNumber is null && providers.NeedsCredentials(account.Provider)))
        {
            throw new ApiRefusal(ApiError.AccountNotConfigured);
        }

        if (account.Disabled)
        {
            throw new ApiRefusal(ApiError.AccountDisabled);
        }

        if (wanted.AuthorisationMode == "moto_api")
        {
            throw new ApiRefusal(new ApiError(422, "P0195", "Using authorisation_mode of moto_api is not allowed for this account"));
        }

        if (wanted.Moto && !account.AllowMoto)
        {
            throw new ApiRefusal(new ApiError(
                422,
                "P0196",
                "MOTO payments are not enabled for this account. Please contact support if you would like to process MOTO payments - https://www.payments.service.gov.uk/support/ ."));
        }

        if (wanted.AuthorisationMode == "agreement" || wanted.SetUpAgreement is not null)
        {
            throw new ApiRefusal(ApiError.RecurringDisabled);
        }

        if (wanted.Amount == 0 && !account.AllowZeroAmount)
        {
            throw CreatePaymentRequest.Invalid(422, "amount", "Must be greater than or equal to 1");
        }
    }

    private static Payment NewPayment(CreatePaymentRequest wanted, Account account, DateTimeOffset now) => new()
    {
        Number = 0,
        PaymentId = PublicId.New(),
        AccountNumber = account.Number,
        // An account without one is refused before this is written.
        Provider = account.Provider ?? "",
        CredentialNumber = account.CredentialNumber,
        Amount = wanted.Amount,
        Reference = wanted.Reference,
        Description = wanted.Description,
        ReturnUrl = wanted.ReturnUrl,
        Language = wanted.Language,
        Metadata = wanted.Metadata,
        DelayedCapture = wanted.DelayedCapture,
        Moto = wanted.Moto,
        AuthorisationMode = wanted.AuthorisationMode,
        Status = PaymentStatus.Created,
        Email = wanted.Email,
        CardholderName = wanted.Prefilled.CardholderName,
        AddressLine1 = wanted.Prefilled.Line1,
        AddressLine2 = wanted.Prefilled.Line2,
        AddressPostcode = wanted.Prefilled.Postcode,
        AddressCity = wanted.Prefilled.City,
        AddressCountry = wanted.Prefilled.Country,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()),
    };

    private static async Task<long> InsertAsync(Session session, Payment payment)
    {
        var number = await session.Prepare(InsertSql).ScalarAsync(
            payment.PaymentId,
            payment.AccountNumber,
            payment.Provider,
            payment.CredentialNumber,
            payment.Amount,
            payment.Reference,
            payment.Reference.ToLowerInvariant(),
            payment.Description,
            payment.ReturnUrl,
            payment.Language,
            payment.Metadata,
            payment.DelayedCapture ? 1L : 0L,
            payment.Moto ? 1L : 0L,
            payment.AuthorisationMode,
            payment.Email,
            payment.CreatedAt.ToUnixTimeMilliseconds());
        if (payment.HasCardDetails)
        {
            await PaymentRows.StorePayerAsync(session, payment with { Number = number });
        }

        return number;
    }
}
