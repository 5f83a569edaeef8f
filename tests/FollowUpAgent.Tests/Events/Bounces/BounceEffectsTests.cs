using System.Text.Json;
using FollowUpAgent.Events;
using FollowUpAgent.Hosting;
using FollowUpAgent.Messages;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Events.Bounces;

public sealed class BounceEffectsTests
{
    private static readonly string[] Blameless = ["policy 5.7.1", "policy 5.7.26", "policy 5.7.515", "content 5.3.4", "transient 4.4.7", "transient 5.0.0"];

    [Theory, OnSqlite, OnPostgres]
    public async Task A_hard_bounce_suppresses_for_a_year_with_code_and_event_as_evidence(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);

        await BounceAsync(mailed, "hard", "5.1.1");

        var entry = Assert.Single(await mailed.SuppressionsAsync());
        var happened = Assert.Single(await mailed.EventsAsync());
        Assert.Equal(("bounced", $"hard 5.1.1, 1 times, event {happened.Id}"), (entry.Reason, entry.Evidence));
        Assert.Equal(mailed.Agent.Clock.GetUtcNow() + TimeSpan.FromDays(365), entry.Until);
        Assert.Equal(("ended", "bounced"), (await mailed.EnrollmentsAsync()).Select(e => (e.State, e.ExitReason)).Single());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task No_route_suppresses_at_the_second_bounce_within_three_days(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind, contacts: 2);

        await BounceAsync(mailed, "hard", "5.4.4", 0);
        await BounceAsync(mailed, "hard", "5.4.4", 1);
        mailed.Agent.Clock.Advance(TimeSpan.FromDays(2));
        await BounceAsync(mailed, "hard", "5.4.4", 0);
        var early = (await mailed.SuppressionsAsync()).Count;
        mailed.Agent.Clock.Advance(TimeSpan.FromDays(2));
        await BounceAsync(mailed, "hard", "5.4.4", 1);

        Assert.Equal((1, 1), (early, (await mailed.SuppressionsAsync()).Count));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_third_full_mailbox_in_two_weeks_pauses_the_address_for_a_month(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);
        for (var i = 0; i < 2; i++)
        {
            await BounceAsync(mailed, "soft", "5.2.2");
            mailed.Agent.Clock.Advance(TimeSpan.FromDays(6));
        }

        var before = (await mailed.SuppressionsAsync()).Count;
        await BounceAsync(mailed, "soft", "5.2.2");

        Assert.Equal(0, before);
        Assert.Equal(mailed.Agent.Clock.GetUtcNow() + TimeSpan.FromDays(30), Assert.Single(await mailed.SuppressionsAsync()).Until);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_third_refusal_without_a_reason_in_a_month_counts_as_hard(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);
        for (var i = 0; i < 2; i++)
        {
            await BounceAsync(mailed, "undetermined", "5.0.0");
            mailed.Agent.Clock.Advance(TimeSpan.FromDays(10));
        }

        var before = (await mailed.SuppressionsAsync()).Count;
        await BounceAsync(mailed, "undetermined", "5.0.0");

        Assert.Equal((0, 1), (before, (await mailed.SuppressionsAsync()).Count));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task However_often_our_name_our_text_or_the_moment_is_refused_nobody_is_suppressed_or_stopped(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);

        foreach (var bounce in Blameless.Concat(Blameless).Concat(Blameless))
        {
            await BounceAsync(mailed, bounce.Split(' ')[0], bounce.Split(' ')[1]);
            mailed.Agent.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Empty(await mailed.SuppressionsAsync());
        Assert.DoesNotContain(await mailed.EnrollmentsAsync(), e => e.State == "ended");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_same_bounce_told_again_counts_once(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);

        for (var i = 0; i < 5; i++)
        {
            await BounceAsync(mailed, "soft", "5.2.2", key: "once");
        }

        Assert.Single(await mailed.EventsAsync());
        Assert.Empty(await mailed.SuppressionsAsync());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_complaint_holds_for_ever_and_outlasts_a_bounce(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);

        await BounceAsync(mailed, "hard", "5.1.1");
        await new Webhook(mailed).ReportAsync("complained", mailed.Message.Id.Value);
        await HearAsync(mailed);

        Assert.Equal(("complained", (DateTimeOffset?)null), (await mailed.SuppressionsAsync()).Select(s => (s.Reason, s.Until)).Single());
    }

    private static async Task BounceAsync(Mailed mailed, string bounce, string status, int message = 0, string? key = null)
    {
        var data = new { messageId = MessageIds.Of(mailed.Messages[message].Id.Value, "acme.test"), bounce, status };
        var now = mailed.Agent.Clock.GetUtcNow();
        await new Webhook(mailed).PostAsync(
            JsonSerializer.Serialize(new { id = key ?? $"{now:O} {bounce} {status} {message}", type = EventKind.Bounced, timestamp = now, data }), id: mailed.Agent.Get<IdSource>().New().ToString());
        await HearAsync(mailed);
    }

    private static async Task HearAsync(Mailed mailed)
    {
        foreach (var pump in mailed.Agent.Pumps("events", "machines", "rewards"))
        {
            while (await pump.PassAsync(CancellationToken.None) > 0)
            {
            }
        }
    }
}
