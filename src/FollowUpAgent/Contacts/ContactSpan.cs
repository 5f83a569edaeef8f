using FollowUpAgent.Storage;

namespace FollowUpAgent.Contacts;

/// <summary>Some contacts for other rooms' SQL: a stretch of ids, as a walk over all of them takes it, or a list.</summary>
internal sealed class ContactSpan
{
    private readonly Guid[]? ids;
    private readonly ContactId after;
    private readonly ContactId last;

    private ContactSpan(Guid[]? ids, ContactId after, ContactId last) => (this.ids, this.after, this.last) = (ids, after, last);

    /// <summary>Those after an id up to another, which is included.</summary>
    public static ContactSpan Between(ContactId after, ContactId last) => new(null, after, last);

    /// <summary>Those of a list.</summary>
    public static ContactSpan Of(IEnumerable<ContactId> ids) => new([.. ids.Select(i => i.Value)], default, default);

    /// <summary>The condition that a column names one of them.</summary>
    public string Condition(Dialect dialect, string column) => ids is null ? $"{column} > @after AND {column} <= @last" : dialect.In(column, "ids");

    /// <summary>The parameters of the condition, with a moment that the statement may call <c>@now</c>.</summary>
    public object Parameters(DateTimeOffset now) => new { ids, after, last, now };
}
