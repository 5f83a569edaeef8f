using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HandlebarsDotNet;

namespace FollowUpAgent.Messages;

/// <summary>
/// Compiles pieces with Handlebars. The source it hands to the engine holds block tags, names from the catalog and calls of the
/// few helpers below, nothing an author or a contact wrote: literals are looked up by number. So there is no text that could be
/// read as an expression, and no built-in helper, partial or path in reach. Compiled sources are kept by content.
/// </summary>
internal sealed class TemplateCompiler
{
    private const int MaxKept = 1000;

    private readonly ConcurrentDictionary<string, HandlebarsTemplate<TextWriter, object, object>> kept = new();
    private readonly IHandlebars plain = TemplateEngine.Create(Medium.Plain);
    private readonly IHandlebars html = TemplateEngine.Create(Medium.Html);

    /// <summary>Compiles one text of a template; the same pieces give the same compiled text.</summary>
    public CompiledText Compile(IEnumerable<Piece> pieces, IReadOnlyList<TrackedLink> links, Medium medium)
    {
        var source = new StringBuilder();
        var literals = new List<string>();
        foreach (var piece in Merged(pieces))
        {
            if (piece is Piece.Literal literal)
            {
                literals.Add(literal.Text);
            }

            source.Append(SourceOf(piece, literals.Count - 1));
        }

        if (kept.Count > MaxKept)
        {
            kept.Clear();
        }

        var key = medium + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(source.ToString())));
        var engine = medium is Medium.Html ? html : plain;
        return new CompiledText(kept.GetOrAdd(key, _ => engine.Compile(new StringReader(source.ToString()))), literals, links);
    }

    private static IEnumerable<Piece> Merged(IEnumerable<Piece> pieces)
    {
        var literal = new StringBuilder();
        foreach (var piece in pieces)
        {
            if (piece is Piece.Literal { Text: var text })
            {
                literal.Append(text);
                continue;
            }

            if (literal.Length > 0)
            {
                yield return new Piece.Literal(literal.ToString());
                literal.Clear();
            }

            yield return piece;
        }

        if (literal.Length > 0)
        {
            yield return new Piece.Literal(literal.ToString());
        }
    }

    private static string SourceOf(Piece piece, int literal) => piece switch
    {
        Piece.Literal => string.Create(CultureInfo.InvariantCulture, $"{{{{literal {literal}}}}}"),
        Piece.TrackedLink link => string.Create(CultureInfo.InvariantCulture, $"{{{{link {link.Number}}}}}"),
        Piece.Value { Fallback: null } value => $"{{{{{TemplateEngine.Helper(value.Escape)} \"{value.Field}\"}}}}",
        Piece.Value value => $"{{{{{TemplateEngine.Helper(value.Escape)} \"{value.Field}\" {Quoted(value.Fallback)}}}}}",
        Piece.Open open => $"{{{{#{open.Keyword} {TemplateEngine.Fields}.{open.Field}}}}}",
        Piece.Else => "{{else}}",
        Piece.Close close => $"{{{{/{close.Keyword}}}}}",
        _ => throw new InvalidOperationException($"No source for {piece.GetType().Name}."),
    };

    // The parser let no braces, backslashes or line breaks into a fallback, and at most one kind of quote.
    private static string Quoted(string fallback) => fallback.Contains('"', StringComparison.Ordinal) ? $"'{fallback}'" : $"\"{fallback}\"";
}
