namespace FollowUpAgent.Messages;

/// <summary>What can be measured about a text, so that learning carries over between messages.</summary>
internal static class TemplateTraits
{
    private const int ShortWords = 75;
    private const int MediumWords = 150;

    /// <summary>The traits of a text; what its author wrote in the head wins over what is measured.</summary>
    public static IReadOnlyDictionary<string, string> Of(FrontMatter head, MarkdownText body, IEnumerable<Piece> subject)
    {
        var traits = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["question"] = YesNo(head.Subject!.Text.Contains('?', StringComparison.Ordinal)),
            ["length"] = LengthClass(body.WordCount()),
            ["personalised"] = YesNo(subject.Concat(body.Html).Any(IsPersonal)),
            ["links"] = LinksClass(body.Html.Count(IsLink)),
        };
        foreach (var (key, value) in head.Traits)
        {
            traits[key] = value;
        }

        return traits;
    }

    private static string LengthClass(int words) => words < ShortWords ? "short" : words < MediumWords ? "medium" : "long";

    private static string LinksClass(int links) => links switch
    {
        0 => "none",
        1 => "one",
        <= 3 => "few",
        _ => "many",
    };

    private static bool IsPersonal(Piece piece) => piece is Piece.Value value && !FieldCatalog.System.Contains(value.Field);

    private static bool IsLink(Piece piece) => piece is Piece.TrackedLink;

    private static string YesNo(bool claim) => claim ? "yes" : "no";
}
