using FollowUpAgent.Events;
using FollowUpAgent.Hosting;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Events;

public sealed class InboxWriterTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Of_deliveries_that_come_at_the_same_time_each_key_is_new_once(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(kind);
        var inbox = agent.Get<InboxWriter>();

        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Task.Run(() => inbox.AddAsync(Row(agent, (byte)(i % 100))))));

        Assert.Equal(100, answers.Count(isNew => isNew));
        Assert.Equal([100], await agent.QueryAsync<int>("SELECT COUNT(*) FROM inbox"));
    }

    [Fact]
    public async Task A_row_that_cannot_be_kept_takes_no_other_along()
    {
        await using var agent = await AgentInTest.BuildAsync(DatabaseKind.Postgres);
        var inbox = agent.Get<InboxWriter>();

        // PostgreSQL takes no NUL in a text.
        var poison = Enumerable.Range(0, 5).Select(i => Task.Run(() => inbox.AddAsync(Row(agent, (byte)(200 + i)) with { Headers = "\0" }))).ToList();
        var others = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => inbox.AddAsync(Row(agent, (byte)i)))));

        Assert.All(others, Assert.True);
        foreach (var one in poison)
        {
            await Assert.ThrowsAnyAsync<Npgsql.PostgresException>(() => one);
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_same_event_in_two_deliveries_and_twice_in_one_is_one(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);
        var webhook = new Webhook(mailed);
        const string Twice = """{"id":"e1","type":"visited","data":{"email":"person0@example0.test"}}""";

        await webhook.PostAsync(Twice);
        await webhook.PostAsync($"[{Twice},{Twice.Replace("e1", "e2", StringComparison.Ordinal)},{Twice}]");
        await webhook.PostAsync($"[{Twice},{Twice.Replace("e1", "e2", StringComparison.Ordinal)}]");
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal(["visited", "visited"], (await mailed.EventsAsync()).Select(e => e.Kind));
        Assert.Equal(2, (await mailed.Agent.QueryAsync<int>("SELECT 1 FROM signal")).Count);
        Assert.Empty(await mailed.Agent.QueryAsync<int>("SELECT 1 FROM inbox WHERE state <> 'done' OR tries > 0"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_event_that_is_taken_back_among_others_counts_for_nothing_in_either_order(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);

        await new Webhook(mailed).PostAsync(
            """
            [{"id":"a","type":"visited","data":{"email":"person0@example0.test"}},{"type":"withdrawn","data":{"event":"a"}},
             {"type":"withdrawn","data":{"event":"b"}},{"id":"b","type":"visited","data":{"email":"person0@example0.test"}},
             {"id":"c","type":"visited","data":{"email":"person0@example0.test"}}]
            """);
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Single(await mailed.Agent.QueryAsync<int>("SELECT 1 FROM signal"));
        Assert.Equal([2], await mailed.Agent.QueryAsync<int>("SELECT COUNT(*) FROM event WHERE withdrawn"));
    }

    private static InboxRow Row(AgentInTest agent, byte key) => new()
    {
        Id = agent.Get<IdSource>().New(),
        Endpoint = "events/shop",
        DedupeKey = [key],
        ReceivedAt = agent.Clock.GetUtcNow(),
        Body = [key],
    };
}
