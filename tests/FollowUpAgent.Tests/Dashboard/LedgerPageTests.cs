using FollowUpAgent.Decisions;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Dashboard;

public sealed class LedgerPageTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task The_ledger_is_paged_by_time_and_filtered_and_a_decision_is_computed_again(DatabaseKind kind)
    {
        await using var agent = await ServedAsync(kind);
        var (diary, now) = (new Diary(agent), agent.Clock.GetUtcNow());
        for (var i = 0; i < 60; i++)
        {
            var group = i % 3 == 0 ? "control" : "treatment";
            // Many at one moment: a page ends in the middle of them.
            await diary.DecideAsync(await diary.EnterAsync(group, now), group, now.AddMinutes(-i / 7), RoundEnd.Sent);
        }

        await agent.AddContactAsync("real@example.test");
        await agent.EnrollAllAsync("hello");
        await agent.RunUntilIdleAsync();
        var ours = await agent.QueryAsync<string>("SELECT group_name FROM contact WHERE address = 'real@example.test'");
        using var visitor = new ApprovalVisitor(agent);

        var seen = new List<string>();
        await visitor.OpenAsync("/decisions");
        for (var next = "/decisions"; next is not null; next = visitor.Page.QuerySelector("a[rel=next]")?.GetAttribute("href"))
        {
            await visitor.OpenAsync(next);
            seen.AddRange(Links(visitor));
        }

        var control = Links(await visitor.OpenAsync("/decisions?group=control&sequence=hello&contact="));
        var one = Links(await visitor.OpenAsync("/decisions?contact=Real%40example.test"));
        var nobody = (await visitor.OpenAsync("/decisions?contact=nobody%40example.test")).Text;
        await (await visitor.OpenAsync(one[0])).OpenAsync($"{one[0]}?replay=yes");

        Assert.Equal((61, 61), (seen.Count, seen.Distinct().Count()));
        Assert.Equal(20 + (ours[0] == "control" ? 1 : 0), control.Count);
        Assert.Contains(Assert.Single(one), seen);
        Assert.Contains("No contact has this address", nobody, StringComparison.Ordinal);
        Assert.Contains("Computed again: the same", visitor.Page.QuerySelector("#replay")!.TextContent, StringComparison.Ordinal);
    }

    private static List<string> Links(ApprovalVisitor visitor) => [.. visitor.Page.QuerySelectorAll("#ledger th a").Select(a => a.GetAttribute("href")!)];

    private static async Task<AgentInTest> ServedAsync(DatabaseKind kind)
    {
        var agent = await AgentInTest.BuildAsync(kind);
        await agent.ServeAsync();
        return agent;
    }
}
