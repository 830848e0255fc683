using NUnit.Framework;
using Pay.Gateway.Providers.Wire;

namespace Pay.Providers.Tests.Wire;

/// <summary>Text on its way between us and a PSP.</summary>
internal sealed class PspTextTests
{
    [TestCase("Card number not recognised: 4444333322221111", "Card number not recognised: ****")]
    [TestCase("4444 3333 2222 1111", "****")]
    [TestCase("4444-3333-2222-1111!", "****!")]
    [TestCase("4444********1111", "****")]
    [TestCase("444433XXXXXX1111", "****")]
    [TestCase("4444\n3333\t2222\r\n1111", "****")]
    [TestCase("\u0664\u0664\u0664\u0664333322221111", "****")]
    [TestCase("12345678901", "12345678901")]
    [TestCase("123456789012", "****")]
    [TestCase("capture amount (GBP 1.01) exceeds (GBP 1.00)", "capture amount (GBP 1.01) exceeds (GBP 1.00)")]
    [TestCase("  two \r\n lines\0here ", "two lines here")]
    [TestCase("xxxx", "xxxx")]
    [TestCase("", "")]
    [TestCase(null, "")]
    public void Quotes_a_PSP_without_card_digits(string? text, string expected) => Assert.That(PspText.Quote(text), Is.EqualTo(expected));

    [Test]
    public void Quotes_a_bounded_part()
    {
        Assert.That(PspText.Quote(new string('y', 100_000)), Has.Length.EqualTo(200));
        Assert.That(PspText.Quote(new string('y', 190) + "4444333322221111"), Does.EndWith("y****"), "nothing is cut before it is masked");
    }

    // Not as arguments of an attribute, which cannot carry half a surrogate pair.
    [Test]
    public void Drops_what_XML_cannot_carry()
    {
        Assert.That(PspText.ForXml("a\0b\u0008c\uFFFFd\uDC00e\uD83D"), Is.EqualTo("abcde"));
        Assert.That(PspText.ForXml("\U0001F41F\t\r\n<&>"), Is.EqualTo("\U0001F41F\t\r\n<&>"));
    }

    [Test]
    public void Cuts_no_character_in_half()
    {
        Assert.That(PspText.Cut("ab\U0001F41F", 3), Is.EqualTo("ab"));
        Assert.That(PspText.Cut("ab\U0001F41F", 4), Is.EqualTo("ab\U0001F41F"));
    }
}
