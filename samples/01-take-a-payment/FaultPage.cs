using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Pay.Client;

namespace TakeAPayment;

/// <summary>Shown when Pay does not answer as it should; the details are in the log and not on the page.</summary>
internal static class FaultPage
{
    internal static Task AnswerAsync(HttpContext context)
    {
        var fault = context.Features.Get<IExceptionHandlerFeature>()?.Error as PayException;
        var status = fault is null ? StatusCodes.Status500InternalServerError : StatusCodes.Status502BadGateway;
        return new RazorComponentResult<ProblemPage>(new { Fault = fault }) { StatusCode = status }.ExecuteAsync(context);
    }
}
