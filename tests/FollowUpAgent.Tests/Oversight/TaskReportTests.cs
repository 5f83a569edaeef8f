using FollowUpAgent.Cli;
using FollowUpAgent.Oversight;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Rendering;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Oversight;

public sealed class TaskReportTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task The_weekly_report_says_how_long_contacts_wait_and_waited(DatabaseKind kind)
    {
        await using var handed = await HandedOver.SendAsync(kind);
        foreach (var hours in new[] { 2, 8 })
        {
            await handed.AnswerAsync("Sounds good, let's talk.");
            handed.Agent.Clock.Advance(TimeSpan.FromHours(hours));
            await handed.CloseAsync((await handed.TasksAsync()).Single(t => t.ClosedAt is null), TaskOutcome.Answered);
        }

        await handed.AnswerAsync("Sounds good, let's talk.");
        handed.Agent.Clock.Advance(TimeSpan.FromDays(3));
        var report = await handed.Agent.Get<ReportMaker>().MakeAsync(IsoWeek.Of(handed.Agent.Clock.GetUtcNow()), CancellationToken.None);

        Assert.Equal(new TaskFigures(null, 1, 72, 2, 5), report.Tasks!.All);
        Assert.Equal(new TaskFigures(HandedOver.Owner, 1, 72, 2, 5), Assert.Single(report.Tasks.Owners));
        var text = ReportMarkdown.Write(ReportDocument.Of(ReportJson.Read(ReportJson.Store(report)), Texts.Find("en")!));
        Assert.Contains("One task is open, for 3.0 days.", text, StringComparison.Ordinal);
        Assert.Contains("2 were answered this week, half of them within 5.0 h.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_verb_lists_and_closes_tasks()
    {
        await using var handed = await HandedOver.SendAsync(DatabaseKind.Sqlite);
        await handed.AnswerAsync("Sounds good,\u001b[2J let's talk.");
        var id = (await handed.TasksAsync())[0].Id;

        var listed = await RunAsync(handed, "tasks");
        var closed = await RunAsync(handed, "tasks", "close", $"{id}", "--by", "olga", "--outcome", "dismissed");
        var empty = await RunAsync(handed, "tasks", "list", "--owner", HandedOver.Owner);
        var unknown = await RunAsync(handed, "tasks", "close", $"{Guid.Empty}", "--by", "olga");

        Assert.Contains(HandedOver.Person, listed.Data, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', listed.Data);
        Assert.Contains("dismissed by olga", closed.Data, StringComparison.Ordinal);
        Assert.Equal((0, 1, "No tasks."), (empty.Code, unknown.Code, empty.Data.Trim()));
    }

    private static async Task<(int Code, string Data)> RunAsync(HandedOver handed, params string[] args)
    {
        using var data = new StringWriter();
        using var messages = new StringWriter();
        var code = await CommandLine.RunAsync([.. args, "--data", handed.Agent.Folder.Root], data, messages);
        return (code, data.ToString());
    }
}
