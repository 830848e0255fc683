using Pay.Gateway.PaymentPages.Texts;

namespace Pay.Gateway.PaymentPages.Views;

/// <summary>What is around every page: head, header, banner and foot.</summary>
public sealed record PageFrame(PageTexts Texts, string Nonce)
{
    /// <summary><see langword="null"/>: the page belongs to no payment and names no service.</summary>
    public string? ServiceName { get; init; }

    /// <summary>Name and address of whoever takes the payment.</summary>
    public string? Organisation { get; init; }

    public bool IsTest { get; init; }

    /// <summary>The page stands in a frame of ours, which its links lead out of.</summary>
    public bool IsFramed { get; init; }
}
