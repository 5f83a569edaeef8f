using FollowUpAgent.Dispatch.Guards;
using FollowUpAgent.Hosting.Health;

namespace FollowUpAgent.Reports.Rendering;

/// <summary>A report in one language, as headings, sentences and tables: what Markdown and HTML then write down.</summary>
/// <param name="Language">The language's tag.</param>
/// <param name="Title">Heads it.</param>
/// <param name="Subtitle">Which days, and as known when.</param>
/// <param name="Sections">Its parts.</param>
internal sealed record ReportDocument(string Language, string Title, string Subtitle, IReadOnlyList<ReportSection> Sections)
{
    /// <summary>Puts a report into words.</summary>
    public static ReportDocument Of(WeeklyReport report, Texts texts)
    {
        var words = new Words(texts);
        return new ReportDocument(
            texts.Language,
            texts.Say("title", report.Week),
            texts.Say(report.IsOver ? "subtitle.over" : "subtitle.runs", report.From.UtcDateTime, report.Until.AddTicks(-1).UtcDateTime, report.MadeAt.UtcDateTime),
            [.. AllOf(report, words).OfType<ReportSection>()]);
    }

    /// <summary>The same with so many rows of each table at most, saying how many are left out.</summary>
    public ReportDocument WithRows(int most, Texts texts) => this with
    {
        Sections = [.. Sections.Select(s => s.Table is not { } table || table.Rows.Count <= most ? s : s with
        {
            Table = table with { Rows = [.. table.Rows.Take(most)] },
            Notes = [texts.Say("note.rows", table.Rows.Count - most), .. s.Notes],
        })],
    };

    private static IEnumerable<ReportSection?> AllOf(WeeklyReport report, Words words) =>
    [
        new ReportSection(null, [], [.. report.Headline.Select(words.Texts.Say)], null, []),
        Proposals(report, words),
        GoalTable.Of(report, words),
        .. report.IsQuiet ? [] : Figures(report, words),
        PeopleTable.Of(report.People, words),
        TaskTable.Of(report.Tasks, words),
        LostLeadsSection.Of(report.LostLeads, words),
        GoalTable.Forecasts(report.Forecasts, words),
        Models(report, words),
        Health(report, words),
    ];

    private static IEnumerable<ReportSection?> Figures(WeeklyReport report, Words words) =>
    [
        GroupTable.Of(report, words),
        GroupTable.RewardOf(report, words),
        UpliftTable(report, words),
        VariantTable.Of("works", report.Works, report, words),
        VariantTable.Of("notYetKnowable", report.NotYetKnowable, report, words),
        WhySections.Effects(report.Why, words),
        WhySections.Next(report.Why, words),
        ExplorationSection.Of(report.Exploration, words),
        SenderTable(report, words),
    ];

    private static ReportSection? Proposals(WeeklyReport report, Words words) => report.Proposals.Count == 0
        ? null
        : new ReportSection(words.Texts["section.proposals"], [.. report.Proposals.Select(words.Texts.Say)], [], null, []);

    private static ReportSection? UpliftTable(WeeklyReport report, Words words) => report.Uplift.Count == 0 ? null : new ReportSection(
        words.Texts["section.uplift"],
        [],
        [],
        new ReportTable(
            words.Headers("against", "difference", "interval", "alwaysValid", "verdict", "smallestKnowable", "moreContacts"),
            [.. report.Uplift.Select(u => new[]
            {
                words.Texts.Name("group", u.Against),
                words.Signed(u.Interval is null ? default(double?) : u.Difference),
                words.Signed(u.Interval),
                words.Signed(u.AlwaysValid),
                words.Texts[$"verdict.{u.Verdict.ToText()}"],
                words.Signed(u.SmallestKnowable),
                words.Count(u.MoreContacts),
            })],
            Named: 1),
        [words.Texts["note.uplift"]]);

    private static ReportSection? SenderTable(WeeklyReport report, Words words) => report.Deliverability.Count == 0 ? null : new ReportSection(
        words.Texts["section.deliverability"],
        [],
        [.. report.Readings.Select(r => words.Texts.Say($"reading.{r.Kind}", r.People, r.Machines))],
        new ReportTable(
            words.Headers("sender", "sent", "failed", "open", "bounced", "complained", "unsubscribed"),
            [.. report.Deliverability.Select(s => new[]
            {
                s.Sender, words.Count(s.Sent), words.Count(s.Failed), words.Count(s.Open), words.Share(s.Bounced, s.Sent), words.Share(s.Complained, s.Sent),
                words.Share(s.Unsubscribed, s.Sent),
            })],
            Named: 1),
        [words.Texts.Say("note.deliverability", SenderRates.MostHardBounces, SenderRates.LastMails, SenderRates.StopAt)]);

    private static ReportSection? Models(WeeklyReport report, Words words) => report.Models is not { } model ? null : new ReportSection(
        words.Texts["section.models"],
        [],
        [
            words.Texts.Say("model.serves", model.Recipe, model.TrainingRows, model.MadeAt.UtcDateTime, (report.Until - model.MadeAt).TotalDays),
            .. model.Refused.Count == 0 ? [] : new[] { words.Texts.Say("model.refused", model.Refused.Count, string.Join("; ", model.Refused)) },
            .. model.Changes.Select(c => words.Texts.Say(c.ToSentence())),
            .. model.Drift.Select(d => words.Texts.Say(d.ToSentence())),
        ],
        null,
        []);

    private static ReportSection Health(WeeklyReport report, Words words)
    {
        var wrong = report.LoopHealth.Where(r => r.State != HealthState.Ok).ToList();
        return new ReportSection(
            words.Texts["section.loopHealth"],
            [.. wrong.Select(r => $"{words.Texts[$"health.{r.State.ToString().ToLowerInvariant()}"]}: {r.Name}. {r.Detail}.{(r.Advice is null ? "" : $" {r.Advice}")}")],
            wrong.Count == 0 ? [words.Texts.Say("health.all", report.LoopHealth.Count)] : [],
            null,
            []);
    }
}

/// <summary>A part of a report; what is empty is left out.</summary>
/// <param name="Heading">Its heading, or null for the opening.</param>
/// <param name="Items">A list.</param>
/// <param name="Sentences">Text.</param>
/// <param name="Table">Figures.</param>
/// <param name="Notes">How to read them.</param>
internal sealed record ReportSection(
    string? Heading, IReadOnlyList<string> Items, IReadOnlyList<string> Sentences, ReportTable? Table, IReadOnlyList<string> Notes);

/// <summary>A table; its first columns are names, the others figures.</summary>
/// <param name="Headers">The head.</param>
/// <param name="Rows">The body, as wide as the head.</param>
/// <param name="Named">How many columns are names.</param>
internal sealed record ReportTable(IReadOnlyList<string> Headers, IReadOnlyList<string[]> Rows, int Named);
