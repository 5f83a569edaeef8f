using System.Globalization;
using System.Text;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace FollowUpAgent.Messages;

/// <summary>
/// Writes a parsed text as plain text: what a person would type. Paragraphs are not wrapped, since the reader's window does that;
/// links stand in brackets after their words.
/// </summary>
internal sealed class PlainText(MarkedText marks)
{
    /// <summary>The text with markers, without a line break at its end.</summary>
    public string Write(ContainerBlock container) => Blocks(container, "\n\n");

    private string Blocks(ContainerBlock container, string gap)
    {
        var text = new StringBuilder();
        foreach (var block in container)
        {
            var words = Block(block);
            var isTag = block is ParagraphBlock && marks.OnlyBlockTags(words) is not null;
            text.Append(words).Append(isTag || words.Length == 0 ? "" : gap);
        }

        return marks.WithoutGapBeforeLastTags(text.ToString()).TrimEnd('\n');
    }

    private string Block(Block block) => block switch
    {
        LinkReferenceDefinitionGroup => "",
        ThematicBreakBlock => "----------",
        CodeBlock code => Indented(code.Lines.ToString().TrimEnd('\n'), "    ", "    "),
        QuoteBlock quote => Indented(Blocks(quote, "\n\n"), "> ", "> "),
        ListBlock list => Items(list),
        ContainerBlock container => Blocks(container, "\n\n"),
        LeafBlock { Inline: { } inline } => Inlines(inline),
        _ => "",
    };

    private string Items(ListBlock list)
    {
        var number = int.TryParse(list.OrderedStart, NumberStyles.None, CultureInfo.InvariantCulture, out var start) ? start : 1;
        var gap = list.IsLoose ? "\n\n" : "\n";
        var items = list.OfType<ListItemBlock>().Select((item, index) =>
        {
            var bullet = list.IsOrdered ? string.Create(CultureInfo.InvariantCulture, $"{number + index}. ") : "- ";
            return Indented(Blocks(item, gap), bullet, new string(' ', bullet.Length));
        });
        return string.Join(gap, items);
    }

    private string Inlines(ContainerInline container)
    {
        var text = new StringBuilder();
        foreach (var inline in container)
        {
            text.Append(inline switch
            {
                LiteralInline literal => literal.Content.ToString(),
                CodeInline code => code.Content,
                HtmlEntityInline entity => entity.Transcoded.ToString(),
                LineBreakInline line => line.IsHard ? "\n" : " ",
                LinkInline link => Link(link),
                ContainerInline nested => Inlines(nested),
                _ => "",
            });
        }

        return text.ToString();
    }

    // An address that is its own text is written once.
    private string Link(LinkInline link)
    {
        var words = Inlines(link);
        return link.IsAutoLink || words.Length == 0 ? link.Url! : $"{words} ({link.Url})";
    }

    private static string Indented(string text, string first, string others)
    {
        var lines = text.Split('\n').Select((line, index) => ((index == 0 ? first : others) + line).TrimEnd(' '));
        return string.Join('\n', lines);
    }
}
