using System.Text;
using FollowUpAgent.Contacts;
using FollowUpAgent.Events;
using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Tests.House;
using Microsoft.Extensions.DependencyInjection;
using static FollowUpAgent.Tests.Events.Visits.OwnSite;

namespace FollowUpAgent.Tests.Events.Visits;

/// <summary>What is kept of a visit, and for how long.</summary>
public sealed class VisitPrivacyTests
{
    [Fact]
    public async Task Of_a_visit_neither_address_nor_program_nor_token_nor_the_browsers_number_is_stored()
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite, 1, Settings);
        var token = await FollowAsync(mailed, 0);

        await TellAsync(mailed, new { page = "/pricing?mail=ada", token, visitor = Browser }, ("User-Agent", "Odd/7"));

        var raw = Assert.Single(await mailed.Agent.QueryAsync<InboxRow>("SELECT headers, body FROM inbox WHERE endpoint = 'visit'"));
        var body = Encoding.UTF8.GetString(raw.Body);
        Assert.Equal("{}", raw.Headers);
        Assert.All(new[] { token, Browser, "Odd/7", "127.0.0.1" }, secret => Assert.DoesNotContain(secret, body, StringComparison.Ordinal));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_export_shows_the_visits_and_an_erasure_removes_them_for_good(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind, 2, Settings);
        var personal = mailed.Agent.Get<PersonalData>();
        await TellAsync(mailed, new { page = "/pricing", visitor = Browser });
        await TellAsync(mailed, new { page = "/about", token = await FollowAsync(mailed, 0), visitor = Browser });

        var export = await personal.ExportAsync("person0@example0.test", CancellationToken.None);
        await personal.EraseAsync("person0@example0.test", null, keepMailable: false, CancellationToken.None);
        await TellAsync(mailed, new { page = "/jobs", visitor = Browser });
        await TellAsync(mailed, new { page = "/docs", token = await FollowAsync(mailed, 1), visitor = Browser });

        Assert.Equal(["browser", "visit", "visit"], export!["rooms"]!["signals"]!.AsArray().Select(s => (string?)s!["kind"]).Order());
        Assert.Equal(mailed.Messages[1].ContactId, Assert.Single(await SignalsAsync(mailed)).ContactId);
        Assert.Empty(await mailed.Agent.QueryAsync<int>("SELECT 1 FROM visitor WHERE contact_id IS NOT NULL"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Visits_of_nobody_go_after_their_time(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind, 1, Settings);
        await TellAsync(mailed, new { page = "/pricing", visitor = Browser });
        var job = mailed.Agent.Services.GetServices<IJob>().Single(j => j.Name == "inbox-housekeeping");

        await job.RunAsync(PeriodUntil(29), CancellationToken.None);
        var early = await mailed.Agent.QueryAsync<int>("SELECT 1 FROM anonymous_visit");
        await job.RunAsync(PeriodUntil(31), CancellationToken.None);

        Assert.Single(early);
        Assert.Empty(await mailed.Agent.QueryAsync<int>("SELECT 1 FROM anonymous_visit"));

        JobPeriod PeriodUntil(int days) => new("day", mailed.Agent.Clock.GetUtcNow(), mailed.Agent.Clock.GetUtcNow().AddDays(days));
    }
}
