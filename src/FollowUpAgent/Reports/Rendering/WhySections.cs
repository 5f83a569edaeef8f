using FollowUpAgent.Learning.Explanation;
using FollowUpAgent.Reports.Reasons;

namespace FollowUpAgent.Reports.Rendering;

/// <summary>Why mails worked, and what to write next.</summary>
internal static class WhySections
{
    /// <summary>Traits, times and segments, or null where nothing is told.</summary>
    public static ReportSection? Effects(WhyWeek? why, Words words) => why is not { Effects.Count: > 0 } ? null : new ReportSection(
        words.Texts["section.why"],
        [],
        [words.Texts.Say("why.outcome", words.Texts.Name("outcome", why.Outcome), why.Mails, why.Successes)],
        new ReportTable(
            words.Headers("property", "kind", "verdict", "oddsRatio", "alwaysValid", "sends", "moreSends"),
            [.. why.Effects.Select(e => Row(e, words))],
            Named: 3),
        [words.Texts.Say("note.why", why.Effects.Count)]);

    /// <summary>What choosing by context brings, and what to write next; null where there is nothing to say.</summary>
    public static ReportSection? Next(WhyWeek? why, Words words)
    {
        var sentences = new[] { why?.Context is { } gain ? GainOf(gain, why.Outcome, words) : null, why?.Next is { } next ? NextOf(next, why.Outcome, words) : null }
            .OfType<string>().ToList();
        return sentences.Count == 0 ? null : new ReportSection(words.Texts["section.next"], [], sentences, null, []);
    }

    private static string[] Row(ShownEffect shown, Words words) =>
    [
        shown.Name,
        words.Texts[$"effect.{shown.Kind.ToString().ToLowerInvariant()}"],
        words.Texts[$"effectWord.{TextOf(shown.Word)}"] + $" ({words.Percent(shown.Chance)})",
        words.Ratio(shown.OddsRatio),
        words.Texts.Say("range", words.Ratio(shown.Low), words.Ratio(shown.High ?? double.PositiveInfinity)),
        words.Count(shown.Decisions),
        words.Count(shown.MoreDecisions),
    ];

    private static string GainOf(ContextGain gain, string outcome, Words words) => gain is { Gain: { } value, Interval: { } interval }
        ? words.Texts.Say(
            $"why.context.{gain.Verdict.ToText()}", words.Texts.Name("outcome", outcome), 100 * value, 100 * interval.Low, 100 * interval.High, $"{gain.Sequence} / {gain.Step}", gain.Mails)
        : words.Texts.Say("why.context.unsaid", $"{gain.Sequence} / {gain.Step}", gain.Mails);

    private static string NextOf(WritingAdvice next, string outcome, Words words) => words.Texts.Say(
        "why.next",
        $"{next.Sequence} / {next.Step}",
        string.Join(", ", next.Traits.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key}={t.Value}")),
        words.Percent(next.Chance),
        next.Best,
        words.Texts.Name("outcome", outcome));

    private static string TextOf(EffectWord word) => word switch
    {
        EffectWord.NotYetKnowable => "not-yet-knowable",
        EffectWord.Hint => "hint",
        EffectWord.Works => "works",
        EffectWord.Hurts => "hurts",
        _ => throw new ArgumentOutOfRangeException(nameof(word), word, "No such word."),
    };
}
