using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Messages;
using FollowUpAgent.Rewards;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Events;

public sealed class EventsApiTests
{
    private static readonly (string Key, string Sha256) Key = ApiKeys.Make("crm", new SeededChance(7));

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Api:Keys:crm:Sha256"] = Key.Sha256,
        ["Api:Keys:crm:Scopes:0"] = "enroll",
        ["Messages:TrackClicks"] = "Always",
        ["Outcomes:meeting:Weight"] = "5",
    };

    [Theory, OnSqlite, OnPostgres]
    public async Task An_own_outcome_is_reported_by_address_by_message_or_by_contact(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind, 1, Settings);
        using var api = Open(mailed);

        var answer = await api.PostAsJsonAsync("/api/v1/events", new object[]
        {
            new { id = "1", type = "meeting", email = "Person0@Example0.test" },
            new { id = "2", type = "meeting", messageId = NameOf(mailed.Message) },
            new { id = "3", type = "meeting", contact = mailed.Message.ContactId.Value },
        });
        await HearAsync(mailed);

        Assert.Equal(202, (int)answer.StatusCode);
        Assert.Equal(["address", "address", "message"], (await mailed.EventsAsync()).Select(e => e.Matched).Order());
        Assert.Equal(["meeting", "meeting", "meeting"], await mailed.Agent.QueryAsync<string>("SELECT outcome FROM reward"));
        Assert.Equal(["custom", "custom", "custom"], await mailed.Agent.QueryAsync<string>("SELECT kind FROM signal"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_same_id_is_the_same_event(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind, 1, Settings);
        using var api = Open(mailed);
        var visit = new { id = "v-1", type = "visited", email = "person0@example0.test", occurredAt = mailed.Agent.Clock.GetUtcNow() };

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => api.PostAsJsonAsync("/api/v1/events", visit)));
        await HearAsync(mailed);
        await api.PostAsJsonAsync("/api/v1/events", new[] { visit, visit });
        await HearAsync(mailed);

        Assert.Single(await mailed.EventsAsync());
        Assert.Single(await mailed.Agent.QueryAsync<string>("SELECT kind FROM signal"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_visit_by_API_is_in_the_group_of_its_page_and_other_fields_stay_in_the_raw_delivery(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind, 1, new Dictionary<string, string?>(Settings) { ["Signals:Pages:pricing:0"] = "/pricing*" });
        using var api = Open(mailed);

        await api.PostAsJsonAsync("/api/v1/events", new object[]
        {
            new { type = "visited", email = "person0@example0.test", page = "https://acme.test/pricing?plan=7", campaign = "spring" },
            new { type = "visited", email = "person0@example0.test", page = "/about" },
            new { type = "visited", email = "nobody@example0.test", page = "/pricing" },
        });
        await HearAsync(mailed);

        Assert.Equal([null, "pricing"], (await mailed.Agent.QueryAsync<string?>("SELECT name FROM signal")).Order());
        Assert.Contains("spring", Encoding.UTF8.GetString(Assert.Single(await mailed.Agent.QueryAsync<byte[]>("SELECT body FROM inbox"))), StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_said_to_come_from_the_future_counts_as_now(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind, 1, Settings);
        using var api = Open(mailed);
        var now = mailed.Agent.Clock.GetUtcNow();

        await api.PostAsJsonAsync("/api/v1/events", new { type = "visited", email = "person0@example0.test", occurredAt = now.AddYears(3) });
        await HearAsync(mailed);

        Assert.Equal(now, Assert.Single(await mailed.EventsAsync()).OccurredAt);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"type":"goal"}""")]
    [InlineData("""{"type":"no spaces","email":"a@b.test"}""")]
    [InlineData("""{"type":"goal","email":"a@b.test","occurredAt":"soon"}""")]
    [InlineData("""{"type":"goal","email":"a@b.test","id":""}""")]
    [InlineData("""[{"type":"goal","email":"a@b.test"},{"type":"goal"}]""")]
    public async Task What_cannot_be_read_is_refused_whole_with_the_reason(string body)
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite, 1, Settings);
        using var api = Open(mailed);

        var answer = await api.PostAsync("/api/v1/events", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(422, (int)answer.StatusCode);
        Assert.Empty(await mailed.Agent.QueryAsync<int>("SELECT 1 FROM inbox"));
    }

    [Fact]
    public async Task Without_a_key_nobody_is_heard_and_the_public_door_does_not_know_the_endpoint()
    {
        await using var mailed = await Mailed.SendAsync(DatabaseKind.Sqlite, 1, Settings);
        using var api = Open(mailed);
        api.DefaultRequestHeaders.Authorization = null;
        var visit = new { type = "visited", email = "person0@example0.test" };

        Assert.Equal(401, (int)(await api.PostAsJsonAsync("/api/v1/events", visit)).StatusCode);
        Assert.Equal(401, (int)(await api.DeleteAsync(new Uri("/api/v1/events/1", UriKind.Relative))).StatusCode);
        Assert.Equal(404, (int)(await mailed.Client.PostAsJsonAsync("/api/v1/events", visit)).StatusCode);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_is_taken_back_earns_nothing_and_counts_for_nothing_whichever_comes_first(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind, 1, Settings);
        using var api = Open(mailed);
        var first = new { id = "first", type = "clicked", messageId = NameOf(mailed.Message) };
        var second = first with { id = "second" };

        await api.PostAsJsonAsync("/api/v1/events", first);
        await HearAsync(mailed);
        var before = await mailed.Agent.QueryAsync<string>("SELECT outcome FROM reward");
        await api.DeleteAsync(new Uri("/api/v1/events/first", UriKind.Relative));
        await api.DeleteAsync(new Uri("/api/v1/events/second", UriKind.Relative));
        await HearAsync(mailed);
        await api.PostAsJsonAsync("/api/v1/events", second);
        await api.PostAsJsonAsync("/api/v1/events", first);
        await HearAsync(mailed);

        Assert.Equal(["click"], before);
        Assert.Equal([true, true], (await mailed.EventsAsync()).Select(e => e.Withdrawn));
        Assert.Empty(await mailed.Agent.QueryAsync<string>("SELECT outcome FROM reward"));
        Assert.Empty(await mailed.Agent.QueryAsync<string>("SELECT kind FROM signal"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task In_whatever_order_events_come_and_however_often_the_end_is_the_same(DatabaseKind kind)
    {
        string[] said = ["clicked", "replied", "unsubscribed", "withdrawn"];
        var orders = Permutations(said).ToList();
        await using var mailed = await Mailed.SendAsync(kind, orders.Count, new Dictionary<string, string?>(Settings)
        {
            ["Groups:Treatment"] = "0",
            ["Groups:Baseline"] = "1",
            ["Api:PerSecond"] = "10000",
        });
        using var api = Open(mailed);
        mailed.Agent.Clock.Advance(TimeSpan.FromHours(1));
        var at = mailed.Agent.Clock.GetUtcNow();

        for (var round = 0; round < said.Length; round++)
        {
            var events = mailed.Messages.Zip(orders).Select(pair => new
            {
                id = $"{pair.Second[round]} {pair.First.Id}",
                type = pair.Second[round],
                messageId = NameOf(pair.First),
                withdraws = $"clicked {pair.First.Id}",
                occurredAt = at - TimeSpan.FromMinutes(Array.IndexOf(said, pair.Second[round])),
            }).ToList();
            await api.PostAsJsonAsync("/api/v1/events", events);
            await api.PostAsJsonAsync("/api/v1/events", events);
            await HearAsync(mailed);
        }

        Assert.Equal(orders.Count, mailed.Messages.Count);
        Assert.Equal(orders.Count, (await mailed.SuppressionsAsync()).Count);
        Assert.All(await mailed.EnrollmentsAsync(), e => Assert.Equal("ended", e.State));
        Assert.Equal(
            mailed.Messages.SelectMany(m => new[] { (m.DecisionId.Value, "positive-reply"), (m.DecisionId.Value, "unsubscribe-or-negative") }).Order(),
            (await mailed.Agent.QueryAsync<Reward>("SELECT decision_id, outcome FROM reward")).Select(r => (r.DecisionId.Value, r.Outcome)).Order());
        Assert.Equal(Enumerable.Repeat("reply", orders.Count), await mailed.Agent.QueryAsync<string>("SELECT kind FROM signal"));
    }

    private static IEnumerable<string[]> Permutations(string[] items) => items.Length == 0
        ? [[]]
        : items.SelectMany(item => Permutations([.. items.Where(i => i != item)]).Select(rest => (string[])[item, .. rest]));

    // The pumps that hear, not those that plan.
    private static async Task HearAsync(Mailed mailed)
    {
        mailed.Agent.Clock.Advance(TimeSpan.FromMinutes(1));
        foreach (var pump in mailed.Agent.Pumps("events", "machines", "rewards"))
        {
            while (await pump.PassAsync(CancellationToken.None) > 0)
            {
            }
        }
    }

    private static string NameOf(OutboxMessage message) => $"<{MessageIds.Of(message.Id.Value, "acme.test")}>";

    private static HttpClient Open(Mailed mailed)
    {
        var client = new HttpClient { BaseAddress = mailed.Agent.AddressOf(1) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key.Key);
        return client;
    }
}
