using System.Collections.Frozen;

namespace Pay.Gateway.Providers.Epdq.Messages;

/// <summary>
/// Letters that windows-1252 lacks, and the letter that is left of each without its marks. It is a table because the gateway runs without
/// a culture's data, where <see cref="string.Normalize()"/> takes nothing apart.
/// </summary>
internal static class EpdqLetters
{
    /// <summary>What windows-1252 has beyond Latin-1.</summary>
    public const string Windows1252Extras = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ";

    private static readonly FrozenDictionary<char, char> Plain = new (char Letter, string Marked)[]
    {
        ('A', "ĀĂĄǍǞǠǺȀȂȦḀẠẢẤẦẨẪẬẮẰẲẴẶ"),
        ('B', "ḂḄḆ"),
        ('C', "ĆĈĊČḈ"),
        ('D', "ĎḊḌḎḐḒĐ"),
        ('E', "ĒĔĖĘĚȄȆȨḔḖḘḚḜẸẺẼẾỀỂỄỆ"),
        ('F', "Ḟ"),
        ('G', "ĜĞĠĢǦǴḠ"),
        ('H', "ĤȞḢḤḦḨḪĦ"),
        ('I', "ĨĪĬĮİǏȈȊḬḮỈỊ"),
        ('J', "Ĵ"),
        ('K', "ĶǨḰḲḴ"),
        ('L', "ĹĻĽḶḸḺḼĿŁ"),
        ('M', "ḾṀṂ"),
        ('N', "ŃŅŇǸṄṆṈṊŊ"),
        ('O', "ŌŎŐƠǑǪǬȌȎȪȬȮȰṌṎṐṒỌỎỐỒỔỖỘỚỜỞỠỢ"),
        ('P', "ṔṖ"),
        ('R', "ŔŖŘȐȒṘṚṜṞ"),
        ('S', "ŚŜŞȘṠṢṤṦṨ"),
        ('T', "ŢŤȚṪṬṮṰŦ"),
        ('U', "ŨŪŬŮŰŲƯǓǕǗǙǛȔȖṲṴṶṸṺỤỦỨỪỬỮỰ"),
        ('V', "ṼṾ"),
        ('W', "ŴẀẂẄẆẈ"),
        ('X', "ẊẌ"),
        ('Y', "ŶȲẎỲỴỶỸ"),
        ('Z', "ŹŻẐẒẔ"),
        ('a', "āăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ"),
        ('b', "ḃḅḇ"),
        ('c', "ćĉċčḉ"),
        ('d', "ďḋḍḏḑḓđ"),
        ('e', "ēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ"),
        ('f', "ḟ"),
        ('g', "ĝğġģǧǵḡ"),
        ('h', "ĥȟḣḥḧḩḫẖħ"),
        ('i', "ĩīĭįǐȉȋḭḯỉịı"),
        ('j', "ĵǰ"),
        ('k', "ķǩḱḳḵĸ"),
        ('l', "ĺļľḷḹḻḽŀł"),
        ('m', "ḿṁṃ"),
        ('n', "ńņňǹṅṇṉṋŉŋ"),
        ('o', "ōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ"),
        ('p', "ṕṗ"),
        ('r', "ŕŗřȑȓṙṛṝṟ"),
        ('s', "śŝşșṡṣṥṧṩſ"),
        ('t', "ţťțṫṭṯṱẗŧ"),
        ('u', "ũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự"),
        ('v', "ṽṿ"),
        ('w', "ŵẁẃẅẇẉẘ"),
        ('x', "ẋẍ"),
        ('y', "ŷȳẏẙỳỵỷỹ"),
        ('z', "źżẑẓẕ"),
    }.SelectMany(row => row.Marked.Select(marked => KeyValuePair.Create(marked, row.Letter))).ToFrozenDictionary();

    /// <summary>A combining mark, and pairs: a letter followed by what it is with the mark.</summary>
    private static readonly FrozenDictionary<(char Letter, char Mark), char> Composed = new (char Mark, string Pairs)[]
    {
        ('\u0300', "AÀEÈIÌOÒUÙaàeèiìoòuù"),
        ('\u0301', "AÁEÉIÍOÓUÚYÝaáeéiíoóuúyý"),
        ('\u0302', "AÂEÊIÎOÔUÛaâeêiîoôuû"),
        ('\u0303', "AÃNÑOÕaãnñoõ"),
        ('\u0308', "AÄEËIÏOÖUÜYŸaäeëiïoöuüyÿ"),
        ('\u030A', "AÅaå"),
        ('\u030C', "SŠZŽsšzž"),
        ('\u0327', "CÇcç"),
    }.SelectMany(row => row.Pairs.Chunk(2).Select(pair => KeyValuePair.Create((pair[0], row.Mark), pair[1]))).ToFrozenDictionary();

    /// <summary>The letter without its marks, or <see langword="null"/> where it is not a Latin letter with marks.</summary>
    public static char? WithoutMarks(char letter) => Plain.TryGetValue(letter, out var plain) ? plain : null;

    /// <summary>The letter with the mark as one character of windows-1252, or <see langword="null"/> where there is none.</summary>
    public static char? WithMark(char letter, char mark) => Composed.TryGetValue((letter, mark), out var composed) ? composed : null;
}
