using System.Globalization;
using FollowUpAgent.Oversight.Approvals;

namespace FollowUpAgent.Scenarios.Scoreboard;

/// <summary>The scoreboard for scripts, by API and on the command line alike, and its habits in words.</summary>
internal static class ScoreShow
{
    /// <summary>The scores as JSON. What is an estimate of the model and what was measured by a coin say so.</summary>
    public static ScoresShown Show(Scores scores) => new(
        scores.From,
        scores.Until,
        scores.Answers,
        scores.AreCut,
        Scores.LeastItems,
        scores.People,
        scores.Rules,
        [.. scores.Overridden.Select(o => new OverriddenShown(o.Answer, o.Items, o.Estimated, o.Mean, o.Low, o.High, IsMeasured: false))],
        new CoinsShown(scores.Coin.Agent, scores.Coin.Person, scores.Coin.Lead, scores.Coin.Low, scores.Coin.High, IsMeasured: true),
        scores.Followed,
        [.. scores.Habits.Select(h => new HabitShown(h, Say(h), CommandOf(h)))]);

    /// <summary>A habit as a question.</summary>
    public static string Say(Habit habit)
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
        return string.Create(CultureInfo.InvariantCulture, $"People {did} {habit.Count} of {habit.Items} mails of {habit.Sequence}/{habit.Step}{which}: make it a rule?");
    }

    /// <summary>The command that would make a habit a rule.</summary>
    public static string CommandOf(Habit habit) =>
        $"followup directive add {string.Join(' ', habit.Changes.Select(c => $"--set {Quoted($"{c.Key}={c.Value}")}"))} --by {Quoted(habit.Who)} --reason 'as answered so far'";

    private static string Quoted(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || "=:._-".Contains(c, StringComparison.Ordinal)) ? text : $"'{text}'";
}

/// <summary>The scores as they are answered.</summary>
internal sealed record ScoresShown(
    DateTimeOffset From, DateTimeOffset Until, int Answers, bool AreCut, int LeastItems, IReadOnlyList<AnswerTally> People, IReadOnlyList<AnswerTally> Rules,
    IReadOnlyList<OverriddenShown> Overridden, CoinsShown Coin, IReadOnlyList<FollowedRate> Followed, IReadOnlyList<HabitShown> Habits);

/// <summary>What overriding brought, as the model estimates it.</summary>
internal sealed record OverriddenShown(string Answer, int Items, int Estimated, double? Mean, double? Low, double? High, bool IsMeasured);

/// <summary>What the agent brought more than people, as coins measured it.</summary>
internal sealed record CoinsShown(int Agent, int Person, double? Lead, double? Low, double? High, bool IsMeasured);

/// <summary>A habit with the command that would make it a rule.</summary>
internal sealed record HabitShown(Habit Habit, string Says, string Command);
