using FollowUpAgent.Dispatch;
using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Tests.House;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpAgent.Tests.Dispatch;

public sealed class ContentJobTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Texts_of_settled_messages_go_after_their_time_and_all_others_stay(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 8);
        await desk.PlanAsync();
        string[] states = ["sent", "failed", "cancelled", "queued", "leased", "sending", "unknown", "quarantined"];
        foreach (var (message, state) in (await desk.MessagesAsync()).Zip(states))
        {
            await desk.ExecuteAsync("UPDATE message SET state = @state WHERE id = @Id", new { message.Id, state });
        }

        await RunAsync(desk, TimeSpan.FromDays(30));
        Assert.Equal(8, (await desk.Agent.QueryAsync<int>("SELECT COUNT(*) FROM message_content")).Single());
        await RunAsync(desk, TimeSpan.FromDays(31.1));

        var left = await desk.Agent.QueryAsync<string>("SELECT m.state FROM message_content c JOIN message m ON m.id = c.message_id ORDER BY m.state");
        Assert.Equal(["leased", "quarantined", "queued", "sending", "unknown"], left);
        Assert.Equal(8, (await desk.MessagesAsync()).Count);
    }

    private static Task RunAsync(DispatchDesk desk, TimeSpan later)
    {
        var until = desk.Agent.Clock.GetUtcNow() + later;
        return desk.Agent.Services.GetServices<IJob>().OfType<ContentJob>().Single()
            .RunAsync(new JobPeriod("day", until - TimeSpan.FromDays(1), until), CancellationToken.None);
    }
}
