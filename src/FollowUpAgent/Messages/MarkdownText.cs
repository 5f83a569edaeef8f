using FollowUpAgent.Hosting;
using Markdig;

namespace FollowUpAgent.Messages;

/// <summary>One Markdown text as pieces for both media.</summary>
internal sealed record MarkdownText(IReadOnlyList<Piece> Html, IReadOnlyList<Piece> Plain)
{
    // CommonMark and nothing else; raw HTML is text.
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePreciseSourceLocation().Build();

    /// <summary>Reads a Markdown text with markers; what is wrong goes to the faults. Tracked links are added to the list.</summary>
    public static MarkdownText? Read(MarkedText marks, Place start, List<TrackedLink> tracked, ICollection<Fault> faults)
    {
        var before = faults.Count;
        try
        {
            var document = Markdown.Parse(marks.Text, Pipeline);
            var links = new LinkReader(marks, start.File, faults).Read(document, tracked);
            if (faults.Count > before)
            {
                return null;
            }

            var html = new HtmlPieces(marks, links, faults).Read(document.ToHtml(Pipeline));
            return faults.Count > before ? null : new MarkdownText(html, [.. PlainPieces(marks, links, new PlainText(marks).Write(document))]);
        }
        catch (ArgumentException exception) when (exception.Message.Contains("too deeply nested", StringComparison.Ordinal))
        {
            faults.Add(start.Fault("a text nested without end", "quotes, lists and links nested as a person would"));
            return null;
        }
    }

    /// <summary>A line without markup, as pieces: the subject or the preheader.</summary>
    public static IEnumerable<Piece> Line(MarkedText marks, Escape escape, Medium medium) => marks.Split(marks.Text.TrimEnd('\n')).Select(part =>
        part.Expression is { } expression
            ? Piece.Of(expression, escape)
            : new Piece.Literal(medium is Medium.Html ? HtmlText.Encode(part.Literal!) : part.Literal!));

    /// <summary>How many words stand in the text; a field counts as one.</summary>
    public int WordCount() => Plain.Sum(piece => piece switch
    {
        Piece.Literal literal => literal.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Count(word => word.Any(char.IsLetterOrDigit)),
        Piece.Value { Escape: Escape.Text } => 1,
        _ => 0,
    });

    private static IEnumerable<Piece> PlainPieces(MarkedText marks, IReadOnlyList<LinkTarget> links, string text) =>
        marks.Split(text).SelectMany(part => part switch
        {
            { Link: { } link } => links[link].Pieces(Medium.Plain),
            { Expression: { } expression } => [Piece.Of(expression, Escape.Text)],
            _ => [new Piece.Literal(part.Literal!)],
        });
}
