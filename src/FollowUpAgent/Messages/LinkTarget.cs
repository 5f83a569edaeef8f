using System.Text.RegularExpressions;

namespace FollowUpAgent.Messages;

/// <summary>Where a link of a template leads, checked at activation.</summary>
internal abstract partial record LinkTarget
{
    /// <summary>A static http(s) link with its number in the mail, from 1; clicks may be counted.</summary>
    public sealed record Tracked(TrackedLink Link) : LinkTarget;

    /// <summary>A mailto or tel link, or one that carries fields: never counted.</summary>
    public sealed record Direct(IReadOnlyList<MarkedPart> Parts) : LinkTarget;

    /// <summary>The link to unsubscribe: never counted, different for each mail.</summary>
    public sealed record Unsubscribe : LinkTarget;

    /// <summary>The pieces that print the address.</summary>
    public IEnumerable<Piece> Pieces(Medium medium) => this switch
    {
        Tracked tracked => [new Piece.TrackedLink(tracked.Link.Number)],
        Direct direct => direct.Parts.Select(part => part.Expression is { } expression
            ? Piece.Of(expression, Escape.UrlComponent)
            : new Piece.Literal(medium is Medium.Html ? HtmlText.Encode(part.Literal!) : ForReaders(part.Literal!))),
        _ => [new Piece.Value(FieldCatalog.UnsubscribeUrl, null, Escape.WholeUrl)],
    };

    private static string ForReaders(string url) => UnreadScheme().Replace(url, "");

    [GeneratedRegex("^(mailto|tel):", RegexOptions.IgnoreCase)]
    private static partial Regex UnreadScheme();
}

/// <summary>A numbered link of an activated template; a click token names the number, never the URL.</summary>
internal sealed record TrackedLink(int Number, string Url)
{
    /// <summary>The number of the link that no person sees: what follows it follows all links, as scanners do. It leads where the first one does.</summary>
    public const int Honeypot = ushort.MaxValue;
}
