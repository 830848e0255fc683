using System.Net;
using System.Text.RegularExpressions;

namespace Pay.Gateway.Tests.PaymentPages;

/// <summary>A form of a page, with its hidden fields.</summary>
internal sealed partial record PageForm(string Action, List<KeyValuePair<string, string>> Fields)
{
    public static PageForm Of(string page)
    {
        var form = Form().Match(page);
        return form.Success
            ? new PageForm(
                WebUtility.HtmlDecode(form.Groups["action"].Value),
                [.. Hidden().Matches(page[form.Index..]).Select(field => KeyValuePair.Create(WebUtility.HtmlDecode(field.Groups["name"].Value), WebUtility.HtmlDecode(field.Groups["value"].Value)))])
            : throw new InvalidOperationException($"There is no form in the page: {page}");
    }

    [GeneratedRegex("<form[^>]* action=\"(?<action>[^\"]*)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hidden();
}

/// <summary>The payer's way to the bank and back, without scripts: every form is sent by hand.</summary>
internal static class BankVisit
{
    /// <summary>Opens the page that leads to the bank, as the frame does.</summary>
    public static async Task<PageForm> ToBankAsync(this Pay.Gateway.Tests.Payer payer, string paymentId)
    {
        var page = await payer.GetAsync($"/card_details/{paymentId}/3ds_required_out");
        return page.Status == 200 ? PageForm.Of(page.Body) : throw new InvalidOperationException($"No way to the bank: {page}");
    }

    /// <summary>The bank sends the browser back with these fields; the page that it meets hands them on.</summary>
    public static async Task<PageReply> BackFromBankAsync(this Pay.Gateway.Tests.Payer payer, string paymentId, params (string Name, string Value)[] fields)
    {
        var handOn = PageForm.Of((await payer.PostAsync(
            $"/card_details/{paymentId}/3ds_required_in", fields.Select(field => KeyValuePair.Create(field.Name, field.Value)))).Body);
        return await payer.PostAsync(handOn.Action, handOn.Fields);
    }
}
