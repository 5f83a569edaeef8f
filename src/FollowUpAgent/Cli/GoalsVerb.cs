using System.Globalization;
using FollowUpAgent.Scenarios;
using FollowUpAgent.Scenarios.Goals;

namespace FollowUpAgent.Cli;

/// <summary><c>followup goals</c>: how each goal stands, and whether it will be met.</summary>
internal static class GoalsVerb
{
    /// <summary>The verb.</summary>
    public static Verb Create(AgentOption agent, Output output)
    {
        var json = Output.JsonOption();
        return new Verb(
            "goals",
            "Show for each goal its progress, a forecast with its interval, what is used of its budgets, and whether it will be met.",
            "followup goals --data my-agent")
        {
            json,
        }.Does(async (parse, cancellationToken) =>
        {
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var goals = await opened.Get<GoalDesk>().ReadAsync(cancellationToken);
            if (parse.GetValue(json))
            {
                output.WriteJson(goals.Select(ScenariosModule.Show));
                return ExitCode.Done;
            }

            output.Table(goals.Count == 0 ? [["No goals. Add some to the section Goals."]] : [["goal", "until", "reached", "of", "forecast", "95 %", "met?", "mails", "unsubscribes"], .. goals.Select(RowOf)]);
            foreach (var goal in goals)
            {
                output.Line($"{goal.Goal}: {(goal.IsLongTerm ? "long-term; " : "")}{goal.Because}. {WorthOf(goal)}");
                if (goal.Sends.IsUsedUp || goal.Unsubscribes.IsUsedUp)
                {
                    output.Line($"  Its budget of {(goal.Sends.IsUsedUp ? "mails" : "unsubscribes")} is used up: nothing is sent before {Day(goal.Until)}, unless you raise it: followup directive add --set Goals:{goal.Goal}:Budget:{(goal.Sends.IsUsedUp ? "Sends" : "Unsubscribes")}=...");
                }
            }

            return ExitCode.Done;
        });
    }

    private static string[] RowOf(GoalProgress goal) =>
    [
        goal.Goal,
        Day(goal.Until.AddDays(-1)),
        $"{goal.Reached}",
        $"{goal.Target} {goal.Outcome}",
        goal.Forecast.Expected.ToString("0.#", CultureInfo.InvariantCulture),
        $"{goal.Forecast.Low}-{goal.Forecast.High}",
        goal.Verdict.ToText(),
        Of(goal.Sends),
        Of(goal.Unsubscribes),
    ];

    private static string Day(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string WorthOf(GoalProgress goal) =>
        FormattableString.Invariant($"One {goal.Outcome} is worth {goal.Weight:0.###}")
        + string.Concat(goal.WeightBySegment.Select(w => FormattableString.Invariant($", of {w.Key} {w.Value:0.###}"))) + ".";

    private static string Of(GoalBudget budget) => budget.Limit is null ? $"{budget.Used}" : $"{budget.Used} of {budget.Limit}{(budget.IsUsedUp ? " (used up)" : "")}";
}
