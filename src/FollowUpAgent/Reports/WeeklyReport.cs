using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Reports.Evidence;
using FollowUpAgent.Reports.Reasons;

namespace FollowUpAgent.Reports;

/// <summary>What a week brought, in figures and in sentences of no language yet. Stored as it was known when it was made.</summary>
internal sealed record WeeklyReport
{
    /// <summary>The week's name, as in <c>2026-W47</c>.</summary>
    public required string Week { get; init; }

    /// <summary>Its first moment.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The first moment after what was counted: the end of the week, or the moment of making while it runs.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>False while the week runs.</summary>
    public required bool IsOver { get; init; }

    /// <summary>From when on contacts entered whose rewards are compared between the groups.</summary>
    public required DateTimeOffset ComparedSince { get; init; }

    /// <summary>The week in a few sentences.</summary>
    public required IReadOnlyList<Sentence> Headline { get; init; }

    /// <summary>What was hoped for and what happened of it.</summary>
    public required IReadOnlyList<OutcomeWeek> Goals { get; init; }

    /// <summary>Treatment, control, baseline, holdout: those that had anybody.</summary>
    public required IReadOnlyList<GroupWeek> Groups { get; init; }

    /// <summary>What the agent adds over the other groups.</summary>
    public required IReadOnlyList<Uplift> Uplift { get; init; }

    /// <summary>Whether the groups are as large as they were drawn; null where nobody was drawn.</summary>
    public GroupRatio? Ratio { get; init; }

    /// <summary>Variants of which something is known.</summary>
    public required IReadOnlyList<VariantEvidence> Works { get; init; }

    /// <summary>Variants of which nothing can be said yet.</summary>
    public required IReadOnlyList<VariantEvidence> NotYetKnowable { get; init; }

    /// <summary>Why mails worked; null where none are old enough.</summary>
    public WhyWeek? Why { get; init; }

    /// <summary>What the agent tried, and what that cost; null where no model chose anything.</summary>
    public ExplorationWeek? Exploration { get; init; }

    /// <summary>How mails fared, by sender.</summary>
    public required IReadOnlyList<SenderWeek> Deliverability { get; init; }

    /// <summary>Mails that were opened and clicked: by people, and apart by machines.</summary>
    public IReadOnlyList<ReadingWeek> Readings { get; init; } = [];

    /// <summary>What people had to do for contacts; null where nothing was.</summary>
    public TaskWeek? Tasks { get; init; }

    /// <summary>How people answered what the agent asked; null where nobody was.</summary>
    public PeopleWeek? People { get; init; }

    /// <summary>What is expected, and what became of earlier forecasts; null where there are none.</summary>
    public ForecastWeek? Forecasts { get; init; }

    /// <summary>What was tried to win lost leads back; null where nothing was.</summary>
    public LostLeadsWeek? LostLeads { get; init; }

    /// <summary>What serves; null before the first decision.</summary>
    public required ModelWeek? Models { get; init; }

    /// <summary>What the agent saw of itself when the report was made.</summary>
    public required IReadOnlyList<HealthReading> LoopHealth { get; init; }

    /// <summary>What a person should decide; at most five, the weightiest first.</summary>
    public required IReadOnlyList<Sentence> Proposals { get; init; }

    /// <summary>True where nothing was decided, sent or heard.</summary>
    public bool IsQuiet => Groups.All(g => g.Active + g.Entered == 0) && Goals.All(g => g.Count == 0);
}

/// <summary>One outcome of the week.</summary>
/// <param name="Outcome">Its key.</param>
/// <param name="Weight">What one is worth.</param>
/// <param name="Count">How many there were.</param>
/// <param name="Before">How many in the week before.</param>
internal sealed record OutcomeWeek(string Outcome, double Weight, long Count, long Before)
{
    /// <summary>The goals that people have set on it.</summary>
    public IReadOnlyList<TargetWeek> Targets { get; init; } = [];
}

/// <summary>One group's week.</summary>
internal sealed record GroupWeek
{
    /// <summary>The group.</summary>
    public required string Group { get; init; }

    /// <summary>Contacts that entered a sequence this week.</summary>
    public required long Entered { get; init; }

    /// <summary>Contacts about whom something was decided and carried out.</summary>
    public required long Active { get; init; }

    /// <summary>Mails that went out.</summary>
    public required long Sent { get; init; }

    /// <summary>Steps passed over on purpose.</summary>
    public required long Skipped { get; init; }

    /// <summary>Rounds whose slot passed before they were carried out; no evidence.</summary>
    public required long Lapsed { get; init; }

    /// <summary>Mails that came back.</summary>
    public required long Bounced { get; init; }

    /// <summary>Mails marked as spam.</summary>
    public required long Complained { get; init; }

    /// <summary>What happened, by outcome.</summary>
    public required IReadOnlyDictionary<string, long> Outcomes { get; init; }

    /// <summary>Contacts compared: those that entered since <see cref="WeeklyReport.ComparedSince"/>.</summary>
    public required long Compared { get; init; }

    /// <summary>Their reward each.</summary>
    public required double RewardPerContact { get; init; }

    /// <summary>95 % of it; null where it cannot be said.</summary>
    public required Interval? Interval { get; init; }

    /// <summary>The share of rounds that lapsed.</summary>
    public double LapsedShare => Sent + Skipped + Lapsed == 0 ? 0 : (double)Lapsed / (Sent + Skipped + Lapsed);
}

/// <summary>How the mails of one sender fared.</summary>
/// <param name="Sender">The sender's key.</param>
/// <param name="Sent">Accepted by the relay.</param>
/// <param name="Failed">Refused or given up.</param>
/// <param name="Open">Of unknown fate, or held for a person.</param>
/// <param name="Bounced">Came back.</param>
/// <param name="Complained">Marked as spam.</param>
/// <param name="Unsubscribed">Unsubscribed from.</param>
internal sealed record SenderWeek(string Sender, long Sent, long Failed, long Open, long Bounced, long Complained, long Unsubscribed);

/// <summary>Mails that were read in one way. An open is no reward: mail programs fetch pictures without anybody looking.</summary>
/// <param name="Kind">Opened or clicked.</param>
/// <param name="People">By somebody.</param>
/// <param name="Machines">By a proxy or scanner; a mail may count in both.</param>
internal sealed record ReadingWeek(string Kind, long People, long Machines);

/// <summary>What the decisions go by.</summary>
/// <param name="Recipe">The recipe.</param>
/// <param name="MadeAt">When it was fitted.</param>
/// <param name="TrainingRows">On how many rewarded decisions.</param>
/// <param name="Refused">Why fits of this week do not serve, oldest first.</param>
internal sealed record ModelWeek(string Recipe, DateTimeOffset MadeAt, long TrainingRows, IReadOnlyList<string> Refused)
{
    /// <summary>What the gate said of changed recipes.</summary>
    public IReadOnlyList<ModelChange> Changes { get; init; } = [];

    /// <summary>Variants that did something else than was forecast.</summary>
    public IReadOnlyList<VariantDrift> Drift { get; init; } = [];
}
