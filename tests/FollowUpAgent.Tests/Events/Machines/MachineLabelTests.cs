using System.Text.Json;
using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting;
using FollowUpAgent.Messages;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Events.Machines;

public sealed class MachineLabelTests
{
    private const string Gateway = "198.51.100.7";
    private static readonly Dictionary<string, string?> TracksClicks = new() { ["Messages:TrackClicks"] = "Always" };

    [Theory, OnSqlite, OnPostgres]
    public async Task A_click_becomes_evidence_after_a_minute_and_not_before(DatabaseKind kind)
    {
        await using var mailed = await SendAsync(kind);
        mailed.Agent.Clock.Advance(TimeSpan.FromMinutes(20));
        await ClickAsync(mailed, 1);

        await HearAsync(mailed, TimeSpan.FromSeconds(59));
        var before = (await OutcomesAsync(mailed), await SignalsAsync(mailed));
        await HearAsync(mailed, TimeSpan.FromSeconds(1));

        Assert.Empty(before.Item1.Concat(before.Item2));
        Assert.Equal(["click"], await OutcomesAsync(mailed));
        Assert.Equal(["click"], await SignalsAsync(mailed));
        Assert.Equal([(false, 0.03, (string?)null)], await LabelsAsync(mailed));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Every_click_of_a_burst_is_labelled_also_the_first_with_its_reasons(DatabaseKind kind)
    {
        await using var mailed = await SendAsync(kind);
        mailed.Agent.Clock.Advance(TimeSpan.FromMinutes(20));

        for (var link = 1; link <= 3; link++)
        {
            await ReportAsync(mailed, "clicked", mailed.Agent.Clock.GetUtcNow(), link);
            mailed.Agent.Clock.Advance(TimeSpan.FromSeconds(2));
        }

        await HearAsync(mailed, TimeSpan.FromMinutes(2));

        Assert.Equal(Enumerable.Repeat((true, 0.62, (string?)"burst+4"), 3), await LabelsAsync(mailed));
        Assert.Empty(await OutcomesAsync(mailed));
        Assert.Empty(await SignalsAsync(mailed));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_scanner_on_the_hidden_link_twenty_minutes_later_takes_reward_and_signal_back(DatabaseKind kind)
    {
        await using var mailed = await SendAsync(kind);
        mailed.Client.DefaultRequestHeaders.Add("X-Forwarded-For", Gateway);
        mailed.Agent.Clock.Advance(TimeSpan.FromMinutes(40));
        await ClickAsync(mailed, 1);
        await HearAsync(mailed, TimeSpan.FromMinutes(20));
        var before = await OutcomesAsync(mailed);

        var trapped = await ClickAsync(mailed, TrackedLink.Honeypot);
        await HearAsync(mailed, TimeSpan.FromMinutes(1));

        Assert.Equal(["click"], before);
        Assert.Equal((302, "https://acme.test/"), ((int)trapped.StatusCode, trapped.Headers.Location!.ToString()));
        Assert.Equal([(true, 0.82, "honeypot-nearby+5"), (true, 1.0, "honeypot+10")], await LabelsAsync(mailed));
        Assert.Empty(await OutcomesAsync(mailed));
        Assert.Empty(await SignalsAsync(mailed));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_visit_right_after_gives_the_click_it_goes_with_back(DatabaseKind kind)
    {
        await using var mailed = await SendAsync(kind);
        mailed.Client.DefaultRequestHeaders.Add("X-Forwarded-For", Gateway);
        mailed.Agent.Clock.Advance(TimeSpan.FromMinutes(20));
        await ClickAsync(mailed, TrackedLink.Honeypot);
        mailed.Agent.Clock.Advance(TimeSpan.FromMinutes(5));
        await ClickAsync(mailed, 1);
        await HearAsync(mailed, TimeSpan.FromMinutes(2));
        var before = await OutcomesAsync(mailed);

        await new Webhook(mailed).ReportAsync("visited", "person0@example0.test");
        await HearAsync(mailed, TimeSpan.Zero);

        Assert.Empty(before);
        Assert.Equal([(true, 1.0, "honeypot+10"), (false, 0.03, "honeypot-nearby+5 confirmed-5")], await LabelsAsync(mailed));
        Assert.Equal(["click"], await OutcomesAsync(mailed));
        Assert.Equal(["click", "visit"], await SignalsAsync(mailed));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task In_whatever_order_the_evidence_comes_the_labels_and_rewards_end_the_same(DatabaseKind kind)
    {
        (string Type, int Second, int? Link)[] said = [("clicked", 600, 1), ("clicked", 602, 2), ("clicked", 604, 3), ("visited", 700, null), ("delivered", 598, null)];
        var ends = new List<string>();
        foreach (var order in new int[][] { [0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [3, 0, 4, 2, 1], [1, 4, 0, 3, 2] })
        {
            await using var mailed = await SendAsync(kind);
            var sent = mailed.Agent.Clock.GetUtcNow();
            mailed.Agent.Clock.Advance(TimeSpan.FromHours(1));

            foreach (var (type, second, link) in order.Select(i => said[i]))
            {
                await ReportAsync(mailed, type, sent.AddSeconds(second), link);
                await HearAsync(mailed, TimeSpan.FromMinutes(1));
            }

            await HearAsync(mailed, TimeSpan.FromMinutes(1));
            ends.Add(string.Join(' ', await LabelsAsync(mailed)) + string.Join(' ', await OutcomesAsync(mailed)) + string.Join(' ', await SignalsAsync(mailed)));
        }

        Assert.Single(ends.Distinct());
        Assert.EndsWith("clickclick visit", ends[0], StringComparison.Ordinal);
    }

    [Theory, OnPostgres]
    public async Task Two_workers_that_label_at_once_come_to_the_same_end(DatabaseKind kind)
    {
        await using var mailed = await SendAsync(kind, contacts: 10);
        mailed.Agent.Clock.Advance(TimeSpan.FromHours(1));
        foreach (var message in mailed.Messages)
        {
            for (var link = 1; link <= 3; link++)
            {
                await ReportAsync(mailed, "clicked", mailed.Agent.Clock.GetUtcNow() - TimeSpan.FromMinutes(10), link, message.Id.Value);
            }
        }

        for (var pass = 0; pass < 5; pass++)
        {
            await Task.WhenAll(mailed.Agent.Pumps("events", "machines", "rewards", "events", "machines", "rewards").Select(p => p.PassAsync(CancellationToken.None)));
        }

        await HearAsync(mailed, TimeSpan.Zero);
        Assert.Equal(Enumerable.Repeat((true, 0.62, (string?)"burst+4"), 30), await LabelsAsync(mailed));
        Assert.Empty(await OutcomesAsync(mailed));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_scanner_that_follows_everything_stops_suppresses_and_earns_nothing(DatabaseKind kind)
    {
        await using var mailed = await SendAsync(kind);
        mailed.Agent.Clock.Advance(TimeSpan.FromSeconds(3));

        await ClickAsync(mailed, 1);
        await mailed.Client.GetAsync(mailed.Path(TokenPurpose.Unsubscribe));
        await mailed.Client.GetAsync(mailed.Path(TokenPurpose.Open));
        await HearAsync(mailed, TimeSpan.FromMinutes(1));

        Assert.Equal(Enumerable.Repeat((true, 0.82, (string?)"early+3 unsubscribe-nearby+2"), 2), await LabelsAsync(mailed));
        Assert.Empty(await OutcomesAsync(mailed));
        Assert.Empty(await mailed.SuppressionsAsync());
        Assert.DoesNotContain(await mailed.EnrollmentsAsync(), e => e.State == "ended");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_click_that_a_provider_reports_is_labelled_by_what_it_tells(DatabaseKind kind)
    {
        await using var mailed = await SendAsync(kind);
        await mailed.Agent.Database.WriteAsync(
            s => s.ExecuteAsync("INSERT INTO link (template, number, url) VALUES (@Template, 2, 'https://acme.test/two')", mailed.Message), CancellationToken.None);
        mailed.Agent.Clock.Advance(TimeSpan.FromHours(1));
        var data = new { messageId = NameOf(mailed), url = "https://acme.test/two", userAgent = "BarracudaLinkScan/1.0", ip = Gateway };

        await new Webhook(mailed).PostAsync(JsonSerializer.Serialize(new { type = "clicked", timestamp = mailed.Message.SentAt + TimeSpan.FromSeconds(4), data }));
        await HearAsync(mailed, TimeSpan.Zero);

        Assert.Equal([(true, 0.92, "early+3 listed+3")], await LabelsAsync(mailed));
        Assert.Equal(2, Assert.Single(await mailed.EventsAsync()).Link);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Nobody_is_known_by_the_mark_of_a_network_and_an_erasure_removes_it(DatabaseKind kind)
    {
        await using var mailed = await SendAsync(kind, contacts: 2);
        mailed.Client.DefaultRequestHeaders.Add("X-Forwarded-For", Gateway);
        foreach (var message in mailed.Messages)
        {
            await mailed.Client.GetAsync(mailed.Path(TokenPurpose.Click, message, 1));
        }

        await HearAsync(mailed, TimeSpan.FromSeconds(30));
        var marks = (await mailed.EventsAsync()).Select(e => e.Network).ToList();
        await mailed.Agent.Get<PersonalData>().EraseAsync("person0@example0.test", null, keepMailable: false, CancellationToken.None);
        await HearAsync(mailed, TimeSpan.FromMinutes(1));

        Assert.Equal(2, marks.OfType<string>().Distinct().Count());
        Assert.Single((await mailed.EventsAsync()).Select(e => e.Network).OfType<string>());
        Assert.Single(await mailed.Agent.QueryAsync<int>("SELECT 1 FROM signal"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_flood_of_clicks_on_one_mail_is_a_machines_beyond_a_bound(DatabaseKind kind)
    {
        await using var mailed = await SendAsync(kind);
        var sent = mailed.Agent.Clock.GetUtcNow();
        mailed.Agent.Clock.Advance(TimeSpan.FromHours(1));
        var events = Enumerable.Range(0, 201).Select(i => new { type = "clicked", timestamp = sent.AddSeconds(600 + i), data = new { messageId = NameOf(mailed), link = 1 } }).ToList();

        await new Webhook(mailed).PostAsync(JsonSerializer.Serialize(events.Take(150)));
        await new Webhook(mailed).PostAsync(JsonSerializer.Serialize(events.Skip(150)), id: "rest");
        await HearAsync(mailed, TimeSpan.Zero);

        Assert.Equal([(true, 1.0, "flood")], (await LabelsAsync(mailed)).Skip(200));
        Assert.Empty(await mailed.Agent.QueryAsync<int>("SELECT 1 FROM event WHERE label_at IS NOT NULL"));
    }

    private static Task<Mailed> SendAsync(DatabaseKind kind, int contacts = 1) => Webhook.SendAsync(kind, contacts, TracksClicks);

    private static Task<HttpResponseMessage> ClickAsync(Mailed mailed, int link) => mailed.Client.GetAsync(mailed.Path(TokenPurpose.Click, link: link));

    private static string NameOf(Mailed mailed, Guid? message = null) => MessageIds.Of(message ?? mailed.Message.Id.Value, "acme.test");

    private static Task<HttpResponseMessage> ReportAsync(Mailed mailed, string type, DateTimeOffset at, int? link, Guid? message = null) =>
        new Webhook(mailed).PostAsync(
            JsonSerializer.Serialize(new { type, timestamp = at, data = new { messageId = NameOf(mailed, message), link } }),
            id: mailed.Agent.Get<IdSource>().New().ToString());

    // The pumps that hear, not those that plan.
    private static async Task HearAsync(Mailed mailed, TimeSpan later)
    {
        foreach (var wait in new[] { TimeSpan.Zero, later })
        {
            mailed.Agent.Clock.Advance(wait);
            foreach (var pump in mailed.Agent.Pumps("tracking", "events", "machines", "rewards"))
            {
                while (await pump.PassAsync(CancellationToken.None) > 0)
                {
                }
            }
        }
    }

    private static Task<List<string>> OutcomesAsync(Mailed mailed) => mailed.Agent.QueryAsync<string>("SELECT outcome FROM reward ORDER BY occurred_at");

    private static Task<List<string>> SignalsAsync(Mailed mailed) => mailed.Agent.QueryAsync<string>("SELECT kind FROM signal ORDER BY kind");

    private static async Task<List<(bool, double, string?)>> LabelsAsync(Mailed mailed) =>
        [.. (await mailed.Agent.QueryAsync<Row>(
            "SELECT machine, machine_probability, machine_reasons FROM event WHERE kind IN ('clicked', 'opened') ORDER BY occurred_at, id"))
            .Select(r => (r.Machine, Math.Round(r.MachineProbability ?? -1, 2), r.MachineReasons))];

    private sealed class Row
    {
        public bool Machine { get; set; }

        public double? MachineProbability { get; set; }

        public string? MachineReasons { get; set; }
    }
}
