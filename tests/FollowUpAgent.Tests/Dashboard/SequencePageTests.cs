using System.Net;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Dashboard;

public sealed class SequencePageTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_sequence_is_shown_with_its_steps_and_paused_by_itself(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(kind);
        await agent.ServeAsync();
        using var visitor = new ApprovalVisitor(agent);

        await visitor.OpenAsync("/sequences");
        var steps = visitor.Page.QuerySelectorAll("#sequence-hello caption").Select(c => c.TextContent).ToList();
        await visitor.SendAsync("/sequences/hello/pause", ("by", "anna"), ("reason", "new texts"), ("hours", "24"));
        var paused = (await agent.Get<DirectiveDesk>().ReadAsync(CancellationToken.None)).Pauses;
        var badge = visitor.Page.QuerySelector("#sequence-hello .badge")!.TextContent;
        await visitor.SendAsync("/sequences/hello/pause", ("by", "anna"), ("reason", "they are in"));

        Assert.StartsWith("first", steps[0], StringComparison.Ordinal);
        Assert.Contains("whoever enters now gets it from", steps[0], StringComparison.Ordinal);
        Assert.Equal((false, "paused"), (paused.Everything, badge));
        Assert.Contains("hello", paused.Sequences);
        Assert.Empty((await agent.Get<DirectiveDesk>().ReadAsync(CancellationToken.None)).Pauses.Sequences);
        Assert.Equal(HttpStatusCode.BadRequest, (await visitor.PostAsync("/sequences/hello/pause", new Dictionary<string, string>())).Status);
    }
}
