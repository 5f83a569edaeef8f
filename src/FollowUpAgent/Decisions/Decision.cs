using FollowUpAgent.Contacts;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Decisions;

/// <summary>One ledger row: one stage of one decision, as the database holds it. Written once.</summary>
internal sealed record Decision
{
    /// <summary>The action that passes over a step.</summary>
    public const string Skip = "skip";

    /// <summary>The stage that draws a slot or <see cref="Skip"/>.</summary>
    public const string When = "when";

    /// <summary>The stage that draws a variant.</summary>
    public const string Which = "which";

    /// <summary>The round's id; both stages share it.</summary>
    public DecisionId Id { get; init; }

    /// <summary><see cref="When"/> or <see cref="Which"/>.</summary>
    public string Stage { get; init; } = "";

    /// <summary>The enrollment that was decided for.</summary>
    public EnrollmentId EnrollmentId { get; init; }

    /// <summary>The contact, or null once erased.</summary>
    public ContactId? ContactId { get; init; }

    /// <summary>The sequence's key.</summary>
    public string Sequence { get; init; } = "";

    /// <summary>The step's key.</summary>
    public string Step { get; init; } = "";

    /// <summary>The round of the step, from 1.</summary>
    public int Round { get; init; }

    /// <summary>The contact's group as text.</summary>
    public string GroupName { get; init; } = "";

    /// <summary>When it was decided; the day alone once erased.</summary>
    public DateTimeOffset DecidedAt { get; init; }

    /// <summary>The snapshot that forecast, or null where no model took part.</summary>
    public SnapshotId? SnapshotId { get; init; }

    /// <summary>What the draw was made with.</summary>
    public long Seed { get; init; }

    /// <summary>What was known of contact, step and time: a JSON object without name, address or free text.</summary>
    public string Context { get; init; } = "{}";

    /// <summary>The eligible actions in the order of the vector: a JSON array of keys.</summary>
    public string Actions { get; init; } = "[]";

    /// <summary>Expected value and its standard deviation for each action: a JSON array of pairs, or null where no model took part.</summary>
    public string? Forecasts { get; init; }

    /// <summary>The probability of each action: a JSON array of numbers.</summary>
    public string Propensities { get; init; } = "[]";

    /// <summary>The key of the action that was drawn.</summary>
    public string Chosen { get; init; } = "";

    /// <summary>The probability with which it was drawn.</summary>
    public double Propensity { get; init; }

    /// <summary>The rules that removed or bounded actions (<see cref="Guarding.RuleApplied"/>), as a JSON array.</summary>
    public string Rules { get; init; } = "[]";

    /// <summary>The version of the configuration in force.</summary>
    public string Configuration { get; init; } = "";

    /// <summary>What the model was told besides the snapshot (<see cref="ModelSettings"/>), as JSON; null where no model took part.</summary>
    public string? Settings { get; init; }

    /// <summary>True once the contact was erased.</summary>
    public bool Erased { get; init; }
}

/// <summary>The end of a round, as the database holds it.</summary>
internal sealed record ClosedRound
{
    /// <summary>The round's decision.</summary>
    public DecisionId DecisionId { get; init; }

    /// <summary>How, as text; see <see cref="RoundEnd"/>.</summary>
    public string How { get; init; } = "";

    /// <summary>Why, where that needs a word.</summary>
    public string? Reason { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset ClosedAt { get; init; }
}

/// <summary>How a round ended.</summary>
internal enum RoundEnd
{
    /// <summary>Its message went out, or may have.</summary>
    Sent,

    /// <summary>The step was passed over on purpose.</summary>
    Skipped,

    /// <summary>Its slot passed before it could be carried out; it is no evidence.</summary>
    Lapsed,

    /// <summary>The enrollment ended first, or the message could not be made or was refused.</summary>
    Stopped,
}
