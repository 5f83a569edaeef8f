using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using FollowUpAgent.Events;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.LostLeads;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.LostLeads;

public sealed class RevivalClosingTests
{
    private static readonly (string Key, string Sha256) Key = ApiKeys.Make("crm", new SeededChance(7));

    [Theory, OnSqlite, OnPostgres]
    public async Task What_a_revival_brought_is_written_down_when_its_time_is_over_whoever_was_left_alone(DatabaseKind kind)
    {
        await using var agent = await LostAgent.BuildAsync(kind, ("LostLeads:HoldoutShare", "0.5"));
        for (var i = 0; i < 12; i++)
        {
            await agent.AddLostAsync($"lost{i}@example.test");
        }

        await agent.RefreshAsync();
        var started = await agent.Get<RevivalDesk>().StartAsync(12, "anna", CancellationToken.None);
        var (held, written) = (started.First(s => s.Kind == RevivalKind.Held), started.First(s => s.Kind == RevivalKind.Written));
        foreach (var one in new[] { held, written })
        {
            await agent.Database.WriteAsync(
                s => s.AddEventAsync(new Event { Id = agent.Get<IdSource>().New(), InboxId = agent.Get<IdSource>().New(), Kind = EventKind.Goal, ContactId = one.Contact, OccurredAt = one.Moment.AddDays(3) }),
                CancellationToken.None);
        }

        var early = await agent.Get<RevivalClosing>().CloseAsync(CancellationToken.None);
        agent.Clock.Advance(TimeSpan.FromDays(45));
        var late = await agent.Get<RevivalClosing>().CloseAsync(CancellationToken.None);

        Assert.Equal((0, 12), (early, late));
        Assert.Equal(20, await agent.Database.ReadAsync(s => s.QueryValueAsync<double>("SELECT SUM(value) FROM revival"), CancellationToken.None));
        Assert.Equal(2, await agent.CountAsync("SELECT COUNT(*) FROM revival WHERE outcomes = 'goal'"));
    }

    [Fact]
    public async Task Leads_are_listed_explained_begun_and_dismissed_by_API()
    {
        await using var agent = await LostAgent.BuildAsync(DatabaseKind.Sqlite, ("Api:Keys:crm:Sha256", Key.Sha256), ("Api:Keys:crm:Scopes:0", "enroll"), ("Api:Keys:crm:Scopes:1", "read"));
        await agent.AddLostAsync("lost@example.test");
        await agent.AddLostAsync("other@example.test");
        await agent.RefreshAsync();
        await agent.ServeAsync();
        using var api = new HttpClient { BaseAddress = agent.AddressOf(1) };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key.Key);

        var listed = (await api.GetFromJsonAsync<JsonElement>("/api/v1/lost-leads")).GetProperty("items");
        var one = await api.GetFromJsonAsync<JsonElement>("/api/v1/lost-leads?limit=1");
        var two = await api.GetFromJsonAsync<JsonElement>($"/api/v1/lost-leads?limit=1&cursor={one.GetProperty("next").GetString()}");
        var explained = await api.GetFromJsonAsync<JsonElement>("/api/v1/lost-leads/lost@example.test?language=nl");
        var dismissed = await api.PostAsJsonAsync("/api/v1/lost-leads/lost@example.test/dismiss", new { by = "anna", reason = "a partner" });
        var started = await (await api.PostAsJsonAsync("/api/v1/lost-leads/start", new { by = "anna", top = 5 })).Content.ReadFromJsonAsync<JsonElement>();
        var wrong = await api.PostAsJsonAsync("/api/v1/lost-leads/start", new { by = "anna", top = 0 });
        var unknown = await api.PostAsJsonAsync("/api/v1/lost-leads/nobody@example.test/dismiss", new { by = "anna", reason = "x" });

        string[] names = ["contact", "dormantSince", "did", "reason", "ifWritten", "ifLeft", "gain", "evidence", "message", "moment", "play"];
        Assert.Equal(names, listed[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(["value", "low", "high"], listed[0].GetProperty("gain").EnumerateObject().Select(p => p.Name));
        Assert.Equal((2, "hello"), (listed.GetArrayLength(), listed[0].GetProperty("message").GetProperty("sequence").GetString()));
        Assert.Equal("niets zegt waarom", explained.GetProperty("lead").GetProperty("reason").GetString());
        Assert.Equal((200, 422, 404), ((int)dismissed.StatusCode, (int)wrong.StatusCode, (int)unknown.StatusCode));
        Assert.Equal(1, started.GetArrayLength());
        Assert.Equal(listed.EnumerateArray().Select(ContactOf), one.GetProperty("items").EnumerateArray().Concat(two.GetProperty("items").EnumerateArray()).Select(ContactOf));
        Assert.Equal(JsonValueKind.Null, two.GetProperty("next").ValueKind);

        static Guid ContactOf(JsonElement lead) => lead.GetProperty("contact").GetGuid();
    }
}
