using System.Globalization;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Messages;

/// <summary>
/// Turns the HTML that Markdig made into pieces. A real HTML parser says where each marker stands; only elements and attributes
/// on the list are written, so nothing that Markdown can produce becomes a script, a style or a handler.
/// </summary>
internal sealed class HtmlPieces(MarkedText marks, IReadOnlyList<LinkTarget> links, ICollection<Fault> faults)
{
    private static readonly HashSet<string> Elements =
        ["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "a", "br", "hr"];

    private static readonly HashSet<string> Empty = ["br", "hr"];

    private readonly List<Piece> pieces = [];

    /// <summary>Reads a fragment of HTML with markers.</summary>
    public IReadOnlyList<Piece> Read(string html)
    {
        var document = new HtmlParser().ParseDocument("<!doctype html><body></body>");
        var body = document.Body!;
        body.InnerHtml = html;
        WriteChildren(body, new BlockScope(faults));
        return pieces;
    }

    private void WriteChildren(INode parent, BlockScope scope)
    {
        foreach (var node in parent.ChildNodes)
        {
            Write(node, scope);
        }

        scope.End();
    }

    private void Write(INode node, BlockScope scope)
    {
        if (node is IText text)
        {
            WriteMarked(text.Data, Escape.Text, scope);
            return;
        }

        if (node is not IElement element || !Elements.Contains(element.LocalName))
        {
            throw new InvalidOperationException($"Markdown produced <{node.NodeName}>, which no mail may hold.");
        }

        if (element.LocalName == "p" && marks.OnlyBlockTags(element.TextContent) is { } tags && element.ChildElementCount == 0)
        {
            foreach (var tag in tags)
            {
                scope.Add(tag);
                pieces.Add(Piece.Of(tag, Escape.Text));
            }

            return;
        }

        WriteElement(element);
    }

    private void WriteElement(IElement element)
    {
        Literal("<" + element.LocalName);
        foreach (var attribute in element.Attributes)
        {
            WriteAttribute(element.LocalName, attribute);
        }

        Literal(">");
        if (Empty.Contains(element.LocalName))
        {
            return;
        }

        WriteChildren(element, new BlockScope(faults));
        Literal($"</{element.LocalName}>");
    }

    private void WriteAttribute(string element, IAttr attribute)
    {
        switch (element, attribute.Name)
        {
            case ("a", "href"):
                Literal(" href=\"");
                pieces.AddRange(links[marks.Split(attribute.Value).Single().Link!.Value].Pieces(Medium.Html));
                Literal("\"");
                break;
            case ("a", "title"):
                Literal(" title=\"");
                var scope = new BlockScope(faults);
                WriteMarked(attribute.Value, Escape.Attribute, scope);
                scope.End();
                Literal("\"");
                break;
            case ("ol", "start") when int.TryParse(attribute.Value, NumberStyles.None, CultureInfo.InvariantCulture, out _):
                Literal($" start=\"{attribute.Value}\"");
                break;
        }
    }

    private void WriteMarked(string text, Escape escape, BlockScope scope)
    {
        foreach (var part in marks.Split(text))
        {
            if (part.Expression is null)
            {
                Literal(HtmlText.Encode(part.Literal ?? ""));
                continue;
            }

            scope.Add(part.Expression);
            pieces.Add(Piece.Of(part.Expression, escape));
        }
    }

    private void Literal(string text) => pieces.Add(new Piece.Literal(text));
}
