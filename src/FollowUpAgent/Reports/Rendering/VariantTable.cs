using FollowUpAgent.Decisions;
using FollowUpAgent.Reports.Evidence;

namespace FollowUpAgent.Reports.Rendering;

/// <summary>Variants by step, with what is known of each.</summary>
internal static class VariantTable
{
    private static readonly string[] Rates = [OutcomeCatalog.Goal, OutcomeCatalog.PositiveReply, OutcomeCatalog.Click];

    /// <summary>A table of these variants, or null where there are none.</summary>
    public static ReportSection? Of(string section, IReadOnlyList<VariantEvidence> variants, WeeklyReport report, Words words)
    {
        if (variants.Count == 0)
        {
            return null;
        }

        var rates = Rates.Where(r => report.Goals.Any(g => g.Outcome == r)).ToList();
        return new ReportSection(
            words.Texts[$"section.{section}"],
            [],
            [],
            new ReportTable(
                [.. words.Headers("step", "variant", "verdict", "sends"), .. rates.Select(r => words.Texts.Name("outcome", r)), .. words.Headers("rewardPerSend", "interval", "moreSends")],
                [.. variants.Select(v => Row(v, rates, words))],
                Named: 3),
            [words.Texts[$"note.{section}"]]);
    }

    private static string[] Row(VariantEvidence variant, IEnumerable<string> rates, Words words) =>
    [
        $"{variant.Sequence} / {variant.Step}",
        variant.Variant,
        words.Texts[$"label.{variant.Label.ToText()}"] + (variant.ChanceBetter is { } chance ? $" ({words.Percent(chance)})" : ""),
        words.Count(variant.Sends),
        .. rates.Select(r => words.Rate(variant.Rates.GetValueOrDefault(r))),
        words.Value(variant.Mean),
        words.Range(variant.Interval),
        words.Count(variant.MoreSends),
    ];
}
