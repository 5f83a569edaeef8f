using FollowUpAgent.Scenarios.Scoreboard;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Reports;

/// <summary>How people answered what the agent asked, and what their overriding brought.</summary>
/// <param name="Answers">The week's answers, by person; a null one for what nobody answered in time.</param>
/// <param name="Overridden">What the agent expects that overriding brought in the last weeks: an estimate of its model.</param>
/// <param name="Coin">The same as measured where a coin chose; null where none did.</param>
/// <param name="Habits">Where people kept answering the same way in those weeks.</param>
internal sealed record PeopleWeek(IReadOnlyList<PersonWeek> Answers, IReadOnlyList<OverrideEstimate> Overridden, CoinMeasure? Coin, IReadOnlyList<Habit> Habits);

/// <summary>One person's answers.</summary>
internal sealed record PersonWeek(string? Person, long Approved, long Changed, long Skipped, long Stopped, long Unanswered);

/// <summary>Reads answers and the scoreboard for a report.</summary>
internal sealed class PeopleReader(Database database, ScoreDesk scores, TimeProvider clock)
{
    private const int Weeks = 12;

    /// <summary>The week; null where nobody was asked anything.</summary>
    public async Task<PeopleWeek?> ReadAsync(Span span, CancellationToken cancellationToken)
    {
        var answers = await database.ReadAsync(s => s.CountAnswersAsync(span), cancellationToken);
        if (answers.Count == 0)
        {
            return null;
        }

        var board = clock.IsOfLate(span.Until) ? await scores.ReadAsync(Weeks, cancellationToken) : null;
        return new PeopleWeek(
            [.. answers.OrderBy(a => a.AnsweredBy is null).ThenBy(a => a.AnsweredBy, StringComparer.Ordinal).Select(a => new PersonWeek(a.AnsweredBy, a.Approved, a.Changed, a.Skipped, a.Stopped, a.Expired))],
            [.. board?.Overridden.Where(o => o.Items > 0) ?? []],
            board is { Coin: { Agent: > 0 } or { Person: > 0 } } ? board.Coin : null,
            board?.Habits ?? []);
    }
}

/// <summary>Answers of one person; null for none.</summary>
internal sealed class AnswerCount
{
    public string? AnsweredBy { get; set; }

    public long Approved { get; set; }

    public long Changed { get; set; }

    public long Skipped { get; set; }

    public long Stopped { get; set; }

    public long Expired { get; set; }
}
