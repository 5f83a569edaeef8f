namespace FollowUpAgent.Contacts.Import;

/// <summary>What people write for a language: an ISO 639-1 code, a locale such as nl-BE, or a name in English, Dutch or itself.</summary>
internal static class LanguageNames
{
    // ISO 639-1, all of it: the runtime's own list depends on the machine's libraries.
    private static readonly HashSet<string> Codes =
    [
        .. """
           aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi
           fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw
           ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro
           ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi
           yo za zh zu
           """.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries),
    ];

    // Code, then names in English, Dutch and the language itself, then ISO 639-2.
    private static readonly Dictionary<string, string> Names = """
        en english engels eng
        nl dutch nederlands flemish vlaams nld dut
        de german duits deutsch deu ger
        fr french frans français fra fre
        es spanish spaans español spa
        it italian italiaans italiano ita
        pt portuguese portugees português por
        da danish deens dansk dan
        sv swedish zweeds svenska swe
        no norwegian noors norsk nor
        fi finnish fins suomi fin
        pl polish pools polski pol
        cs czech tsjechisch čeština ces cze
        tr turkish turks türkçe tur
        """.Split('\n')
        .Select(line => line.Trim().Split(' '))
        .SelectMany(words => words.Skip(1).Select(name => (name, code: words[0])))
        .ToDictionary(n => n.name, n => n.code, StringComparer.OrdinalIgnoreCase);

    /// <summary>The two-letter code in lower case, or null where the text means no language.</summary>
    public static string? Find(string text)
    {
        var first = text.Split('-', '_')[0].Trim().ToLowerInvariant();
        return Codes.Contains(first) ? first : Names.GetValueOrDefault(text.Trim());
    }
}
