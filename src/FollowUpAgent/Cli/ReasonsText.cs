using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Reasons;

namespace FollowUpAgent.Cli;

/// <summary>The reasons of a choice in words: parts that add up, and what would have changed it.</summary>
internal static class ReasonsText
{
    private const int MostParts = 8;

    /// <summary>Writes them, outcome by outcome.</summary>
    public static void Write(Output output, string chosen, DecisionReasons reasons, Texts texts)
    {
        output.Line($"    {(reasons.Variant is { } variant ? texts.Say("explain.why.with", chosen, reasons.Against, variant) : texts.Say("explain.why", chosen, reasons.Against))}");
        foreach (var outcome in reasons.Outcomes)
        {
            output.Line($"      {texts.Say("explain.outcome", outcome.Outcome, outcome.Weight, outcome.OddsRatio, outcome.LogOdds)}");
            output.Table([.. outcome.Parts.Take(MostParts).Select(p => new[] { p.LogOdds.ToString("+0.0000;-0.0000;0.0000", texts.Culture), p.Feature })], indent: 8);
            if (outcome.Parts.Count > MostParts)
            {
                output.Line($"        {texts.Say("explain.smaller", outcome.Parts.Skip(MostParts).Sum(p => p.LogOdds), outcome.Parts.Count - MostParts)}");
            }
        }

        var lead = texts.Say(reasons.Lead < 0 ? "explain.less" : "explain.more", chosen, Math.Abs(reasons.Lead));
        var turn = reasons.Turn is { } found ? texts.Say("explain.turn", found.Outcome, found.Needed, found.Weight) : texts.Say("explain.turn.none");
        output.Line($"      {lead} {turn}");
    }
}
