using System.Text;
using NUnit.Framework;
using Pay.Gateway.Providers.Epdq.Messages;

namespace Pay.Providers.Tests.Epdq;

/// <summary>Text and forms in windows-1252 (epdq.md section 2).</summary>
internal sealed class EpdqTextTests
{
    [TestCase("Zoë O’Hara €5", "Zoë O’Hara €5", TestName = "What windows-1252 has stays")]
    [TestCase("Łukasz Źdźbło", "Lukasz Zdzblo", TestName = "Polish letters lose their marks")]
    [TestCase("Ďuriš Ňáž", "Duriš Náž", TestName = "Marks that windows-1252 has stay")]
    [TestCase("Nguyễn Thị Đặng", "Nguyen Thi Dang", TestName = "Vietnamese letters lose their marks")]
    [TestCase("Ștefan Țiriac", "Stefan Tiriac", TestName = "Romanian letters lose their commas")]
    [TestCase("İpek Iğdır", "Ipek Igdir", TestName = "Turkish letters lose their marks")]
    [TestCase("Zoe\u0308 C\u030Cech", "Zoë Cech", TestName = "Combining marks are composed or dropped")]
    [TestCase("\u0301x", "x", TestName = "A mark without a letter is dropped")]
    [TestCase("Иван 李 😀", "???? ? ?", TestName = "Other scripts become question marks, one for each character")]
    [TestCase("a\r\n\tb\0c", "a   b c", TestName = "Controls become blanks")]
    [TestCase("a\u0081b\u009Fc", "a b c", TestName = "Controls above ASCII become blanks")]
    [TestCase("a\u200Bb\u2009c\u2011d", "ab c-d", TestName = "Thin blanks and hyphens become plain ones")]
    public void Brings_text_into_windows_1252(string text, string expected)
    {
        var mapped = EpdqText.Map(text);

        Assert.That(mapped, Is.EqualTo(expected));
        Assert.That(EpdqText.Windows1252.GetString(EpdqText.Windows1252.GetBytes(mapped)), Is.EqualTo(mapped));
    }

    [Test]
    public void Brings_every_character_into_windows_1252()
    {
        var broken = Enumerable.Range(0, 0x10000)
            .Select(code => EpdqText.Map(((char)code).ToString()))
            .Where(mapped => !EpdqText.IsSendable(mapped) || EpdqText.Windows1252.GetString(EpdqText.Windows1252.GetBytes(mapped)) != mapped);

        Assert.That(broken, Is.Empty);
    }

    [Test]
    public void Makes_a_question_mark_of_half_a_surrogate_pair() => Assert.That(EpdqText.Map("a\uD800b"), Is.EqualTo("a?b"));

    [TestCase("abcdef", 3, "abc")]
    [TestCase("ab  ef", 4, "ab")]
    [TestCase("  ab ", 4, "ab")]
    [TestCase(null, 4, "")]
    public void Cuts(string? text, int charactersMax, string expected) => Assert.That(EpdqText.Cut(text, charactersMax), Is.EqualTo(expected));

    [TestCase("abc", 3, "abc")]
    [TestCase("abcd", 3, "")]
    [TestCase(null, 3, "")]
    public void Leaves_out_what_may_not_be_cut(string? text, int charactersMax, string expected) =>
        Assert.That(EpdqText.WholeOrNothing(text, charactersMax), Is.EqualTo(expected));

    [TestCase("Zoë O’Hara", "Zo%EB+O%92Hara")]
    [TestCase("a*-._b", "a*-._b")]
    [TestCase("10 Mill Lane, Flat 2", "10+Mill+Lane%2C+Flat+2")]
    [TestCase("~!'()/&=+%", "%7E%21%27%28%29%2F%26%3D%2B%25")]
    public void Escapes_as_epdq_does(string value, string expected) =>
        Assert.That(Encoding.ASCII.GetString(EpdqForm.Write([KeyValuePair.Create("CN", value)])), Is.EqualTo("CN=" + expected));

    [TestCase("CN=Zo%EB+O%92Hara", "CN", "Zoë O’Hara")]
    [TestCase("CN=Zo%eb", "CN", "Zoë")]
    [TestCase("a=b=c", "a", "b=c")]
    [TestCase("a", "a", "")]
    [TestCase("a=100%", "a", "100%")]
    [TestCase("a=%4", "a", "%4")]
    [TestCase("a=%zz1", "a", "%zz1")]
    [TestCase("&&a=1&", "a", "1")]
    public void Reads_a_form(string body, string name, string value) =>
        Assert.That(EpdqForm.Read(Encoding.ASCII.GetBytes(body)), Is.EqualTo(new[] { KeyValuePair.Create(name, value) }));

    [Test]
    public void Reads_back_every_byte_that_it_writes()
    {
        var all = EpdqText.Map(new string([.. Enumerable.Range(' ', 0x10000 - ' ').Select(code => (char)code)]));

        Assert.That(EpdqForm.Read(EpdqForm.Write([KeyValuePair.Create("x", all[..8000])])), Is.EqualTo(new[] { KeyValuePair.Create("x", all[..8000]) }));
    }

    [Test]
    public void Reads_no_form_beyond_its_bounds()
    {
        Assert.That(EpdqForm.Read(Encoding.ASCII.GetBytes(string.Join('&', Enumerable.Repeat("a=1", 257)))), Is.Null);
        Assert.That(EpdqForm.Read(new byte[64 * 1024 + 1]), Is.Null);
    }
}
