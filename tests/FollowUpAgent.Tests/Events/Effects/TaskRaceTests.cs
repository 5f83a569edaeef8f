using FollowUpAgent.Contacts;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Events;
using FollowUpAgent.Events.Effects;
using FollowUpAgent.Events.Mail;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Events.Effects;

public sealed class TaskRaceTests
{
    private const int Contacts = 48;

    // What stands in the row right after the task is committed must stand there for ever.
    [Theory, OnSqlite, OnPostgres]
    public async Task No_commit_a_succeeds_after_a_task_is_opened(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(kind);
        for (var i = 0; i < Contacts; i++)
        {
            await agent.AddContactAsync($"person{i}@example{i}.test");
        }

        await agent.EnrollAllAsync("hello");
        foreach (var pump in agent.Pumps("when", "which"))
        {
            await pump.PassAsync(CancellationToken.None);
        }

        var handOver = agent.Get<HandOver>();
        var claimed = await handOver.ClaimAsync("default", "worker", CancellationToken.None);
        var pairs = new List<(string After, BeginOutcome Begun, string End)>();
        foreach (var chunk in claimed.Chunk(8))
        {
            pairs.AddRange(await Task.WhenAll(chunk.Select((message, i) => RaceAsync(agent, handOver, message, i))));
        }

        Assert.All(pairs, pair => Assert.Equal(pair.After == MessageState.Sending, pair.End == MessageState.Sending));
        Assert.All(pairs, pair => Assert.Equal(pair.Begun is BeginOutcome.Begun, pair.End == MessageState.Sending));
        Assert.Contains(pairs, pair => pair.Begun is BeginOutcome.Begun);
        Assert.Contains(pairs, pair => pair.Begun is BeginOutcome.Lapsed);
    }

    private static async Task<(string After, BeginOutcome Begun, string End)> RaceAsync(AgentInTest agent, HandOver handOver, OutboxMessage message, int start)
    {
        // One pair in four has begun first, one has its task first; the others race.
        Task<BeginOutcome>? begin = start % 4 is 0 or 1 ? handOver.BeginAsync(message, CancellationToken.None) : null;
        if (start % 4 == 0)
        {
            await begin!;
        }

        var after = Task.Run(() => OpenTaskAsync(agent, message));
        if (start % 4 == 2)
        {
            await after;
        }

        begin ??= Task.Run(() => handOver.BeginAsync(message, CancellationToken.None));
        return (await after, await begin, await StateAsync(agent, message));
    }

    private static async Task<string> OpenTaskAsync(AgentInTest agent, OutboxMessage message)
    {
        var now = agent.Clock.GetUtcNow();
        var happened = new Event { Id = message.Id.Value, Kind = EventKind.Replied, Matched = Match.Message, OccurredAt = now };
        var reading = new ReplyReading("Yes, call me.", ReplyIntent.Interested, 0.95, "call me", null);
        await agent.Database.WriteAsync(
            async session => await agent.Get<ReplyEffects>()
                .TakeAsync(session, happened, reading, message, (await session.FindContactAsync(message.ContactId))!, now),
            CancellationToken.None);
        return await StateAsync(agent, message);
    }

    private static async Task<string> StateAsync(AgentInTest agent, OutboxMessage message) =>
        (await agent.QueryAsync<string>("SELECT state FROM message WHERE id = @Id", new { message.Id })).Single();
}
