using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Rewards;
using FollowUpAgent.Tests.Events;
using FollowUpAgent.Tests.House;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpAgent.Tests.Rewards;

public sealed class LoopHealthTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_loop_that_is_whole_raises_no_alarm(DatabaseKind kind)
    {
        await using var mailed = await SendGridSender.SendAsync(kind, contacts: 25);
        var sender = new SendGridSender(mailed);
        await sender.ReportAsync([.. mailed.Messages.Select((_, i) => sender.Event("delivered", $"{i}", i))]);
        await mailed.Agent.RunUntilIdleAsync();
        mailed.Agent.Clock.Advance(TimeSpan.FromDays(2));

        var readings = await ReadAsync(mailed);

        Assert.Equal(LoopSign.Places, readings.Count);
        Assert.All(readings, r => Assert.Equal((HealthState.Ok, null), (r.State, r.Advice)));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Sends_that_nobody_reports_on_are_an_alarm_where_a_provider_should(DatabaseKind kind)
    {
        await using var mailed = await SendGridSender.SendAsync(kind, contacts: 25);
        await using var alone = await Mailed.SendAsync(kind, 25);
        mailed.Agent.Clock.Advance(TimeSpan.FromDays(2));
        alone.Agent.Clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal(["loop-deliveries"], await AlarmsAsync(mailed));
        Assert.Empty(await AlarmsAsync(alone));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Events_about_nobody_and_weak_matches_are_alarms(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);
        var webhook = new Webhook(mailed);
        for (var i = 0; i < 30; i++)
        {
            await webhook.ReportAsync("visited", $"stranger{i}@elsewhere.test");
            await webhook.ReportAsync("replied", "person0@example0.test");
        }

        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal(["loop-nobody", "loop-weak-replies"], await AlarmsAsync(mailed));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_webhook_silent_longer_than_usual_is_an_alarm(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);
        var webhook = new Webhook(mailed);
        for (var i = 0; i < 25; i++)
        {
            await webhook.ReportAsync("visited", "person0@example0.test");
            mailed.Agent.Clock.Advance(TimeSpan.FromHours(10));
        }

        mailed.Agent.Clock.Advance(TimeSpan.FromHours(19));
        var before = await AlarmsAsync(mailed);
        mailed.Agent.Clock.Advance(TimeSpan.FromHours(2));

        Assert.DoesNotContain("loop-silence", before);
        Assert.Contains("loop-silence", await AlarmsAsync(mailed));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_refused_fit_an_old_snapshot_and_a_decision_without_propensity_are_alarms(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);
        var now = mailed.Agent.Clock.GetUtcNow();
        async Task<bool> AlarmAsync(string name)
        {
            mailed.Agent.Clock.Advance(TimeSpan.FromMinutes(2));
            return (await AlarmsAsync(mailed)).Contains(name);
        }

        await AddSnapshotAsync(mailed, now, null);
        var fresh = await AlarmAsync("loop-snapshot");
        await AddSnapshotAsync(mailed, now + TimeSpan.FromMinutes(1), "a count is impossible");
        var refused = await AlarmAsync("loop-snapshot");
        await AddSnapshotAsync(mailed, now + TimeSpan.FromMinutes(2), null);
        var again = await AlarmAsync("loop-snapshot");
        await mailed.Agent.Database.WriteAsync(
            s => s.AddDecisionAsync(new Decision { Id = new DecisionId(mailed.Agent.Get<IdSource>().New()), Stage = "when", DecidedAt = now, Step = "x" }), CancellationToken.None);
        var without = await AlarmAsync("loop-propensities");
        mailed.Agent.Clock.Advance(TimeSpan.FromDays(4));
        var old = await AlarmAsync("loop-snapshot");

        Assert.Equal((false, true, false, true, true), (fresh, refused, again, without, old));
    }

    [Fact]
    public async Task Every_figure_is_a_sign_of_health_of_its_own()
    {
        await using var mailed = await Webhook.SendAsync(DatabaseKind.Sqlite);

        var health = await HealthEndpoints.ReadAllAsync(mailed.Agent.Services.GetServices<IHealthSign>(), CancellationToken.None);

        Assert.Equal((await ReadAsync(mailed)).Select(r => r.Name), health.Select(r => r.Name).Where(n => n.StartsWith("loop-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_figures_are_kept_for_a_minute()
    {
        await using var mailed = await Webhook.SendAsync(DatabaseKind.Sqlite);
        var first = await ReadAsync(mailed);

        mailed.Agent.Clock.Advance(TimeSpan.FromSeconds(59));
        var second = await ReadAsync(mailed);
        mailed.Agent.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Same(first, second);
        Assert.NotSame(first, await ReadAsync(mailed));
    }

    private static Task AddSnapshotAsync(Mailed mailed, DateTimeOffset at, string? refused) => mailed.Agent.Database.WriteAsync(
        s => s.AddSnapshotAsync(new Snapshot { Id = new SnapshotId(mailed.Agent.Get<IdSource>().New()), MadeAt = at, Refused = refused }), CancellationToken.None);

    private static Task<IReadOnlyList<HealthReading>> ReadAsync(Mailed mailed) => mailed.Agent.Get<LoopHealth>().ReadAsync(CancellationToken.None);

    private static async Task<List<string>> AlarmsAsync(Mailed mailed)
    {
        mailed.Agent.Clock.Advance(TimeSpan.FromMinutes(2));
        return [.. (await ReadAsync(mailed)).Where(r => r.State != HealthState.Ok).Select(r => r.Name)];
    }
}
