using System.Text;
using NUnit.Framework;
using Pay.Gateway.Providers.Wire;

namespace Pay.Providers.Tests.Wire;

/// <summary>Documents in the encodings that they declare.</summary>
public sealed class PspXmlTests
{
    [TestCase("windows-1252")]
    [TestCase("ISO-8859-15")]
    [TestCase("utf-8")]
    public void Reads_a_document_in_the_encoding_that_it_declares(string encoding)
    {
        // Registered for everybody here, the encodings would be known without PspXml.
        var bytes = (CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding)).GetBytes($"<?xml version=\"1.0\" encoding=\"{encoding}\"?><a b=\"Zoë\"/>");
        Assert.That((string?)PspXml.Read(bytes)?.Root?.Attribute("b"), Is.EqualTo("Zoë"));
    }

    [Test]
    public void An_encoding_that_nobody_knows_is_no_document() =>
        Assert.That(PspXml.Read("<?xml version=\"1.0\" encoding=\"nonsense\"?><a/>"u8.ToArray()), Is.Null);
}
