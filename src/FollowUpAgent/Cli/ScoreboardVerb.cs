using System.Globalization;
using FollowUpAgent.Scenarios.Scoreboard;

namespace FollowUpAgent.Cli;

/// <summary><c>followup scoreboard</c>: how people answer the agent, what that brought, and which rule would spare them the question.</summary>
internal static class ScoreboardVerb
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    /// <summary>The verb.</summary>
    public static Verb Create(AgentOption agent, Output output)
    {
        var weeks = NumberOption.Create("--weeks", $"The answers of how many weeks. Default: {ScoreApi.UsualWeeks}.", ScoreApi.UsualWeeks, 1, ScoreApi.MostWeeks);
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
                output.WriteJson(ScoreShow.Show(scores));
                return ExitCode.Done;
            }

            Write(output, scores);
            return ExitCode.Done;
        });
    }

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
        if (scores.Coin is { Agent: > 0 } or { Person: > 0 })
        {
            output.Line("Agent versus person, MEASURED on disagreements that a coin settled (mails sent, past the longest window):");
            output.Line($"  {scores.Coin.Agent} as the agent proposed, {scores.Coin.Person} as people wanted: {Measured(scores.Coin)}");
        }

        output.Line("What followed; the answers were not drawn by chance, so the rates do not compare them:");
        output.Table([.. scores.Followed.Select(f => new[] { f.Answer, f.Outcome, $"{f.Happened} of {f.Items}", Rate(f) })], indent: 2);
        foreach (var habit in scores.Habits)
        {
            output.Line(ScoreShow.Say(habit));
            output.Line($"  {ScoreShow.CommandOf(habit)}");
        }
    }

    private static string[] RowOf(AnswerTally tally) => [tally.Name, $"{tally.Approved}", $"{tally.Changed}", $"{tally.Skipped}", $"{tally.Stopped}", $"{tally.Expired}"];

    private static string Estimate(OverrideEstimate estimate) => estimate.Mean is { } mean
        ? string.Create(Plain, $"{mean:+0.0000;-0.0000;0.0000} a mail (95 % over items: {estimate.Low:+0.0000;-0.0000;0.0000} to {estimate.High:+0.0000;-0.0000;0.0000})")
        : $"not enough evidence: it takes {Scores.LeastItems}";

    private static string Measured(CoinMeasure coin) => coin.Lead is { } lead
        ? string.Create(Plain, $"the agent's bring {lead:+0.0000;-0.0000;0.0000} a mail more (90 %: {coin.Low:+0.0000;-0.0000;0.0000} to {coin.High:+0.0000;-0.0000;0.0000})")
        : $"not enough evidence: it takes {Scores.LeastItems} of each";

    private static string Rate(FollowedRate rate) => rate.Low is { } low
        ? string.Create(Plain, $"{100.0 * rate.Happened / rate.Items:0.0} % (95 %: {100 * low:0.0} to {100 * rate.High:0.0} %)")
        : $"not enough evidence: it takes {Scores.LeastItems}";
}
