using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.LostLeads;
using FollowUpAgent.Oversight;
using FollowUpAgent.Sequences;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.LostLeads;

public sealed class LostLeadsTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task The_queue_holds_who_was_let_slip_and_says_why_and_that_nothing_is_known_yet(DatabaseKind kind)
    {
        await using var agent = await LostAgent.BuildAsync(kind);
        var lost = await agent.AddLostAsync("lost@example.test");
        await agent.AddVisitsAsync(await agent.AddContactAsync("there@example.test"), null, 30, 20, 10, 1);
        await agent.AddContactAsync("never@example.test");
        await agent.AddLostAsync("unasked@example.test", c => c with { Profiling = false });
        await agent.AddLostAsync("untracked@example.test", c => c with { Tracking = false });

        await agent.RefreshAsync();
        var queue = await agent.QueueAsync();

        var entry = Assert.Single(queue.Entries);
        Assert.Equal((lost.Id, Play.Write, SilenceReason.Unknown), (entry.Row.ContactId, entry.Row.Play, entry.Row.Reason));
        Assert.Equal("8 visits on 8 days, the last on 24 June 2025", LeadWords.English.Did(entry));
        Assert.Equal("8 bezoeken op 8 dagen, het laatst op 24 juni 2025", LeadWords.Dutch.Did(entry));
        Assert.StartsWith("not yet known", LeadWords.English.Evidence(queue.Model.Revival.Evidence), StringComparison.Ordinal);
        Assert.True(entry.Row.GainLow < entry.Row.Gain && entry.Row.Gain < entry.Row.GainHigh);
        Assert.True(entry.Moment >= agent.Clock.GetUtcNow());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Opens_speak_for_a_lead_where_a_person_made_them_of_late_and_may_be_tracked(DatabaseKind kind)
    {
        await using var agent = await LostAgent.BuildAsync(kind);
        var (mail, now) = (agent.Get<IdSource>().New(), agent.Clock.GetUtcNow());
        var reader = await agent.AddLostAsync("reader@example.test");
        var proxied = await agent.AddLostAsync("proxied@example.test");
        await agent.AddOpenAsync(reader, mail, now.AddDays(-10), isMachine: false);
        await agent.AddOpenAsync(reader, mail, now.AddDays(-9), isMachine: false);
        await agent.AddOpenAsync(reader, null, now.AddDays(-100), isMachine: false);
        await agent.AddOpenAsync(proxied, mail, now.AddDays(-10), isMachine: true);

        await agent.RefreshAsync();
        var entries = (await agent.QueueAsync()).Entries;
        var opens = entries.ToDictionary(e => e.Row.ContactId, e => LeadFeatures.Parse(e.Row.Features)![LeadFeatures.Names.ToList().IndexOf("opens by hand")]);

        Assert.Equal((0.5, 0.0), (opens[reader.Id], opens[proxied.Id]));
        Assert.Equal(reader.Id, entries[0].Row.ContactId);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Started_leads_are_enrolled_or_left_alone_by_chance_and_then_rest(DatabaseKind kind)
    {
        await using var agent = await LostAgent.BuildAsync(kind, ("LostLeads:HoldoutShare", "0.5"));
        for (var i = 0; i < 20; i++)
        {
            await agent.AddLostAsync($"lost{i}@example.test");
        }

        await agent.RefreshAsync();
        var started = await agent.Get<RevivalDesk>().StartAsync(15, "anna", CancellationToken.None);
        var again = await agent.Get<RevivalDesk>().StartAsync(15, "anna", CancellationToken.None);
        await agent.RefreshAsync();

        Assert.Equal((15, 5), (started.Count, again.Count));
        Assert.All(started.Concat(again), s => Assert.Null(s.Refused));
        Assert.Empty((await agent.QueueAsync()).Entries);
        var (held, written) = (await agent.CountAsync("SELECT COUNT(*) FROM revival WHERE kind = 'held'"), await agent.CountAsync("SELECT COUNT(*) FROM revival WHERE kind = 'written' AND enrollment_id IS NOT NULL"));
        Assert.Equal(20, held + written);
        Assert.InRange(held, 4, 16);
        Assert.Equal(written, await agent.CountAsync("SELECT COUNT(*) FROM enrollment e JOIN revival r ON r.enrollment_id = e.id WHERE e.due_at >= r.moment_at"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_daily_job_keeps_within_its_capacity_however_often_it_runs(DatabaseKind kind)
    {
        await using var agent = await LostAgent.BuildAsync(kind, ("LostLeads:CapacityPerDay", "3"));
        for (var i = 0; i < 8; i++)
        {
            await agent.AddLostAsync($"lost{i}@example.test", c => c with { TimeZone = "Europe/Amsterdam" });
        }

        var period = new JobPeriod("day", agent.Clock.GetUtcNow().AddDays(-1), agent.Clock.GetUtcNow());
        await agent.Get<LeadJob>().RunAsync(period, CancellationToken.None);
        await agent.Get<LeadJob>().RunAsync(period, CancellationToken.None);
        var first = await agent.CountAsync("SELECT COUNT(*) FROM revival");
        agent.Clock.Advance(TimeSpan.FromDays(1));
        await agent.Get<LeadJob>().RunAsync(period, CancellationToken.None);

        Assert.Equal((3, 6), (first, await agent.CountAsync("SELECT COUNT(*) FROM revival")));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_visit_to_the_prices_wakes_a_lead_within_a_pass_of_the_pump(DatabaseKind kind)
    {
        await using var agent = await LostAgent.BuildAsync(kind);
        var lost = await agent.AddLostAsync("lost@example.test", c => c with { Company = "Acme" });
        await agent.AddLostAsync("colleague@example.test", c => c with { Company = "Acme" });
        await agent.RefreshAsync();
        agent.Clock.Advance(TimeSpan.FromDays(2));
        await agent.RunUntilIdleAsync();

        await agent.AddVisitsAsync(lost, "pricing", 0.001);
        agent.Clock.Advance(TimeSpan.FromSeconds(30));
        await agent.Get<LeadPump>().PassAsync(CancellationToken.None);

        var queue = (await agent.QueueAsync()).Entries.ToDictionary(e => e.Row.Address, e => e.Row.TriggerName);
        Assert.Equal((Trigger.Pricing, Trigger.Colleague), (queue["lost@example.test"], queue["colleague@example.test"]));
        Assert.Equal(0, await agent.Get<LeadPump>().PassAsync(CancellationToken.None));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Silence_alone_makes_a_lead_when_its_moment_has_come(DatabaseKind kind)
    {
        await using var agent = await LostAgent.BuildAsync(kind);
        await agent.AddVisitsAsync(await agent.AddContactAsync("there@example.test"), null, 30, 20, 10, 1);
        await agent.RefreshAsync();
        var before = (await agent.QueueAsync()).Entries.Count;

        agent.Clock.Advance(TimeSpan.FromDays(181));
        await agent.RunUntilIdleAsync();

        Assert.Equal((0, 1), (before, (await agent.QueueAsync()).Entries.Count));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Who_was_dismissed_comes_back_only_by_doing_something(DatabaseKind kind)
    {
        await using var agent = await LostAgent.BuildAsync(kind);
        var lost = await agent.AddLostAsync("lost@example.test");
        await agent.RefreshAsync();

        await agent.Get<RevivalDesk>().DismissAsync(lost.Id, "anna", "a partner", CancellationToken.None);
        var dismissed = await agent.QueueAsync();
        agent.Clock.Advance(TimeSpan.FromMinutes(5));
        await agent.AddVisitsAsync(lost, "pricing", 0.001);
        await agent.RunUntilIdleAsync();

        Assert.Empty(dismissed.Entries);
        Assert.Single((await agent.QueueAsync()).Entries);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_suppressed_the_enrolled_and_those_with_an_open_task_are_left_out(DatabaseKind kind)
    {
        await using var agent = await LostAgent.BuildAsync(kind);
        await agent.AddLostAsync("suppressed@example.test");
        var tasked = await agent.AddLostAsync("tasked@example.test");
        var enrolled = await agent.AddLostAsync("enrolled@example.test");
        await agent.RefreshAsync();
        var all = (await agent.QueueAsync()).Entries.Count;

        await agent.Get<SuppressionList>().SuppressAsync("suppressed@example.test", null, null, CancellationToken.None);
        await agent.Get<Enroller>().EnrollPageAsync(agent.Get<SequenceCatalog>().Find("hello")!, [enrolled], isDryRun: false, CancellationToken.None);
        var task = new OwnerTask { Id = new TaskId(agent.Get<IdSource>().New()), ContactId = tasked.Id, Kind = TaskKind.Question, OpenedAt = agent.Clock.GetUtcNow() };
        await agent.Database.WriteAsync(s => s.OpenTaskAsync(task), CancellationToken.None);

        Assert.Equal(3, all);
        Assert.Empty((await agent.QueueAsync()).Entries);
        var explained = await agent.Get<LeadQueue>().ExplainAsync(tasked.Id, CancellationToken.None);
        Assert.Contains("a task is open, or a person has answered", LeadWords.English.Bars(explained!, agent.Clock.GetUtcNow(), agent.Get<LostLeadsOptions>()));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_call_is_a_task_for_a_person(DatabaseKind kind)
    {
        await using var agent = await LostAgent.BuildAsync(kind, ("LostLeads:CallsPerDay", "5"), ("LostLeads:HoldoutShare", "0.05"), ("Tasks:Owner", "anna@harbordesk.example"));
        var lost = await agent.AddLostAsync("lost@example.test", c => c with { Fields = """{"Phone":"+31 20 1234567"}""" });
        await agent.AddVisitsAsync(lost, "pricing", 0.001);
        await agent.RefreshAsync();

        var started = Assert.Single(await agent.Get<RevivalDesk>().StartAsync(1, "anna", CancellationToken.None));

        Assert.Equal(RevivalKind.Phoned, started.Kind);
        var task = await agent.Database.ReadAsync(s => s.FindOpenTaskAsync(lost.Id), CancellationToken.None);
        Assert.Equal((TaskKind.Call, "anna@harbordesk.example"), (task!.Kind, task.Owner));
        Assert.Equal(0, await agent.CountAsync("SELECT COUNT(*) FROM enrollment"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_known_of_a_lead_is_exported_and_erased(DatabaseKind kind)
    {
        await using var agent = await LostAgent.BuildAsync(kind);
        var lost = await agent.AddLostAsync("lost@example.test");
        await agent.RefreshAsync();
        await agent.Get<RevivalDesk>().StartAsync(1, "anna", CancellationToken.None);
        await agent.Get<RevivalDesk>().DismissAsync(lost.Id, "anna", "a partner", CancellationToken.None);

        var export = await agent.Get<PersonalData>().ExportAsync("lost@example.test", CancellationToken.None);
        await agent.Get<PersonalData>().EraseAsync("lost@example.test", "anna", keepMailable: false, CancellationToken.None);

        var room = export!["rooms"]!["lostleads"]!;
        Assert.Equal((8, "a partner", 1), ((int)room["lead"]!["did"]!["visits"]!, (string?)room["dismissed"]!["reason"], room["revivals"]!.AsArray().Count));
        Assert.Equal(0, await agent.CountAsync("SELECT (SELECT COUNT(*) FROM lead) + (SELECT COUNT(*) FROM lead_dismissal) + (SELECT COUNT(*) FROM revival)"));
    }
}
