using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.LostLeads;

/// <summary>Names a revival.</summary>
internal readonly record struct RevivalId(Guid Value) : IId<RevivalId>
{
    /// <inheritdoc />
    public static RevivalId From(Guid value) => new(value);
}

/// <summary>A try to win a lost lead back, or one that chance left alone.</summary>
internal sealed record Revival
{
    /// <summary>The revival's id.</summary>
    public RevivalId Id { get; init; }

    /// <summary>Who.</summary>
    public ContactId ContactId { get; init; }

    /// <summary>One of <see cref="RevivalKind"/>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>With which probability chance drew that.</summary>
    public double Probability { get; init; }

    /// <summary>The sequence; null where nobody writes.</summary>
    public string? Sequence { get; init; }

    /// <summary>The enrollment, once there is one.</summary>
    public EnrollmentId? EnrollmentId { get; init; }

    /// <summary>Who started it; null where the agent did.</summary>
    public string? Person { get; init; }

    /// <summary>The gain that was expected.</summary>
    public double Forecast { get; init; }

    /// <summary>As the models read the contact then.</summary>
    public string Features { get; init; } = "";

    /// <summary>From when on what happens belongs to it: written to or not, its moment is the same.</summary>
    public DateTimeOffset MomentAt { get; init; }

    /// <summary>When it was drawn.</summary>
    public DateTimeOffset BegunAt { get; init; }

    /// <summary>When its time is over.</summary>
    public DateTimeOffset UntilAt { get; init; }
}

/// <summary>What chance made of a revival, as text in database and JSON.</summary>
internal static class RevivalKind
{
    /// <summary>It is written to.</summary>
    public const string Written = "written";

    /// <summary>It is left alone, so that the gain can be measured.</summary>
    public const string Held = "held";

    /// <summary>A person phones.</summary>
    public const string Phoned = "phoned";
}
