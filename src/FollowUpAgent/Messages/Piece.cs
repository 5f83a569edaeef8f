namespace FollowUpAgent.Messages;

/// <summary>One piece of a text that is ready to be filled in: markup and words are fixed, fields know where they stand.</summary>
internal abstract record Piece
{
    /// <summary>Text that is already escaped for its medium.</summary>
    public sealed record Literal(string Text) : Piece;

    /// <summary>A field, escaped for its place when it is filled in.</summary>
    public sealed record Value(string Field, string? Fallback, Escape Escape) : Piece;

    /// <summary>The start of a block; see <see cref="Expression.Open"/>.</summary>
    public sealed record Open(string Keyword, string Field) : Piece;

    /// <summary>The other branch of a block.</summary>
    public sealed record Else : Piece;

    /// <summary>The end of a block.</summary>
    public sealed record Close(string Keyword) : Piece;

    /// <summary>The address of a link that clicks may be counted on.</summary>
    public sealed record TrackedLink(int Number) : Piece;

    /// <summary>The piece for an expression at a place with this escape.</summary>
    public static Piece Of(Expression expression, Escape escape) => expression switch
    {
        Expression.Value value => new Value(value.Field, value.Fallback, escape),
        Expression.Open open => new Open(open.Keyword, open.Field),
        Expression.Close close => new Close(close.Keyword),
        _ => new Else(),
    };
}

/// <summary>How a value is made harmless where it stands.</summary>
internal enum Escape
{
    /// <summary>Words: HTML-encoded in HTML, as they are in plain text. Line breaks become spaces.</summary>
    Text,

    /// <summary>A quoted HTML attribute.</summary>
    Attribute,

    /// <summary>One component of a URL: percent-encoded, so that it cannot start another component.</summary>
    UrlComponent,

    /// <summary>A whole URL that the system itself made.</summary>
    WholeUrl,

    /// <summary>A header: as it is, and refused if it holds a line break or another control character.</summary>
    Header,
}

/// <summary>What a text is rendered for.</summary>
internal enum Medium
{
    /// <summary>The plain-text part and the subject.</summary>
    Plain,

    /// <summary>The HTML part.</summary>
    Html,
}
