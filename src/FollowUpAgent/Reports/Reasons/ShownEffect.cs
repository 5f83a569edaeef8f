using FollowUpAgent.Learning.Explanation;

namespace FollowUpAgent.Reports.Reasons;

/// <summary>An effect as a report keeps it.</summary>
/// <param name="Kind">What it is one of.</param>
/// <param name="Name">What it is about.</param>
/// <param name="Word">What can be said.</param>
/// <param name="OddsRatio">Of having it against not having it.</param>
/// <param name="Low">Where its interval begins.</param>
/// <param name="High">Where it ends; null where there is no end yet.</param>
/// <param name="Chance">The chance that it helps at all.</param>
/// <param name="Decisions">How many mails could have had it or not.</param>
/// <param name="Successes">How many of them succeeded.</param>
/// <param name="MoreDecisions">About how many more would tell it; null where it is told, or out of reach.</param>
internal sealed record ShownEffect(
    EffectKind Kind,
    string Name,
    EffectWord Word,
    double OddsRatio,
    double Low,
    double? High,
    double Chance,
    long Decisions,
    long Successes,
    long? MoreDecisions)
{
    /// <summary>The effect; JSON has no word for infinity.</summary>
    public static ShownEffect Of(EffectKind kind, Effect effect) => new(
        kind, effect.Name, effect.Word, effect.OddsRatio, effect.Low, double.IsFinite(effect.High) ? effect.High : null, effect.Chance,
        effect.Decisions, effect.Successes, effect.MoreDecisions);
}

/// <summary>What an effect is one of.</summary>
internal enum EffectKind
{
    /// <summary>A trait of the text.</summary>
    Trait,

    /// <summary>A time.</summary>
    Time,

    /// <summary>A trait among some contacts.</summary>
    Segment,
}
