using System.Text.Json;
using FollowUpAgent.Hosting;
using FollowUpAgent.LostLeads;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Rendering;
using FollowUpAgent.Storage;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Reports;

public sealed class LostLeadsReportTests
{
    private static readonly IsoWeek Week = IsoWeek.TryParse("2026-W10")!;
    private static readonly string[] Columns =
        ["id", "contact_id", "kind", "probability", "forecast", "features", "moment_at", "begun_at", "until_at", "closed_at", "value", "outcomes"];

    [Theory, OnSqlite, OnPostgres]
    public async Task The_gain_of_winning_back_is_measured_against_those_left_alone(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(kind);
        await AddAsync(agent, RevivalKind.Written, 400, 100);
        await AddAsync(agent, RevivalKind.Held, 100, 5);

        var report = await agent.Get<ReportDesk>().GetAsync(Week, CancellationToken.None);

        var week = report.LostLeads!;
        Assert.Equal((400, 100, 0.25, 0.05), (week.WrittenOver, week.HeldOver, week.ValueWritten, week.ValueHeld));
        Assert.Equal(0.2, week.Gain!.Value, 10);
        Assert.InRange(week.Interval!.Low, 0.12, 0.15);
        Assert.Contains("a gain of +0.200 each", Written(report, "en"), StringComparison.Ordinal);
        Assert.Contains("een winst van +0,200 elk", Written(report, "nl"), StringComparison.Ordinal);
        var json = JsonDocument.Parse(ReportJson.Write(report, Texts.Find("en")!)).RootElement.GetProperty("lostLeads");
        Assert.Equal(0.2, json.GetProperty("gain").GetDouble(), 10);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_handful_of_revivals_tells_nothing_yet_and_none_is_no_section(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(kind);
        var before = await agent.Get<ReportDesk>().GetAsync(Week, CancellationToken.None);
        await AddAsync(agent, RevivalKind.Written, 40, 10);
        await AddAsync(agent, RevivalKind.Held, 10, 0);

        var report = await agent.Get<ReportDesk>().GetAsync(Week, CancellationToken.None);

        Assert.Null(before.LostLeads);
        Assert.Null(report.LostLeads!.Gain);
        Assert.Contains("not yet knowable", Written(report, "en"), StringComparison.Ordinal);
        Assert.Contains("nog niet te weten", Written(report, "nl"), StringComparison.Ordinal);
    }

    private static string Written(WeeklyReport report, string language) =>
        string.Join('\n', ReportDocument.Of(report, Texts.Find(language)!).Sections.SelectMany(s => s.Sentences));

    // Begun ten weeks ago and over for six; some brought a reply.
    private static Task AddAsync(AgentInTest agent, string kind, int count, int rewarded)
    {
        var (now, ids) = (agent.Clock.GetUtcNow(), agent.Get<IdSource>());
        var begun = Micros.From(now.AddDays(-70));
        var rows = Enumerable.Range(0, count)
            .Select(i => new object?[] { ids.New(), ids.New(), kind, 0.5, 0.0, "", begun, begun, Micros.From(now.AddDays(-40)), Micros.From(now.AddDays(-40)), i < rewarded ? 1.0 : 0.0, "" })
            .ToList();
        return agent.Database.WriteAsync(s => s.InsertManyAsync(new BulkRows("revival", Columns, rows)), CancellationToken.None);
    }
}
