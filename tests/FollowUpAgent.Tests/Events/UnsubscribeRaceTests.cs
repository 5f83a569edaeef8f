using FollowUpAgent.Dispatch;
using FollowUpAgent.Events;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Sequences;
using FollowUpAgent.Tests.House;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpAgent.Tests.Events;

public sealed class UnsubscribeRaceTests
{
    private const int Contacts = 240;
    private const string Relay = "default";
    private const string Worker = "worker";

    // The database's own order decides: what stands in the row right after the 200 must stand there for ever.
    [Theory, OnSqlite, OnPostgres]
    public async Task No_commit_a_succeeds_after_the_200_of_an_unsubscribe(DatabaseKind kind)
    {
        await using var agent = await PlannedAsync(kind, Contacts);
        var handOver = agent.Get<HandOver>();
        var claimed = await ClaimAllAsync(handOver);
        var pairs = new List<(string After, BeginOutcome Begun, string End)>();
        foreach (var chunk in claimed.Chunk(12))
        {
            pairs.AddRange(await Task.WhenAll(chunk.Select((message, i) => RaceAsync(agent, handOver, message, i))));
        }

        Assert.All(pairs, pair => Assert.Equal(pair.After == MessageState.Sending, pair.End == MessageState.Sending));
        Assert.All(pairs, pair => Assert.Equal(pair.Begun is BeginOutcome.Begun, pair.End == MessageState.Sending));
        Assert.Contains(pairs, pair => pair.Begun is BeginOutcome.Begun);
        Assert.Contains(pairs, pair => pair.Begun is BeginOutcome.Stopped);
        Assert.Empty(await agent.QueryAsync<Enrollment>("SELECT e.* FROM enrollment e JOIN message m ON m.enrollment_id = e.id WHERE e.state <> 'ended'"));
    }

    [Theory, OnPostgres]
    public async Task Commit_a_waits_for_an_unsubscribe_that_cannot_see_its_enrollment(DatabaseKind kind)
    {
        await using var agent = await PlannedAsync(kind, 1);
        var handOver = agent.Get<HandOver>();
        var message = Assert.Single(await ClaimAllAsync(handOver));
        var effects = agent.Get<EventEffects>();
        var suppressed = new TaskCompletionSource();
        var mayCommit = new TaskCompletionSource();

        // Hidden by its end state, this enrollment stands for one that opens while the unsubscribe is under way.
        await agent.Database.WriteAsync(s => s.ExecuteAsync("UPDATE enrollment SET state = 'ended'"), CancellationToken.None);
        var unsubscribe = agent.Database.WriteAsync(
            async session =>
            {
                var happened = new Event { Kind = "unsubscribed", MessageId = message.Id };
                await effects.TakeAsync(session, happened, message.ContactId, agent.Clock.GetUtcNow());
                suppressed.SetResult();
                await mayCommit.Task;
            },
            CancellationToken.None);
        await suppressed.Task;
        await agent.Database.WriteAsync(s => s.ExecuteAsync("UPDATE enrollment SET state = 'sending'"), CancellationToken.None);
        var begin = handOver.BeginAsync(message, CancellationToken.None);
        await Task.WhenAny(begin, LocksAreWaitedForAsync(agent));
        mayCommit.SetResult();
        await unsubscribe;

        Assert.Equal(BeginOutcome.Stopped, await begin);
    }

    private static async Task LocksAreWaitedForAsync(AgentInTest agent)
    {
        while ((await agent.QueryAsync<int>("SELECT 1 FROM pg_locks WHERE NOT granted")).Count == 0)
        {
            await Task.Yield();
        }
    }

    private static async Task<(string After, BeginOutcome Begun, string End)> RaceAsync(
        AgentInTest agent, HandOver handOver, OutboxMessage message, int start)
    {
        var unsubscriber = agent.Get<Unsubscriber>();
        async Task<string> UnsubscribeAsync()
        {
            await unsubscriber.UnsubscribeAsync(message.Id, CancellationToken.None);
            return await StateAsync(agent, message);
        }

        // One pair in four has begun first, one is unsubscribed first, so that both orders happen on any machine; the others race.
        Task<BeginOutcome>? begin = start % 4 is 0 or 1 ? handOver.BeginAsync(message, CancellationToken.None) : null;
        if (start % 4 == 0)
        {
            await begin!;
        }

        var after = Task.Run(UnsubscribeAsync);
        if (start % 4 == 2)
        {
            await after;
        }

        begin ??= Task.Run(() => handOver.BeginAsync(message, CancellationToken.None));
        return (await after, await begin, await StateAsync(agent, message));
    }

    private static async Task<string> StateAsync(AgentInTest agent, OutboxMessage message) =>
        (await agent.QueryAsync<string>("SELECT state FROM message WHERE id = @Id", new { message.Id })).Single();

    private static async Task<AgentInTest> PlannedAsync(DatabaseKind kind, int contacts)
    {
        var agent = await AgentInTest.BuildAsync(kind);
        for (var i = 0; i < contacts; i++)
        {
            await agent.AddContactAsync($"person{i}@example{i}.test");
        }

        await agent.EnrollAllAsync("hello");
        foreach (var pump in agent.Services.GetServices<IPump>().Where(p => p is WhenPump or WhichPump))
        {
            while (await pump.PassAsync(CancellationToken.None) > 0)
            {
            }
        }

        return agent;
    }

    private static async Task<List<OutboxMessage>> ClaimAllAsync(HandOver handOver)
    {
        var all = new List<OutboxMessage>();
        while (await handOver.ClaimAsync(Relay, Worker, CancellationToken.None) is { Count: > 0 } claimed)
        {
            all.AddRange(claimed);
        }

        return all;
    }
}
