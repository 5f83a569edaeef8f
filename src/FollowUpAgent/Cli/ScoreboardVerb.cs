using System.Globalization;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Scenarios.Scoreboard;

namespace FollowUpAgent.Cli;

/// <summary><c>followup scoreboard</c>: how people answer the agent, what that brought, and which rule would spare them the question.</summary>
internal static class ScoreboardVerb
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    /// <summary>The verb.</summary>
    public static Verb Create(AgentOption agent, Output output)
    {
        var weeks = NumberOption.Create("--weeks", "The answers of how many weeks. Default: 12.", 12, 1, 104);
        var json = Output.JsonOption();
        return new Verb(
            "scoreboard",
            "Show what people approved, changed, skipped and left unanswered, by person and by rule; what the agent expected of what was overridden; what followed; and where the same answer keeps coming. Changes nothing.",
            "followup scoreboard --weeks 8 --data my-agent")
        {
            weeks, json,
        }.Does(async (parse, cancellationToken) =>
        {
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var scores = await opened.Get<ScoreDesk>().ReadAsync(parse.GetValue(weeks), cancellationToken);
            if (parse.GetValue(json))
            {
                output.WriteJson(new
                {
                    scores.From,
                    scores.Until,
                    scores.Answers,
                    scores.AreCut,
                    leastItems = Scores.LeastItems,
                    scores.People,
                    scores.Rules,
                    scores.Overridden,
                    scores.Followed,
                    habits = scores.Habits.Select(h => new { habit = h, says = Say(h), command = CommandOf(h) }),
                });
                return ExitCode.Done;
            }

            Write(output, scores);
            return ExitCode.Done;
        });
    }

    /// <summary>The command that would make a habit a rule.</summary>
    public static string CommandOf(Habit habit) =>
        $"followup directive add {string.Join(' ', habit.Changes.Select(c => $"--set {Quoted($"{c.Key}={c.Value}")}"))} --by {Quoted(habit.Who)} --reason 'as answered so far'";

    private static void Write(Output output, Scores scores)
    {
        output.Line(string.Create(Plain, $"{scores.Answers:N0}{(scores.AreCut ? " newest" : "")} questions answered or expired since {scores.From.UtcDateTime:yyyy-MM-dd}."));
        if (scores.Answers == 0)
        {
            return;
        }

        output.Table([["who", "approved", "changed", "skipped", "stopped", "expired"], .. scores.People.Select(RowOf)], indent: 2);
        output.Table([["rule", "approved", "changed", "skipped", "stopped", "expired"], .. scores.Rules.Select(RowOf)], indent: 2);
        output.Line("What the agent expected of its proposal, less of what was done; an estimate of its model, no measurement:");
        output.Table([.. scores.Overridden.Select(o => new[] { o.Answer, $"{o.Items} items, {o.Estimated} with a forecast for both", Estimate(o) })], indent: 2);
        output.Line("What followed; the answers were not drawn by chance, so the rates do not compare them:");
        output.Table([.. scores.Followed.Select(f => new[] { f.Answer, f.Outcome, $"{f.Happened} of {f.Items}", Rate(f) })], indent: 2);
        foreach (var habit in scores.Habits)
        {
            output.Line(Say(habit));
            output.Line($"  {CommandOf(habit)}");
        }
    }

    private static string Say(Habit habit)
    {
        var which = habit.Scope switch
        {
            HabitScope.All => "",
            HabitScope.Variant => $" that proposed '{habit.Value}'",
            HabitScope.Language => $" to contacts with language {habit.Value}",
            HabitScope.Segment => $" to the segment {habit.Value}",
            _ => throw new ArgumentOutOfRangeException(nameof(habit), habit.Scope, "No such scope."),
        };
        var did = habit.Answer == ApprovalState.Changed ? "replaced" : habit.Answer;
        return string.Create(Plain, $"People {did} {habit.Count} of {habit.Items} mails of {habit.Sequence}/{habit.Step}{which}: make it a rule?");
    }

    private static string[] RowOf(AnswerTally tally) => [tally.Name, $"{tally.Approved}", $"{tally.Changed}", $"{tally.Skipped}", $"{tally.Stopped}", $"{tally.Expired}"];

    private static string Estimate(OverrideEstimate estimate) => estimate.Mean is { } mean
        ? string.Create(Plain, $"{mean:+0.0000;-0.0000;0.0000} a mail (95 % over items: {estimate.Low:+0.0000;-0.0000;0.0000} to {estimate.High:+0.0000;-0.0000;0.0000})")
        : $"not enough evidence: it takes {Scores.LeastItems}";

    private static string Rate(FollowedRate rate) => rate.Low is { } low
        ? string.Create(Plain, $"{100.0 * rate.Happened / rate.Items:0.0} % (95 %: {100 * low:0.0} to {100 * rate.High:0.0} %)")
        : $"not enough evidence: it takes {Scores.LeastItems}";

    private static string Quoted(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || "=:._-".Contains(c, StringComparison.Ordinal)) ? text : $"'{text}'";
}
