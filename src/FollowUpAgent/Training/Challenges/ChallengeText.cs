using System.Globalization;
using FollowUpAgent.Learning.Evaluation;

namespace FollowUpAgent.Training.Challenges;

/// <summary>Challenges in words: of the database, and for people at a terminal.</summary>
internal static class ChallengeText
{
    /// <summary>The word for a state.</summary>
    public static string ToText(this ChallengeState state) => state switch
    {
        ChallengeState.Shadow => "shadow",
        ChallengeState.All => "all",
        ChallengeState.Kept => "kept",
        ChallengeState.Refused => "refused",
        ChallengeState.Demoted => "demoted",
        ChallengeState.Withdrawn => "withdrawn",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "No such state."),
    };

    /// <summary>The word for a verdict.</summary>
    public static string ToText(this Verdict verdict) => verdict switch
    {
        Verdict.NotEnoughEvidence => "not-enough-evidence",
        Verdict.Worse => "worse",
        Verdict.NotWorse => "not-worse",
        Verdict.Better => "better",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "No such verdict."),
    };

    /// <summary>The words for a reason.</summary>
    public static string ToText(this GateReason reason) => reason switch
    {
        GateReason.None => "",
        GateReason.TooFewRewards => "too few rewards",
        GateReason.PropensitiesAreWrong => "what was drawn does not fit its probabilities",
        GateReason.Undecided => "undecided",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "No such reason."),
    };

    /// <summary>What the gate said, in a sentence or two.</summary>
    public static string Say(this Judgement judgement) => string.Create(CultureInfo.InvariantCulture, $"{Stand(judgement)}{Figures(judgement)}");

    private static string Stand(Judgement judgement) => judgement.State switch
    {
        "shadow" when judgement.Verdict is null or "not-enough-evidence" =>
            $"The changed recipe ({judgement.Changes}) stays in shadow: not enough evidence{Why(judgement)}{More(judgement)}. The one before keeps serving.",
        "shadow" => $"The changed recipe ({judgement.Changes}) stays in shadow: {judgement.Reason}. The one before keeps serving.",
        "all" when judgement.Verdict is "not-enough-evidence" => $"The promoted recipe ({judgement.Changes}) serves and is watched: no later evidence against it.",
        "all" => $"The changed recipe ({judgement.Changes}) serves: {Words(judgement.Verdict)} than the one before.",
        "kept" => $"The promoted recipe ({judgement.Changes}) serves for good.",
        "refused" => $"The changed recipe ({judgement.Changes}) is refused: measurably worse. The one before keeps serving.",
        "demoted" => $"The promoted recipe ({judgement.Changes}) is taken back: later decisions say that it is worse. The one before serves again.",
        _ => $"The changed recipe ({judgement.Changes}) is withdrawn: the configuration does not ask for it any more.",
    };

    private static string Words(string? verdict) => verdict is "better" ? "better" : "not worse";

    private static string Why(Judgement judgement) => judgement.Reason is { } reason ? $" ({reason})" : "";

    private static string More(Judgement judgement) =>
        judgement.MoreSends is { } more ? string.Create(CultureInfo.InvariantCulture, $", about {more:N0} more sends") : "";

    private static string Figures(Judgement judgement) => judgement is { Value: { } value, ChampionValue: { } champion }
        ? string.Create(CultureInfo.InvariantCulture, $" On {judgement.Decisions:N0} decisions: {value:0.0000} a decision, the other {champion:0.0000}.")
        : "";
}
