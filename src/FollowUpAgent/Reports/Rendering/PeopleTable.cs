using FollowUpAgent.Scenarios.Scoreboard;

namespace FollowUpAgent.Reports.Rendering;

/// <summary>How people answered what the agent asked.</summary>
internal static class PeopleTable
{
    /// <summary>The section, or null where nobody was asked.</summary>
    public static ReportSection? Of(PeopleWeek? people, Words words) => people is not { } week ? null : new ReportSection(
        words.Texts["section.people"],
        [],
        [.. week.Overridden.Select(o => Estimate(o, words)), .. week.Coin is { } coin ? new[] { Measure(coin, words) } : []],
        new ReportTable(
            words.Headers("person", "approved", "changed", "personSkipped", "stopped", "unanswered"),
            [.. week.Answers.Select(a => new[]
            {
                a.Person ?? words.Texts["tasks.nobody"], words.Count(a.Approved), words.Count(a.Changed), words.Count(a.Skipped), words.Count(a.Stopped), words.Count(a.Unanswered),
            })],
            Named: 1),
        [words.Texts["note.people"]]);

    private static string Estimate(OverrideEstimate estimate, Words words) => estimate is { Mean: { } mean, Low: { } low, High: { } high }
        ? words.Texts.Say($"people.{estimate.Answer}", estimate.Estimated, mean, low, high)
        : words.Texts.Say($"people.{estimate.Answer}.few", estimate.Estimated, Scores.LeastItems);

    private static string Measure(CoinMeasure coin, Words words) => coin is { Lead: { } lead, Low: { } low, High: { } high }
        ? words.Texts.Say("people.coin", coin.Agent, coin.Person, lead, low, high)
        : words.Texts.Say("people.coin.few", coin.Agent, coin.Person, Scores.LeastItems);
}
