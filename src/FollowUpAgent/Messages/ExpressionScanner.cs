using System.Globalization;
using System.Text;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Messages;

/// <summary>
/// Finds the expressions of a template text before Markdown sees it, checks that blocks nest, and marks their places.
/// A block tag that has a line to itself becomes a paragraph of its own, so that it can enclose whole paragraphs and lists.
/// </summary>
internal sealed class ExpressionScanner(FieldCatalog catalog, ICollection<Fault> faults)
{
    private const int MaxExpressions = 1000;
    private const int MaxDepth = 16;

    /// <summary>Scans a text whose first line is the given line of the file; null after reporting faults.</summary>
    public MarkedText? Scan(string text, Place start)
    {
        var before = faults.Count;
        var parser = new ExpressionParser(catalog, faults);
        var prefix = UnusedPrefix(text);
        var expressions = new List<Expression>();
        var marked = new StringBuilder(text.Length);
        var lines = new List<int> { start.Line };
        foreach (var (literal, inner, line) in Tokens(text, start))
        {
            if (inner is null)
            {
                marked.Append(literal);
                lines.AddRange(Enumerable.Range(line + 1, literal.AsSpan().Count('\n')));
            }
            else if (parser.Parse(inner, start with { Line = line }) is { } expression)
            {
                marked.Append(MarkedText.ExpressionMarker(prefix, expressions.Count));
                expressions.Add(expression);
            }
        }

        if (faults.Count == before)
        {
            CheckBlocks(expressions, start);
        }

        return faults.Count > before ? null : WithTagsOnTheirOwn(prefix, marked.ToString(), expressions, lines);
    }

    // Yields literal text and the insides of expressions with their lines. Comments vanish.
    private IEnumerable<(string Literal, string? Inner, int Line)> Tokens(string text, Place start)
    {
        int at = 0, line = start.Line;
        while (at < text.Length)
        {
            var open = text.IndexOf("{{", at, StringComparison.Ordinal);
            var literal = text[at..(open < 0 ? text.Length : open)];
            CheckLiteral(literal, start with { Line = line }, beforeExpression: open >= 0);
            yield return (literal, null, line);
            if (open < 0)
            {
                yield break;
            }

            line += literal.Count(c => c == '\n');
            var end = EndOf(text, open);
            if (end < 0)
            {
                faults.Add(new Place(start.File, line).Fault("{{", "a closing }}"));
                yield break;
            }

            var inner = text[(open + 2)..end];
            if (!inner.StartsWith('!'))
            {
                yield return ("", inner, line);
            }

            line += inner.Count(c => c == '\n');
            at = end + 2;
        }
    }

    private void CheckLiteral(string literal, Place place, bool beforeExpression)
    {
        var stray = literal.IndexOf("}}", StringComparison.Ordinal);
        if (stray >= 0)
        {
            var line = place.Line + literal.AsSpan(0, stray).Count('\n');
            faults.Add(new Place(place.File, line).Fault("}}", "an opening {{ before it"));
        }

        if (beforeExpression && literal.EndsWith('\\'))
        {
            var line = place.Line + literal.AsSpan().Count('\n');
            faults.Add(new Place(place.File, line).Fault("\\{{", "no backslash before {{: it does not hide an expression"));
        }
    }

    // Quotes may hold braces only to be refused by the parser; a comment of the long kind ends at --}}.
    private static int EndOf(string text, int open)
    {
        if (text.AsSpan(open).StartsWith("{{!--"))
        {
            var dashes = text.IndexOf("--}}", open + 5, StringComparison.Ordinal);
            return dashes < 0 ? -1 : dashes + 2;
        }

        var start = open + 2;
        var end = text.IndexOf("}}", start, StringComparison.Ordinal);
        return end >= 0 && start < text.Length && text[start] == '{' && end + 2 < text.Length && text[end + 2] == '}' ? end + 1 : end;
    }

    private void CheckBlocks(List<Expression> expressions, Place start)
    {
        if (expressions.Count > MaxExpressions)
        {
            faults.Add(start.Fault(
                string.Create(CultureInfo.InvariantCulture, $"{expressions.Count} expressions"),
                string.Create(CultureInfo.InvariantCulture, $"at most {MaxExpressions}")));
        }

        var open = new Stack<(Expression.Open Tag, bool HasElse)>();
        foreach (var expression in expressions)
        {
            CheckBlock(expression, open);
        }

        foreach (var (tag, _) in open)
        {
            faults.Add(tag.Place.Fault(tag.Source, $"a {{{{/{tag.Keyword}}}}} that ends it"));
        }
    }

    private void CheckBlock(Expression expression, Stack<(Expression.Open Tag, bool HasElse)> open)
    {
        switch (expression)
        {
            case Expression.Open tag:
                open.Push((tag, false));
                if (open.Count == MaxDepth + 1)
                {
                    faults.Add(tag.Place.Fault(tag.Source, string.Create(CultureInfo.InvariantCulture, $"blocks nested at most {MaxDepth} deep")));
                }

                break;
            case Expression.Else when open.TryPeek(out var top) && !top.HasElse:
                open.Pop();
                open.Push(top with { HasElse = true });
                break;
            case Expression.Else:
                faults.Add(expression.Place.Fault(expression.Source, "one {{else}} inside a {{#if field}}"));
                break;
            case Expression.Close close when open.TryPeek(out var top) && top.Tag.Keyword == close.Keyword:
                open.Pop();
                break;
            case Expression.Close close:
                faults.Add(close.Place.Fault(close.Source, $"a {{{{#{close.Keyword} field}}}} before it that is still open"));
                break;
        }
    }

    private static MarkedText WithTagsOnTheirOwn(string prefix, string text, List<Expression> expressions, List<int> sourceLines)
    {
        var plain = new MarkedText(prefix, text, expressions, []);
        var lines = new List<int>();
        var spaced = new StringBuilder(text.Length);
        foreach (var (index, line) in text.Split('\n').Index())
        {
            var isTag = plain.OnlyBlockTags(line) is not null;
            spaced.Append(isTag ? "\n" + line.Trim() + "\n\n" : line + "\n");
            lines.AddRange(Enumerable.Repeat(sourceLines[index], isTag ? 3 : 1));
        }

        return new MarkedText(prefix, spaced.ToString(), expressions, lines);
    }

    private static string UnusedPrefix(string text)
    {
        var salt = 0;
        string prefix;
        do
        {
            prefix = string.Create(CultureInfo.InvariantCulture, $"mk{salt++:d4}q");
        }
        while (text.Contains(prefix, StringComparison.OrdinalIgnoreCase));
        return prefix;
    }
}
