using FollowUpAgent.Dispatch.Guards;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Messages;
using FollowUpAgent.Tests.Events;
using FollowUpAgent.Tests.House;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpAgent.Tests.Dispatch.Guards;

public sealed class SenderGuardTests
{
    [Theory]
    [InlineData(0, 0, nameof(SenderPace.Free))]
    [InlineData(2, 100, nameof(SenderPace.Free))]
    [InlineData(3, 100, nameof(SenderPace.Stopped))]
    [InlineData(3, 999, nameof(SenderPace.Stopped))]
    [InlineData(3, 4000, nameof(SenderPace.Free))]
    [InlineData(79, 100_000, nameof(SenderPace.Free))]
    [InlineData(80, 100_000, nameof(SenderPace.Warned))]
    [InlineData(99, 100_000, nameof(SenderPace.Warned))]
    [InlineData(100, 100_000, nameof(SenderPace.Throttled))]
    [InlineData(249, 100_000, nameof(SenderPace.Throttled))]
    [InlineData(250, 100_000, nameof(SenderPace.Stopped))]
    [InlineData(1, 1000, nameof(SenderPace.Throttled))]
    [InlineData(3, 1000, nameof(SenderPace.Stopped))]
    public void Complaints_slow_down_and_stop_by_their_rate(int complaints, int delivered, string pace) =>
        Assert.Equal(pace, SenderRates.OfComplaints(complaints, delivered).ToString());

    [Theory]
    [InlineData(9, nameof(SenderPace.Free))]
    [InlineData(10, nameof(SenderPace.Stopped))]
    public void Ten_hard_bounces_of_the_last_two_hundred_mails_stop(int bounced, string pace) =>
        Assert.Equal(pace, SenderRates.OfHardBounces(bounced).ToString());

    [Theory, OnSqlite, OnPostgres]
    public async Task The_third_complaint_stops_the_mailbox_until_a_person_lets_it_go_on(DatabaseKind kind)
    {
        await using var mailed = await SendAsync(kind, 4);
        var webhook = new Webhook(mailed);
        for (var i = 0; i < 3; i++)
        {
            await webhook.ReportAsync("complained", mailed.Messages[i].Id.Value);
        }

        await mailed.Agent.RunUntilIdleAsync();
        var failing = await SignAsync(mailed);
        await AddAsync(mailed, "late@example.test");
        await mailed.Agent.LiveAsync(TimeSpan.FromDays(1), TimeSpan.FromHours(1));
        var before = Sent(mailed);
        var resumed = await ResumeAsync(mailed, "Anna@acme.test");
        await mailed.Agent.LiveAsync(TimeSpan.FromHours(30), TimeSpan.FromHours(1));

        Assert.Equal(HealthState.Failing, failing.State);
        Assert.Contains("anna is stopped", failing.Detail, StringComparison.Ordinal);
        Assert.Contains("followup sender resume anna@acme.test --by", failing.Advice, StringComparison.Ordinal);
        Assert.Equal((4, 5), (before, Sent(mailed)));
        Assert.Equal(["anna"], resumed);
        Assert.Equal(HealthState.Ok, (await SignAsync(mailed)).State);
        Assert.Empty(await ResumeAsync(mailed, "anna"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_complaint_that_is_told_again_counts_once(DatabaseKind kind)
    {
        await using var mailed = await SendAsync(kind, 2);
        var webhook = new Webhook(mailed);

        for (var i = 0; i < 5; i++)
        {
            await webhook.PostAsync($$$"""{"id":"same","type":"complained","data":{"messageId":"{{{MessageIds.Of(mailed.Message.Id.Value, "acme.test")}}}"}}""");
        }

        await mailed.Agent.RunUntilIdleAsync();

        Assert.Single(await mailed.Agent.QueryAsync<int>("SELECT 1 FROM sender_complaint"));
        Assert.Equal(HealthState.Ok, (await SignAsync(mailed)).State);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Ten_hard_bounces_stop_the_mailbox(DatabaseKind kind)
    {
        await using var mailed = await SendAsync(kind, 12);

        var webhook = new Webhook(mailed);
        for (var i = 0; i < 10; i++)
        {
            await webhook.ReportAsync("bounced", mailed.Messages[i].Id.Value, hard: true);
        }

        await mailed.Agent.RunUntilIdleAsync();
        await AddAsync(mailed, "late@example.test");
        await mailed.Agent.LiveAsync(TimeSpan.FromHours(3), TimeSpan.FromHours(1));

        Assert.Equal(12, Sent(mailed));
        Assert.Contains("10 of its last 200 mails", (await SignAsync(mailed)).Detail, StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_rate_of_a_tenth_of_a_percent_halves_the_day_and_that_ends_by_itself(DatabaseKind kind)
    {
        await using var mailed = await SendAsync(kind, 1);
        await mailed.Agent.Database.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync("UPDATE send_counter SET used = 500 WHERE kind = 'mailbox'");
                await session.ExecuteAsync("INSERT INTO send_counter (kind, name, day, used) VALUES ('mailbox', 'anna', '2026-03-01', 500)");
            },
            CancellationToken.None);

        await new Webhook(mailed).ReportAsync("complained", mailed.Message.Id.Value);
        await mailed.Agent.RunUntilIdleAsync();
        var throttled = await SignAsync(mailed);
        await AddAsync(mailed, "late@example.test");
        await mailed.Agent.LiveAsync(TimeSpan.FromHours(12), TimeSpan.FromHours(1));
        var sameDay = Sent(mailed);
        await mailed.Agent.LiveAsync(TimeSpan.FromHours(30), TimeSpan.FromHours(1));
        var later = Sent(mailed);
        await mailed.Agent.LiveAsync(TimeSpan.FromDays(7), TimeSpan.FromDays(1));

        Assert.Equal(HealthState.Warning, throttled.State);
        Assert.Contains("anna is throttled", throttled.Detail, StringComparison.Ordinal);
        Assert.Equal((1, 2), (sameDay, later));
        Assert.Equal(HealthState.Ok, (await SignAsync(mailed)).State);
    }

    private static Task<Mailed> SendAsync(DatabaseKind kind, int contacts) => Webhook.SendAsync(
        kind, contacts, new Dictionary<string, string?> { ["Groups:Treatment"] = "0", ["Groups:Baseline"] = "1" });

    private static async Task AddAsync(Mailed mailed, string address)
    {
        await mailed.Agent.AddContactAsync(address);
        await mailed.Agent.EnrollAllAsync("hello");
    }

    private static int Sent(Mailed mailed) => Directory.GetFiles(mailed.Agent.MailFolder).Length;

    private static Task<IReadOnlyList<string>> ResumeAsync(Mailed mailed, string sender) => mailed.Agent.Database.WriteAsync(
        s => mailed.Agent.Get<SenderGuard>().ResumeAsync(s, sender, "anna", mailed.Agent.Clock.GetUtcNow()), CancellationToken.None);

    private static Task<HealthReading> SignAsync(Mailed mailed) =>
        mailed.Agent.Services.GetServices<IHealthSign>().OfType<SenderSign>().Single().ReadAsync(CancellationToken.None);
}
