namespace Pay.Providers;

/// <summary>
/// How the payer's browser gets to the bank's page and back (3D Secure). The gateway shows it inside a frame; the bank returns to
/// <see cref="AuthoriseRequest.ReturnUrl"/>. A closed set: every case is nested here.
/// </summary>
public abstract record Challenge
{
    private Challenge() { }

    /// <summary>Post a form there.</summary>
    /// <param name="Uri">An http or https address.</param>
    /// <param name="Fields">The form's hidden fields, in order.</param>
    public sealed record PostForm(Uri Uri, IReadOnlyList<KeyValuePair<string, string>> Fields) : Challenge
    {
        /// <summary>Names no values: they may hold card data.</summary>
        public override string ToString() => $"PostForm({Uri.Host})";
    }

    /// <summary>Go there.</summary>
    /// <param name="Uri">An http or https address.</param>
    public sealed record Redirect(Uri Uri) : Challenge
    {
        /// <summary>Names the host only: the address may be a secret.</summary>
        public override string ToString() => $"Redirect({Uri.Host})";
    }

    /// <summary>Show this page of the PSP. It is served apart, where it can run scripts and post anywhere but reach nothing of the gateway.</summary>
    /// <param name="Page">The HTML text.</param>
    public sealed record Html(string Page) : Challenge
    {
        /// <summary>Says nothing of the page.</summary>
        public override string ToString() => "Html";
    }
}
