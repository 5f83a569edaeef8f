using System.Globalization;
using System.Text.RegularExpressions;

namespace FollowUpAgent.Messages;

/// <summary>
/// A text in which every expression is replaced by an inert word, a marker, so that Markdown and HTML parsers carry it to its
/// place unchanged. Markers are ASCII letters and digits only: Markdig percent-encodes anything else inside a link.
/// </summary>
internal sealed class MarkedText
{
    private readonly string prefix;
    private readonly Regex markers;
    private readonly Regex lastTags;

    public MarkedText(string prefix, string text, IReadOnlyList<Expression> expressions, IReadOnlyList<int> lines)
    {
        this.prefix = prefix;
        Text = text;
        Expressions = expressions;
        Lines = lines;
        markers = new Regex($"{prefix}([xl])([0-9]{{1,6}})z", RegexOptions.CultureInvariant);
        lastTags = new Regex($"\\n+((?:{prefix}x[0-9]{{1,6}}z)+)\\z", RegexOptions.CultureInvariant);
    }

    /// <summary>The text with markers.</summary>
    public string Text { get; }

    /// <summary>The expressions in order of appearance.</summary>
    public IReadOnlyList<Expression> Expressions { get; }

    /// <summary>For each line of <see cref="Text"/> its line in the file.</summary>
    public IReadOnlyList<int> Lines { get; }

    /// <summary>The marker that stands for the n-th link of the text.</summary>
    public string LinkMarker(int link) => Marker(prefix, 'l', link);

    /// <summary>The marker that stands for the n-th expression.</summary>
    public static string ExpressionMarker(string prefix, int expression) => Marker(prefix, 'x', expression);

    /// <summary>Takes a text apart: what is literal, what is an expression, what is a link.</summary>
    public IEnumerable<MarkedPart> Split(string text)
    {
        var at = 0;
        foreach (Match match in markers.Matches(text))
        {
            if (match.Index > at)
            {
                yield return new MarkedPart(text[at..match.Index], null, null);
            }

            var index = int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
            yield return match.Groups[1].Value == "x"
                ? new MarkedPart(null, Expressions[index], null)
                : new MarkedPart(null, null, index);
            at = match.Index + match.Length;
        }

        if (at < text.Length)
        {
            yield return new MarkedPart(text[at..], null, null);
        }
    }

    /// <summary>The block tags, if the text holds nothing else but white space; otherwise null.</summary>
    public IReadOnlyList<Expression>? OnlyBlockTags(string text)
    {
        var parts = Split(text).Where(part => !string.IsNullOrWhiteSpace(part.Literal) || part.Literal is null).ToList();
        return parts.Count > 0 && parts.TrueForAll(part => part.Expression is { IsBlockTag: true })
            ? parts.ConvertAll(part => part.Expression!)
            : null;
    }

    /// <summary>Lets the tags at the end follow at once, so that a block left out there leaves no blank line behind.</summary>
    public string WithoutGapBeforeLastTags(string text) => lastTags.Replace(text, "$1");

    private static string Marker(string prefix, char kind, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}{kind}{index}z");
}

/// <summary>A piece of marked text; exactly one of the three is set.</summary>
internal readonly record struct MarkedPart(string? Literal, Expression? Expression, int? Link);
