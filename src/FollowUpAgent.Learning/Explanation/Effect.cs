namespace FollowUpAgent.Learning.Explanation;

/// <summary>What can be said of a property of mails.</summary>
public enum EffectWord
{
    /// <summary>Nothing yet.</summary>
    NotYetKnowable,

    /// <summary>It seems to help, and may be luck.</summary>
    Hint,

    /// <summary>It helps.</summary>
    Works,

    /// <summary>It does harm.</summary>
    Hurts,
}

/// <summary>An effect as it is shown. The interval is corrected for how many are shown and valid however often one looks.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Word">What can be said.</param>
/// <param name="OddsRatio">Of having it against not having it, shrunk to what effects are known to be.</param>
/// <param name="Low">Where its interval begins.</param>
/// <param name="High">Where it ends; infinite while nothing is known.</param>
/// <param name="Chance">The chance that it helps at all.</param>
/// <param name="Decisions">How many decisions could have had it or not.</param>
/// <param name="Successes">How many of them succeeded.</param>
/// <param name="MoreDecisions">About how many more would tell an effect of this size; null where it is told, or out of reach.</param>
/// <remarks>A trait goes with the texts that have it. It is the trait alone that works where texts were written in all combinations.</remarks>
public sealed record Effect(
    string Name, EffectWord Word, double OddsRatio, double Low, double High, double Chance, long Decisions, long Successes, long? MoreDecisions);

/// <summary>Puts evidence into words. Pure.</summary>
public static class Effects
{
    /// <summary>The chance that any of the effects shown together is ever said to work, or to hurt, wrongly.</summary>
    public const double Alpha = 0.1;

    /// <summary>The least number of successes of something that works.</summary>
    public const long EnoughSuccesses = 30;

    private const double Sure = 0.95;
    private const double WorthKnowing = 0.18;
    private const double Likely = 0.8;

    /// <summary>The effects that are shown together, those that say most first.</summary>
    public static IReadOnlyList<Effect> Of(IReadOnlyCollection<EffectEvidence> shown)
    {
        ArgumentNullException.ThrowIfNull(shown);
        return
        [
            .. shown.Select(e => Of(e, Alpha / shown.Count))
                .OrderByDescending(e => e.Word).ThenByDescending(e => Math.Abs(e.Chance - 0.5)).ThenBy(e => e.Name, StringComparer.Ordinal),
        ];
    }

    private static Effect Of(EffectEvidence evidence, double alpha)
    {
        var (ratio, low, high, chance) = evidence.Weigh(alpha);
        var word = WordOf(evidence.Successes, low, high, chance);
        return new Effect(
            evidence.Name, word, Odds(ratio), Odds(low), Odds(high), chance, evidence.Decisions, evidence.Successes, More());

        // An effect near nothing would ask for everybody: a fifth more is worth knowing.
        long? More() => word is EffectWord.Works or EffectWord.Hurts
            ? null
            : evidence.MoreFor(Math.Max(Math.Abs(Math.Log(ratio)), WorthKnowing), alpha);

        // A ratio of rates as one of odds: the same where rates are low.
        double Odds(double ofRates)
        {
            if (evidence.Decisions == 0 || ofRates == 0 || double.IsInfinity(ofRates))
            {
                return ofRates;
            }

            var share = evidence.Expected / evidence.Decisions;
            var without = Math.Min(0.999 / Math.Max(ofRates, 1), (double)evidence.Successes / evidence.Decisions / (1 - share + (share * ofRates)));
            return ofRates * (1 - without) / (1 - (ofRates * without));
        }
    }

    private static EffectWord WordOf(long successes, double low, double high, double chance)
    {
        if (successes >= EnoughSuccesses && low > 1 && chance >= Sure)
        {
            return EffectWord.Works;
        }

        if (successes >= EnoughSuccesses && high < 1 && chance <= 1 - Sure)
        {
            return EffectWord.Hurts;
        }

        return chance >= Likely ? EffectWord.Hint : EffectWord.NotYetKnowable;
    }
}
