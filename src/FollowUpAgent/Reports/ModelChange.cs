using FollowUpAgent.Training.Calibrating;
using FollowUpAgent.Training.Challenges;

namespace FollowUpAgent.Reports;

/// <summary>What the gate said of a changed recipe in a week.</summary>
/// <param name="At">When it said so last.</param>
/// <param name="State">How the recipe stands: shadow, all, kept, refused, demoted or withdrawn.</param>
/// <param name="Verdict">The verdict, or null.</param>
/// <param name="Changes">What is different in it, in the words of the configuration.</param>
/// <param name="Reason">Why there is no verdict, or why it was not followed.</param>
/// <param name="MoreSends">About how many more sends would tell.</param>
/// <param name="Decisions">How many decisions were evidence.</param>
/// <param name="Value">What one is worth under it.</param>
/// <param name="ChampionValue">What one is worth under the other.</param>
internal sealed record ModelChange(
    DateTimeOffset At,
    string State,
    string? Verdict,
    string Changes,
    string? Reason,
    long? MoreSends,
    long Decisions,
    double? Value,
    double? ChampionValue)
{
    /// <summary>The last of each kind: a recipe in shadow is judged every night.</summary>
    public static IReadOnlyList<ModelChange> Of(IEnumerable<Judgement> judgements) =>
    [
        .. judgements.GroupBy(j => (j.ChallengerId, j.State)).Select(g => g.Last()).OrderBy(j => j.JudgedAt)
            .Select(j => new ModelChange(j.JudgedAt, j.State, j.Verdict, j.Changes, j.Reason, j.MoreSends, j.Decisions, j.Value, j.ChampionValue)),
    ];

    /// <summary>It in a sentence.</summary>
    public Sentence ToSentence() => this switch
    {
        { State: "shadow", MoreSends: { } more, Verdict: "not-enough-evidence" } => Sentence.Of("model.change.shadow", At, Changes, more),
        { State: "shadow" } => Sentence.Of("model.change.shadow.unsaid", At, Changes, Reason ?? ""),
        { State: "all", Verdict: not "not-enough-evidence" } => WithFigures("model.change.all"),
        { State: "all" } => Sentence.Of("model.change.watched", At, Changes),
        { State: "refused" } => WithFigures("model.change.refused"),
        { State: "demoted" } => WithFigures("model.change.demoted"),
        _ => Sentence.Of($"model.change.{State}", At, Changes),
    };

    private Sentence WithFigures(string key) => Sentence.Of(key, At, Changes, Decisions, Value ?? 0, ChampionValue ?? 0);
}

/// <summary>A variant that did something else than was forecast of it.</summary>
/// <param name="At">When that was seen.</param>
/// <param name="Sequence">The sequence's key.</param>
/// <param name="Step">The step's key.</param>
/// <param name="Variant">The version.</param>
/// <param name="Outcome">The outcome's key.</param>
/// <param name="Drift">Better or worse.</param>
/// <param name="Expected">How often it was expected.</param>
/// <param name="Happened">How often it happened.</param>
internal sealed record VariantDrift(
    DateTimeOffset At, string Sequence, string Step, string Variant, string Outcome, string Drift, double Expected, long Happened)
{
    /// <summary>The drift of an alarm.</summary>
    public static VariantDrift Of(DriftAlarm alarm) =>
        new(alarm.RaisedAt, alarm.Sequence, alarm.Step, alarm.Version, alarm.Outcome, alarm.Drift, alarm.Expected, alarm.Happened);

    /// <summary>It in a sentence.</summary>
    public Sentence ToSentence() =>
        Sentence.Of($"model.drift.{Drift}", At, Variant, Sequence, Step, Fact.Ours($"outcome.{Outcome}"), Happened, Expected);
}
