namespace FollowUpAgent.Reports.Rendering;

/// <summary>What was tried, and what it cost.</summary>
internal static class ExplorationSection
{
    /// <summary>The section, or null where no model chose anything.</summary>
    public static ReportSection? Of(ExplorationWeek? exploration, Words words) => exploration is not { } tried ? null : new ReportSection(
        words.Texts["section.exploration"],
        [],
        [
            words.Texts.Say("exploration.tried", tried.TriedShare, tried.Choices),
            words.Texts.Say("exploration.cost", tried.Cost, tried.CostPerDecision),
            .. tried.Control is { } control
                ? new[] { words.Texts.Say("exploration.control", control.Contacts, control.Value, control.Interval.Low, control.Interval.High) }
                : [],
        ],
        tried.Tried.Count == 0
            ? null
            : new ReportTable(
                words.Headers("step", "variant", "tried"),
                [.. tried.Tried.Select(t => new[] { $"{t.Sequence} / {t.Step}", t.Variant, words.Count(t.Times) })],
                Named: 2),
        [words.Texts["note.exploration"]]);
}
