using System.Text.RegularExpressions;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Messages;

/// <summary>
/// Reads what stands between <c>{{</c> and <c>}}</c>. What it does not know it refuses: partials, raw output, paths, loops and
/// helpers beyond <c>fallback</c> do not reach the template engine.
/// </summary>
internal sealed partial class ExpressionParser(FieldCatalog catalog, ICollection<Fault> faults)
{
    /// <summary>The expression, or null after reporting why it is none.</summary>
    public Expression? Parse(string inner, Place place)
    {
        var source = "{{" + inner + "}}";
        var text = inner.Trim();
        if (text == "else")
        {
            return new Expression.Else(place, source);
        }

        if (Closing().Match(text) is { Success: true } close)
        {
            return new Expression.Close(place, source, close.Groups[1].Value);
        }

        if (Opening().Match(text) is { Success: true } open)
        {
            return Known(new Expression.Open(place, source, open.Groups[1].Value, open.Groups[2].Value), open.Groups[2].Value);
        }

        if (WithFallback().Match(text) is { Success: true } fallback)
        {
            return Fallback(fallback, place, source);
        }

        if (Name().IsMatch(text))
        {
            return Known(new Expression.Value(place, source, text, null), text);
        }

        faults.Add(place.Fault(Shortened(source), WhatToWriteInstead(text)));
        return null;
    }

    private Expression.Value? Fallback(Match match, Place place, string source)
    {
        var (field, text) = (match.Groups[1].Value, match.Groups[2].Value[1..^1]);
        if (string.IsNullOrWhiteSpace(text) || text.Any(char.IsControl) || text.AsSpan().ContainsAny('{', '}', '\\'))
        {
            faults.Add(place.Fault(Shortened(source), "a fallback that says something, on one line, without { } or \\"));
            return null;
        }

        return Known(new Expression.Value(place, source, field, text), field);
    }

    private T? Known<T>(T expression, string field)
        where T : Expression
    {
        if (catalog.Knows(field))
        {
            return expression;
        }

        faults.Add(expression.Place.Fault(field, catalog.ExpectedInsteadOf(field)));
        return null;
    }

    private static string WhatToWriteInstead(string text) => text switch
    {
        ['{' or '&', ..] => "{{field}} with two braces: raw output is not allowed",
        ['>', ..] or ['#', '>', ..] => "no partials; what all mails share goes into the footer",
        ['#' or '/' or '^', ..] => "one of {{#if field}}, {{#unless field}}, {{else}}, {{/if}}, {{/unless}}",
        ['@' or '.', ..] => "the plain name of a field, not a path",
        ['~', ..] or [.., '~'] => "an expression without ~",
        _ when text.StartsWith("else ", StringComparison.Ordinal) => "{{else}} followed by a nested {{#if field}}",
        _ => "{{field}}, {{fallback field \"text\"}} or {{#if field}}…{{else}}…{{/if}}",
    };

    private static string Shortened(string source) => source.Length <= 80 ? source : source[..77] + "...";

    [GeneratedRegex(@"^#(if|unless)\s+([A-Za-z][A-Za-z0-9_]*)\z")]
    private static partial Regex Opening();

    [GeneratedRegex(@"^/(if|unless)\z")]
    private static partial Regex Closing();

    [GeneratedRegex(@"^fallback\s+([A-Za-z][A-Za-z0-9_]*)\s+(""[^""]*""|'[^']*')\z", RegexOptions.Singleline)]
    private static partial Regex WithFallback();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_]*\z")]
    private static partial Regex Name();
}
