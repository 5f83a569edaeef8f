namespace FollowUpAgent.Messages;

/// <summary>One <c>{{…}}</c> of a template, understood. Contact data never become one.</summary>
internal abstract record Expression(Place Place, string Source)
{
    /// <summary>A field's value, or the fallback where the field is missing.</summary>
    public sealed record Value(Place Place, string Source, string Field, string? Fallback) : Expression(Place, Source);

    /// <summary>The start of a block that shows if (or unless) a field is known.</summary>
    public sealed record Open(Place Place, string Source, string Keyword, string Field) : Expression(Place, Source);

    /// <summary>The other branch of a block.</summary>
    public sealed record Else(Place Place, string Source) : Expression(Place, Source);

    /// <summary>The end of a block.</summary>
    public sealed record Close(Place Place, string Source, string Keyword) : Expression(Place, Source);

    /// <summary>Whether this starts, divides or ends a block, and prints nothing itself.</summary>
    public bool IsBlockTag => this is not Value;
}
