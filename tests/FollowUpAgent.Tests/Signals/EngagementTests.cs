using System.Text.Json;
using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting;
using FollowUpAgent.Sequences;
using FollowUpAgent.Signals;
using FollowUpAgent.Tests.Events;
using FollowUpAgent.Tests.House;
using FollowUpAgent.Tests.Sequences;

namespace FollowUpAgent.Tests.Signals;

public sealed class EngagementTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly SequenceDefinition Definition = SampleSequences.Definition();
    private static readonly Engagement Keen = new() { Replies = 1, Clicks = 4, LastTold = Now - TimeSpan.FromDays(60), LastTracked = Now - TimeSpan.FromDays(2) };

    [Theory]
    [InlineData(true, true, "week", "many")]
    [InlineData(true, false, "quarter", "one")]
    [InlineData(true, null, "quarter", "one")]
    [InlineData(false, true, null, null)]
    public void A_decision_knows_of_engagement_what_the_contact_agreed_to(bool profiling, bool? tracking, string? recency, string? frequency)
    {
        var contact = new Contact { Profiling = profiling, Tracking = tracking };

        using var context = JsonDocument.Parse(new DecisionContext(new DecisionsOptions()).Of(contact, new Enrollment(), Keen, Definition, Now));

        Assert.Equal((recency, frequency), (Text(context, "recency"), Text(context, "frequency")));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Two_clicks_in_one_mail_are_one_sign_and_what_is_old_is_none(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(kind);
        var contact = await agent.AddContactAsync("ada@one.test");
        var (now, ids) = (agent.Clock.GetUtcNow(), agent.Get<IdSource>());
        var mail = ids.New();
        Signal[] signals =
        [
            Of("click", mail, 1), Of("click", mail, 2), Of("click", ids.New(), 3), Of("visit", null, 4), Of("reply", null, 5), Of("reply", null, 200),
        ];
        Signal Of(string kind, Guid? subject, int daysAgo) => new(ids.New(), contact.Id, kind, null, subject, now - TimeSpan.FromDays(daysAgo), now);

        foreach (var signal in signals.Concat(signals))
        {
            await agent.Database.WriteAsync(s => s.AddSignalsAsync([signal]), CancellationToken.None);
        }

        var found = await agent.Database.ReadAsync(s => s.FindEngagementsAsync([contact.Id], now - Engagement.LookBack), CancellationToken.None);
        Assert.Equal(
            new Engagement { Replies = 1, Clicks = 2, Visits = 1, LastTold = now - TimeSpan.FromDays(5), LastTracked = now - TimeSpan.FromDays(1) },
            found[contact.Id] with { Moments = Engagement.None.Moments });
        // The first click in each mail, and no visit: who visits is not reading mail.
        Assert.Equal(
            [(2, true), (3, true), (5, false)],
            found[contact.Id].Moments.Select(m => ((int)(now - m.At).TotalDays, m.IsTracked)).Order());
    }

    [Fact]
    public async Task The_latest_moments_of_many_are_kept()
    {
        await using var agent = await AgentInTest.BuildAsync(DatabaseKind.Sqlite);
        var contact = await agent.AddContactAsync("ada@one.test");
        var (now, ids) = (agent.Clock.GetUtcNow(), agent.Get<IdSource>());
        for (var day = 1; day <= 30; day++)
        {
            var signal = new Signal(ids.New(), contact.Id, SignalKind.Reply, null, null, now - TimeSpan.FromDays(day), now);
            await agent.Database.WriteAsync(s => s.AddSignalsAsync([signal]), CancellationToken.None);
        }

        var found = await agent.Database.ReadAsync(s => s.FindEngagementsAsync([contact.Id], now - Engagement.LookBack), CancellationToken.None);

        Assert.Equal(Enumerable.Range(1, 20), found[contact.Id].Moments.Select(m => (int)(now - m.At).TotalDays).Order());
    }

    [Theory]
    [InlineData(true, "Europe/Amsterdam", """{"engaged:afternoon":1,"engaged:morning":2}""")]
    [InlineData(false, "Europe/Amsterdam", """{"engaged:morning":1}""")]
    [InlineData(true, "America/New_York", """{"engaged:morning":1}""")]
    public void A_decision_knows_at_which_parts_of_its_own_day_a_contact_engages(bool tracking, string zone, string expected)
    {
        var contact = new Contact { Profiling = true, Tracking = tracking, TimeZone = zone };
        // In Amsterdam an hour later, in New York five hours earlier; of the last nothing is in a part anywhere.
        var engagement = new Engagement { Moments = [(At(8), false), (At(9), true), (At(15), true), (At(22), true)] };

        using var context = JsonDocument.Parse(new DecisionContext(new DecisionsOptions()).Of(contact, new Enrollment(), engagement, Definition, Now));

        var counts = context.RootElement.EnumerateObject().Where(p => p.Name.StartsWith("engaged:", StringComparison.Ordinal)).ToDictionary(p => p.Name, p => p.Value.GetInt32());
        Assert.Equal(JsonSerializer.Deserialize<Dictionary<string, int>>(expected), counts);

        DateTimeOffset At(int hour) => Now.Date.AddHours(hour);
    }

    [Theory]
    [InlineData(true, false, 1)]
    [InlineData(false, true, 0)]
    [InlineData(true, true, 2)]
    public async Task Of_whom_we_may_not_profile_or_track_nothing_is_kept(bool profiling, bool tracking, int kept)
    {
        await using var mailed = await Webhook.SendAsync(DatabaseKind.Sqlite);
        await mailed.Agent.Database.WriteAsync(s => s.ExecuteAsync("UPDATE contact SET profiling = @profiling, tracking = @tracking", new { profiling, tracking }), CancellationToken.None);
        var webhook = new Webhook(mailed);

        await webhook.ReportAsync("clicked", mailed.Message.Id.Value);
        await webhook.ReportAsync("replied", mailed.Message.Id.Value);
        await webhook.ReportAsync("delivered", mailed.Message.Id.Value);
        mailed.Agent.Clock.Advance(TimeSpan.FromMinutes(1));
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal(kept, (await mailed.Agent.QueryAsync<string>("SELECT kind FROM signal")).Count);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_export_shows_the_signals_and_an_erasure_removes_them(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);
        await new Webhook(mailed).ReportAsync("visited", "person0@example0.test");
        await mailed.Agent.RunUntilIdleAsync();
        var personal = mailed.Agent.Get<PersonalData>();

        var export = await personal.ExportAsync("person0@example0.test", CancellationToken.None);
        await personal.EraseAsync("person0@example0.test", null, keepMailable: false, CancellationToken.None);

        Assert.Equal("visit", (string?)Assert.Single(export!["rooms"]!["signals"]!.AsArray())!["kind"]);
        Assert.Empty(await mailed.Agent.QueryAsync<string>("SELECT kind FROM signal"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_a_contact_did_is_in_the_context_of_the_next_decision(DatabaseKind kind)
    {
        await using var mailed = await Webhook.SendAsync(kind);
        await new Webhook(mailed).ReportAsync("webinar", "person0@example0.test");

        await mailed.Agent.LiveAsync(TimeSpan.FromDays(4), TimeSpan.FromDays(1));

        var contexts = await mailed.Agent.QueryAsync<string>("SELECT context FROM decision WHERE stage = 'when' ORDER BY decided_at");
        Assert.Contains("\"frequency\":\"none\"", contexts[0], StringComparison.Ordinal);
        Assert.Contains("\"frequency\":\"one\"", contexts[1], StringComparison.Ordinal);
    }

    private static string? Text(JsonDocument context, string name) => context.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
}
