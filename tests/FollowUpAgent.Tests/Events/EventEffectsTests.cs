using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Events;

public sealed class EventEffectsTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_complaint_suppresses_and_stops(DatabaseKind kind) => await SuppressesAsync(kind, "complained", "complained");

    [Theory, OnSqlite, OnPostgres]
    public async Task A_reported_unsubscribe_suppresses_and_stops(DatabaseKind kind) => await SuppressesAsync(kind, "unsubscribed", "unsubscribed");

    [Theory, OnSqlite, OnPostgres]
    public async Task A_hard_bounce_suppresses_and_stops(DatabaseKind kind) => await SuppressesAsync(kind, "bounced", "bounced", isHard: true);

    [Theory, OnSqlite, OnPostgres]
    public async Task A_single_bounce_that_is_not_hard_neither_stops_nor_suppresses(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);

        await new Webhook(mailed).ReportAsync("bounced", mailed.Message.Id.Value, hard: false);
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Empty(await ReasonsAsync(mailed));
        Assert.Empty(await mailed.SuppressionsAsync());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_reply_and_a_goal_stop_as_configured(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(
            kind, contacts: 2, settings: new Dictionary<string, string?> { ["Sequences:hello:StopOn:0"] = "reply" });
        var webhook = new Webhook(mailed);

        await webhook.ReportAsync("goal", mailed.Messages[0].Id.Value);
        await webhook.ReportAsync("replied", mailed.Messages[1].Id.Value);
        await mailed.Agent.RunUntilIdleAsync();

        var ended = Assert.Single(await mailed.EnrollmentsAsync(), e => e.State == "ended");
        Assert.Equal((mailed.Messages[1].ContactId, "replied"), (ended.ContactId, ended.ExitReason));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_goal_stops_by_default(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);

        await new Webhook(mailed).ReportAsync("goal", "Person0@Example0.test");
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal(["goal-reached"], await ReasonsAsync(mailed));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_booked_meeting_stops_by_default(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);

        await new Webhook(mailed).ReportAsync("meeting", "Person0@Example0.test");
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal(["meeting-booked"], await ReasonsAsync(mailed));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_reply_stops_the_colleagues_where_the_sequence_says_so(DatabaseKind kind)
    {
        await using var mailed = await CompaniesAsync(kind, stopsCompany: true, "one.test", "one.test", "two.test");

        await new Webhook(mailed).ReportAsync("replied", "person0@one.test");
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal(["company-replied", "replied"], await ReasonsAsync(mailed));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_reply_stops_no_colleague_otherwise(DatabaseKind kind)
    {
        await using var mailed = await CompaniesAsync(kind, stopsCompany: false, "one.test", "one.test");

        await new Webhook(mailed).ReportAsync("replied", "person0@one.test");
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal(["replied"], await ReasonsAsync(mailed));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Two_people_at_a_public_mail_provider_are_no_colleagues(DatabaseKind kind)
    {
        await using var mailed = await CompaniesAsync(kind, stopsCompany: true, "gmail.com", "gmail.com");

        await new Webhook(mailed).ReportAsync("replied", "person0@gmail.com");
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal(["replied"], await ReasonsAsync(mailed));
    }

    private static async Task SuppressesAsync(DatabaseKind kind, string type, string reason, bool? isHard = null)
    {
        await using var mailed = await Webhook.SendAsync(kind);

        await new Webhook(mailed).ReportAsync(type, mailed.Message.Id.Value, hard: isHard);
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal([reason], await ReasonsAsync(mailed));
        Assert.Equal(reason, Assert.Single(await mailed.SuppressionsAsync()).Reason);
    }

    private static Task<Mailed> CompaniesAsync(DatabaseKind kind, bool stopsCompany, params string[] domains) => Webhook.SendAsync(
        kind,
        contacts: domains.Length,
        settings: new Dictionary<string, string?> { ["Sequences:hello:StopCompanyOnReply"] = $"{stopsCompany}" },
        address: i => $"person{i}@{domains[i]}");

    private static async Task<List<string>> ReasonsAsync(Mailed mailed) =>
        [.. (await mailed.EnrollmentsAsync()).Where(e => e.State == "ended").Select(e => e.ExitReason!).Order(StringComparer.Ordinal)];
}
