using FollowUpAgent.Decisions;
using FollowUpAgent.Reports.Reasons;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Reports;

/// <summary>The reports' rows, and the sums that a report is made of. Every query reads one stretch of time by an index.</summary>
internal static partial class ReportStore
{
    /// <summary>Keeps a report; one that is there for its week stays.</summary>
    /// <returns>True if it was kept.</returns>
    public static async Task<bool> AddReportAsync(this Session session, string week, DateTimeOffset madeAt, string content) =>
        await session.ExecuteAsync(
            "INSERT INTO report (week, made_at, content) VALUES (@week, @madeAt, @content) ON CONFLICT (week) DO NOTHING",
            new { week, madeAt, content }) == 1;

    /// <summary>The report of a week as it was kept, or null.</summary>
    public static Task<string?> FindReportAsync(this Session session, string week) =>
        session.QuerySingleOrDefaultAsync<string?>("SELECT content FROM report WHERE week = @week", new { week });

    /// <summary>The weeks of the newest reports, newest first.</summary>
    public static Task<List<string>> FindReportWeeksAsync(this Session session, int most) =>
        session.QueryAsync<string>("SELECT week FROM report ORDER BY week DESC LIMIT @most", new { most });

    /// <summary>When the first enrollment entered, or null where nobody ever did.</summary>
    public static Task<DateTimeOffset?> FindFirstEntryAsync(this Session session) =>
        session.QuerySingleOrDefaultAsync<DateTimeOffset?>("SELECT MIN(entered_at) FROM enrollment");

    /// <summary>How rounds ended, by group.</summary>
    public static Task<List<RoundCount>> CountRoundsAsync(this Session session, Span span) => session.QueryAsync<RoundCount>(Rounds, span);

    /// <summary>Contacts with a round that was carried out, by group.</summary>
    public static Task<List<GroupCount>> CountActiveAsync(this Session session, Span span) => session.QueryAsync<GroupCount>(Active, span);

    /// <summary>Contacts that entered a sequence, by group.</summary>
    public static Task<List<GroupCount>> CountEnteredAsync(this Session session, Span span) => session.QueryAsync<GroupCount>(Entered, span);

    /// <summary>What happened, by group and outcome.</summary>
    public static Task<List<OutcomeCount>> CountOutcomesAsync(this Session session, Span span) => session.QueryAsync<OutcomeCount>(OutcomesOfGroups, span);

    /// <summary>Mails that came back or were marked as spam, by group and sender.</summary>
    public static Task<List<MailEventCount>> CountMailEventsAsync(this Session session, Span span) => session.QueryAsync<MailEventCount>(MailEvents, span);

    /// <summary>Messages that were settled, by sender and state.</summary>
    public static Task<List<SenderCount>> CountSendersAsync(this Session session, Span span) => session.QueryAsync<SenderCount>(Senders, span);

    /// <summary>What contacts that entered in this time have earned in it, by group; one row a group.</summary>
    public static Task<List<GroupMoments>> SumGroupsAsync(this Session session, Span span, OutcomeCatalog outcomes, AllotmentUnit unit) =>
        session.QueryAsync<GroupMoments>(Groups(outcomes, unit), WithWeights(span, outcomes));

    /// <summary>What variants sent in this time have earned until its end, by step and group.</summary>
    public static Task<List<VariantRow>> SumVariantsAsync(this Session session, Span sent, DateTimeOffset earnedUntil, OutcomeCatalog outcomes)
    {
        var parameters = WithWeights(sent, outcomes);
        parameters.Add("earnedUntil", earnedUntil);
        return session.QueryAsync<VariantRow>(Variants(outcomes), parameters);
    }

    /// <summary>What each variant sent in this time brought, by outcome.</summary>
    public static Task<List<VariantOutcome>> CountVariantOutcomesAsync(this Session session, Span sent, DateTimeOffset earnedUntil) =>
        session.QueryAsync<VariantOutcome>(VariantOutcomes, new { sent.From, sent.Until, earnedUntil });

    /// <summary>The newest mails sent in this time, with what else could have been done, and whether an outcome came of them by then.</summary>
    public static Task<List<SentRow>> FindSentAsync(this Session session, Span sent, DateTimeOffset earnedUntil, string outcome, int most) =>
        session.QueryAsync<SentRow>(SentMails, new { sent.From, sent.Until, earnedUntil, outcome, most });

    /// <summary>The newest choices that models made for the treatment group and that were carried out in this time.</summary>
    public static Task<List<ChoiceRow>> FindChoicesAsync(this Session session, Span span, int most) =>
        session.QueryAsync<ChoiceRow>(Choices, new { span.From, span.Until, most });

    /// <summary>Mails that were opened or clicked, by people and by machines.</summary>
    public static Task<List<ReadingCount>> CountReadingsAsync(this Session session, Span span) => session.QueryAsync<ReadingCount>(Readings, span);

    /// <summary>How people answered in this time, by person.</summary>
    public static Task<List<AnswerCount>> CountAnswersAsync(this Session session, Span span) => session.QueryAsync<AnswerCount>(Answers, span);

    /// <summary>Tasks that were open at a moment, by owner.</summary>
    public static Task<List<OpenTaskCount>> CountOpenTasksAsync(this Session session, DateTimeOffset at) => session.QueryAsync<OpenTaskCount>(OpenTasks, new { at });

    /// <summary>How long the answers of this time took.</summary>
    public static Task<List<AnswerTime>> FindAnswerTimesAsync(this Session session, Span span) => session.QueryAsync<AnswerTime>(AnswerTimes, span);

    /// <summary>The snapshot that served at a moment, without its content; or null.</summary>
    public static Task<SnapshotRow?> FindServedAsync(this Session session, DateTimeOffset at) => session.QuerySingleOrDefaultAsync<SnapshotRow>(
        "SELECT id, recipe, made_at, training_rows FROM snapshot WHERE refused IS NULL AND made_at < @at ORDER BY made_at DESC, id DESC LIMIT 1", new { at });

    /// <summary>Why snapshots of this time do not serve.</summary>
    public static Task<List<string>> FindRefusalsAsync(this Session session, Span span) => session.QueryAsync<string>(
        "SELECT refused FROM snapshot WHERE refused IS NOT NULL AND made_at >= @From AND made_at < @Until ORDER BY made_at", span);
}

/// <summary>A stretch of time: from included, until excluded.</summary>
internal sealed record Span(DateTimeOffset From, DateTimeOffset Until);

/// <summary>What a report may still say of the end of its week.</summary>
internal static class OfLate
{
    /// <summary>Whether a moment is less than a week past: how contacts stood before that nobody knows.</summary>
    public static bool IsOfLate(this TimeProvider clock, DateTimeOffset moment) => clock.GetUtcNow() - moment < TimeSpan.FromDays(7);
}
