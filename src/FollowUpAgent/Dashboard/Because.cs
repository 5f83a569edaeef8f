using FollowUpAgent.Decisions;
using FollowUpAgent.Reports;

namespace FollowUpAgent.Dashboard;

/// <summary>Says in a sentence why a stage of a decision came out as it did.</summary>
internal static class Because
{
    /// <summary>The reason.</summary>
    public static string Of(Stage stage, string group, Texts texts)
    {
        var chosen = stage.Options.FirstOrDefault(o => o.Action == stage.Chosen);
        if (group != "treatment")
        {
            return texts.Say($"page.why.{group}", stage.Chosen, stage.Propensity);
        }

        if (chosen?.Expected is not { } expected)
        {
            return stage.Options.Count == 1 ? texts.Say("page.why.only", stage.Chosen) : texts.Say("page.why.unknown", stage.Chosen, stage.Propensity);
        }

        return stage.Options.FirstOrDefault(o => o.Action == Decision.Skip) is { Expected: { } skip } && stage.Chosen != Decision.Skip
            ? texts.Say("page.why.overSkip", stage.Chosen, stage.Propensity, expected, chosen.Deviation ?? 0, skip)
            : texts.Say("page.why.treatment", stage.Chosen, stage.Propensity, expected, chosen.Deviation ?? 0);
    }

    /// <summary>How the round ended.</summary>
    public static string EndOf(Explanation decision, Texts texts) =>
        decision.Ended is null ? texts["page.end.open"] : texts.Name("page.end", decision.Ended) + (decision.EndReason is { } reason ? $" ({reason})" : "");
}
