using FollowUpAgent.Learning.Evaluation;

namespace FollowUpAgent.Scenarios.Comparing;

/// <summary>Says in words what figures mean: chances, risks, where goals clash, who is affected.</summary>
internal static class ComparisonWords
{
    private const double LeastChange = 0.01;
    private const int MostAffected = 5;

    /// <summary>The scenario with its words.</summary>
    /// <param name="outlook">The scenario.</param>
    /// <param name="current">What holds now.</param>
    /// <param name="policy">What would hold.</param>
    /// <param name="drifts">Alarms of late.</param>
    public static ScenarioOutlook Speak(ScenarioOutlook outlook, ScenarioOutlook current, ScenarioPolicy policy, IReadOnlyList<string> drifts)
    {
        var judged = outlook.Figures.Where(f => f.What != ForecastLine.Sends).ToList();
        var (better, worse) = (judged.Where(f => f.IsBetter).ToList(), judged.Where(f => f.IsWorse).ToList());
        return outlook with
        {
            Chances = [.. better.Select(f => $"{Change(f)}{GoalOf(f, policy)}.")],
            Risks = [.. worse.Select(f => $"{Change(f)}{GoalOf(f, policy)}."), .. CautionsOf(outlook, policy, drifts)],
            Clashes = [.. better.Where(IsOutcome).SelectMany(b => worse.Where(IsOutcome).Select(w => $"{b.What}{GoalOf(b, policy)} gets better while {w.What}{GoalOf(w, policy)} gets worse."))],
            Affected = [.. AffectedOf(outlook, current)],
        };
    }

    private static bool IsOutcome(ScenarioFigure figure) => figure.What != ForecastLine.Reward;

    private static IEnumerable<string> CautionsOf(ScenarioOutlook outlook, ScenarioPolicy policy, IReadOnlyList<string> drifts)
    {
        foreach (var lack in outlook.Figures.Where(f => f.Lack is not null).GroupBy(f => f.Lack))
        {
            yield return $"From the models, not from what happened: {string.Join(", ", lack.Select(f => f.What))}, because {lack.Key}.";
        }

        if (outlook is { LeadIfResponseFalls: <= 0, Figures: [{ Lead.Value: > 0 }, ..] })
        {
            yield return "If a fifth of all responses stayed away, it would earn no more than what holds now.";
        }

        if (policy.Forgotten.Count > 0)
        {
            yield return $"No figure knows who is in a segment by {string.Join(", ", policy.Forgotten)}: decisions keep the fields of Decisions:Features alone.";
        }

        if (outlook.NotReckoned.Count > 0)
        {
            yield return $"No figure knows of the rules {string.Join(", ", outlook.NotReckoned)}: they move mails to other days.";
        }

        if (outlook.Scenario?.ByKey.Keys.Any(k => k.StartsWith("Autonomy", StringComparison.OrdinalIgnoreCase) && !k.EndsWith("Paused", StringComparison.OrdinalIgnoreCase)) == true)
        {
            yield return "Autonomy changes who is asked: the figures hold if people say yes in time.";
        }

        if (outlook.Scenario?.ByKey.Keys.Any(k => k.StartsWith("Limits", StringComparison.OrdinalIgnoreCase)) == true)
        {
            yield return "Limits of mails to one domain are not reckoned with: decisions do not keep the domain.";
        }

        if (drifts.Count > 0)
        {
            yield return $"Mails did something else than was forecast of them of late: {string.Join(", ", drifts)}.";
        }
    }

    private static IEnumerable<string> AffectedOf(ScenarioOutlook outlook, ScenarioOutlook current) => outlook.Segments
        .Select(s => (s.Name, Now: s.Share.Value, Was: current.Segments.First(c => c.Name == s.Name).Share.Value))
        .Where(s => Math.Abs(s.Now - s.Was) >= LeastChange)
        .OrderByDescending(s => Math.Abs(s.Now - s.Was))
        .Take(MostAffected)
        .Select(s => FormattableString.Invariant($"{s.Name}: {s.Was * 100:0.#} % of the mails now, {s.Now * 100:0.#} % then"));

    private static string Change(ScenarioFigure figure) => FormattableString.Invariant(
        $"{figure.What} {(figure.Lead!.Value > 0 ? "rises" : "falls")} by {Math.Abs(figure.Lead.Value) * 1000:0.##} per 1,000 decisions ({Bounds(figure.Lead)}, from the {figure.From})");

    private static string Bounds(ForecastFigure lead)
    {
        var (one, other) = (Math.Abs(lead.Low) * 1000, Math.Abs(lead.High) * 1000);
        return FormattableString.Invariant($"{Math.Min(one, other):0.##} to {Math.Max(one, other):0.##}");
    }

    private static string GoalOf(ScenarioFigure figure, ScenarioPolicy policy)
    {
        var goals = policy.Goals.All.Where(g => g.Outcome.Key == figure.What).Select(g => g.Key).ToList();
        return goals.Count == 0 ? "" : $" (goal {string.Join(", ", goals)})";
    }
}
