using System.Globalization;
using FollowUpAgent.Reports.Reasons;

namespace FollowUpAgent.Cli;

/// <summary>The reasons of a choice in words: parts that add up.</summary>
internal static class ReasonsText
{
    private const int MostParts = 8;
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    /// <summary>Writes them, outcome by outcome.</summary>
    public static void Write(Output output, string chosen, DecisionReasons reasons)
    {
        output.Line($"    why {chosen} and not {reasons.Against}{(reasons.Variant is { } variant ? $", with {variant}" : "")}:");
        foreach (var outcome in reasons.Outcomes)
        {
            output.Line(string.Create(
                Plain, $"      {outcome.Outcome} (worth {outcome.Weight:0.###}): odds × {outcome.OddsRatio:0.000}, log-odds {outcome.LogOdds:+0.0000;-0.0000;0.0000}, which add up from"));
            output.Table([.. outcome.Parts.Take(MostParts).Select(p => new[] { p.LogOdds.ToString("+0.0000;-0.0000;0.0000", Plain), p.Feature })], indent: 8);
            if (outcome.Parts.Count > MostParts)
            {
                var rest = outcome.Parts.Skip(MostParts).Sum(p => p.LogOdds);
                output.Line(string.Create(Plain, $"        {rest:+0.0000;-0.0000;0.0000}  {outcome.Parts.Count - MostParts} smaller parts; --json has them all"));
            }
        }
    }
}
