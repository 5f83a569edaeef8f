using System.Net;
using FollowUpAgent.Hosting;
using FollowUpAgent.Oversight;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Dashboard;

public sealed class TodayTests
{
    private const string Hostile = "<script>alert(1)</script>";

    [Theory, OnSqlite, OnPostgres]
    public async Task A_person_pauses_everything_and_lets_it_go_on_and_the_page_says_who_and_why(DatabaseKind kind)
    {
        await using var agent = await ServedAsync(kind);
        using var visitor = new ApprovalVisitor(agent);

        await visitor.OpenAsync("/");
        await visitor.SendAsync("/pause", ("by", "anna"), ("reason", "wrong price"), ("hours", "4"));
        var (path, paused, text) = (visitor.Path, (await agent.Get<DirectiveDesk>().ReadAsync(CancellationToken.None)).Pauses.Everything, visitor.Page.QuerySelector("#pause")!.TextContent);
        var quiet = visitor.Page.QuerySelector("#quiet")!.TextContent;
        await visitor.SendAsync("/pause", ("by", "bob"), ("reason", "the price is right now"));

        Assert.Equal("/", path);
        Assert.True(paused);
        Assert.Contains("anna has paused everything", text, StringComparison.Ordinal);
        Assert.Contains("wrong price", quiet, StringComparison.Ordinal);
        Assert.False((await agent.Get<DirectiveDesk>().ReadAsync(CancellationToken.None)).Pauses.Everything);
        Assert.Contains("Stop everything", visitor.Page.QuerySelector("#pause")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_paused_without_a_reason_by_a_foreign_form_or_by_one_who_may_only_look()
    {
        await using var agent = await ServedAsync(DatabaseKind.Sqlite, new()
        {
            ["People:anna:Name"] = "Anna",
            ["People:anna:Role"] = "admin",
            ["People:vic:Name"] = "Vic",
        });
        using var visitor = new ApprovalVisitor(agent);

        var without = (await (await visitor.OpenAsync("/")).SendAsync("/pause", ("by", "anna"), ("reason", " "))).Status;
        var said = visitor.Page.QuerySelector(".problem")!.TextContent;
        var viewer = (await (await visitor.OpenAsync("/")).SendAsync("/pause", ("by", "vic"), ("reason", "x"))).Status;
        var foreign = (await visitor.PostAsync("/pause", new Dictionary<string, string> { ["answer"] = "pause", ["by"] = "anna", ["reason"] = "x" })).Status;
        var broken = (await (await visitor.OpenAsync("/")).SendAsync("/pause", ("by", "anna"), ("reason", "x"), ("hours", "99999999999"))).Status;

        Assert.Equal([HttpStatusCode.UnprocessableEntity, HttpStatusCode.Forbidden, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest], new[] { without, viewer, foreign, broken });
        Assert.Contains("Say why", said, StringComparison.Ordinal);
        Assert.False((await agent.Get<DirectiveDesk>().ReadAsync(CancellationToken.None)).Pauses.Everything);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_goes_out_is_counted_by_hour(DatabaseKind kind)
    {
        await using var agent = await ServedAsync(kind);
        for (var i = 0; i < 3; i++)
        {
            await agent.AddContactAsync($"c{i}@example.test");
        }

        await agent.EnrollAllAsync("hello");
        // Two slots drawn within the day, one of them overdue, and a step that is still to be decided.
        var (enrollments, now) = (await agent.QueryAsync<Guid>("SELECT id FROM enrollment ORDER BY id"), agent.Clock.GetUtcNow());
        await MoveAsync(agent, enrollments[0], "decided", now.AddHours(-2));
        await MoveAsync(agent, enrollments[1], "decided", now.AddHours(5));
        await MoveAsync(agent, enrollments[2], "waiting", now.AddHours(6));
        using var visitor = new ApprovalVisitor(agent);

        await visitor.OpenAsync("/");

        var next = visitor.Page.QuerySelector("#next")!;
        Assert.Contains("2 mails are planned for the next 24 hours. One more step is decided in this time.", next.TextContent, StringComparison.Ordinal);
        Assert.Equal(["1", "1"], next.QuerySelectorAll("details td").Select(c => c.TextContent));
        Assert.Equal(24, next.QuerySelectorAll(".hour").Length);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Tasks_are_listed_by_pages_and_closed_by_a_form(DatabaseKind kind)
    {
        await using var agent = await ServedAsync(kind);
        for (var i = 0; i < 32; i++)
        {
            await OpenTaskAsync(agent, $"c{i:00}@example.test", $"{Hostile} \u202e {new string('w', 300)}");
        }

        using var visitor = new ApprovalVisitor(agent);

        await visitor.OpenAsync("/tasks");
        var (count, first) = (visitor.Page.QuerySelector("nav [data-live=tasks]")!.TextContent, visitor.Page.QuerySelectorAll("#tasks li").Length);
        var shown = visitor.Page.QuerySelector("pre.mail")!.TextContent;
        var hostile = visitor.Page.Scripts.Any(s => s.Source is null);
        var action = visitor.Page.QuerySelector("#tasks form")!.GetAttribute("action")!;
        await visitor.OpenAsync(visitor.Page.QuerySelector("a[rel=next]")!.GetAttribute("href")!);
        var rest = visitor.Page.QuerySelectorAll("#tasks li").Length;
        await (await visitor.OpenAsync("/tasks")).SendAsync(action, ("answer", "answered"), ("by", "anna"));

        Assert.Equal(("32", 30, 2, false), (count, first, rest, hostile));
        Assert.StartsWith(Hostile, shown, StringComparison.Ordinal);
        Assert.Equal(("/tasks", "31"), (visitor.Path, visitor.Page.QuerySelector("nav [data-live=tasks]")!.TextContent));
        var closed = (await agent.Database.ReadAsync(s => s.ListTasksAsync(areOpen: false, null, 9), CancellationToken.None)).Single();
        Assert.Equal(("anna", "answered"), (closed.ClosedBy, closed.Outcome));
    }

    private static Task MoveAsync(AgentInTest agent, Guid enrollment, string state, DateTimeOffset dueAt) => agent.Database.WriteAsync(
        s => s.ExecuteAsync("UPDATE enrollment SET state = @state, due_at = @dueAt WHERE id = @enrollment", new { enrollment, state, dueAt }), CancellationToken.None);

    private static async Task OpenTaskAsync(AgentInTest agent, string address, string text)
    {
        var contact = await agent.AddContactAsync(address);
        var task = new OwnerTask { Id = new TaskId(agent.Get<IdSource>().New()), ContactId = contact.Id, EventId = contact.Id.Value, Kind = TaskKind.Question, Text = text, OpenedAt = agent.Clock.GetUtcNow() };
        await agent.Database.WriteAsync(s => s.OpenTaskAsync(task), CancellationToken.None);
    }

    private static async Task<AgentInTest> ServedAsync(DatabaseKind kind, Dictionary<string, string?>? settings = null)
    {
        var agent = await AgentInTest.BuildAsync(kind, settings);
        await agent.ServeAsync();
        return agent;
    }
}
