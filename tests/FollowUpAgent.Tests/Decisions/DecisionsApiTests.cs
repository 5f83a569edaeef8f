using System.Net.Http.Json;
using System.Text.Json;
using FollowUpAgent.Reports;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Decisions;

public sealed class DecisionsApiTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task What_was_decided_is_listed_page_by_page_explained_and_reported(DatabaseKind kind)
    {
        await using var api = await ApiInTest.ServeAsync(kind);
        var agent = api.Agent;
        var ada = await agent.AddContactAsync("ada@example.test");
        for (var i = 0; i < 4; i++)
        {
            await agent.AddContactAsync($"person{i}@example.test");
        }

        var enrolled = await ApiInTest.ReadAsync(await api.Enroller.PostAsJsonAsync("/api/v1/enrollments", new { sequence = "hello", address = ada.Address }), 201);
        await agent.EnrollAllAsync("hello");
        await agent.LiveAsync(TimeSpan.FromDays(8), TimeSpan.FromHours(6));
        var week = IsoWeek.Of(agent.Clock.GetUtcNow()).Before;
        await agent.Get<ReportDesk>().KeepAsync(week, CancellationToken.None);

        var ofSequence = await WalkAsync(api, "/api/v1/decisions?sequence=hello&limit=2");
        var ofAda = await WalkAsync(api, $"/api/v1/decisions?contact={ada.Id}&limit=1");
        var enrollments = await WalkAsync(api, "/api/v1/enrollments?contact=ada@example.test");
        var explained = await ReadAsync(api, $"/api/v1/decisions/{ofAda[0].GetProperty("id").GetGuid()}/explanation");

        Assert.Equal(await agent.QueryAsync<Guid>("SELECT id FROM decision WHERE stage = 'when' ORDER BY decided_at DESC, id DESC"), ofSequence.Select(IdOf));
        Assert.Equal(ofSequence.Where(d => d.GetProperty("contact").GetGuid() == ada.Id.Value).Select(IdOf), ofAda.Select(IdOf));
        Assert.Equal(enrolled.GetProperty("enrollment").GetGuid(), IdOf(Assert.Single(enrollments)));
        Assert.Equal(IdOf(ofAda[0]), explained.GetProperty("decision").GetGuid());
        Assert.NotEqual(0, explained.GetProperty("stages").GetArrayLength());
        Assert.Equal(week.Key, (await ReadAsync(api, "/api/v1/reports")).GetProperty("weeks")[0].GetString());
        Assert.Equal("ok", (await ReadAsync(api, "/api/v1/health")).GetProperty("signs")[0].GetProperty("state").GetString());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_list_of_nobody_and_of_nothing_says_what_to_ask_for(DatabaseKind kind)
    {
        await using var api = await ApiInTest.ServeAsync(kind);

        foreach (var (path, status) in new[]
        {
            ("/api/v1/decisions", 422), ("/api/v1/decisions?contact=a@b.test&sequence=hello", 422), ("/api/v1/decisions?contact=a@b.test", 404), ("/api/v1/enrollments", 422),
            ("/api/v1/enrollments?contact=%00", 404), ("/api/v1/decisions?sequence=hello&cursor=forged", 400), ($"/api/v1/decisions/{Guid.Empty}/explanation", 404),
            ("/api/v1/reports/2026-W99", 404),
        })
        {
            await ApiInTest.RefusalAsync(await api.Reader.GetAsync(path), status);
        }

        Assert.Empty(await WalkAsync(api, "/api/v1/decisions?sequence=no'such%25%E2%80%AE"));
        var nothing = await api.Reader.GetAsync("/api/v1/decisions?sequence=%00");
        Assert.Equal(kind is DatabaseKind.Postgres ? 400 : 200, (int)nothing.StatusCode);
    }

    private static Guid IdOf(JsonElement item) => item.GetProperty("id").GetGuid();

    private static async Task<JsonElement> ReadAsync(ApiInTest api, string path) => await ApiInTest.ReadAsync(await api.Reader.GetAsync(path));

    private static async Task<List<JsonElement>> WalkAsync(ApiInTest api, string path)
    {
        List<JsonElement> items = [];
        for (var page = await ReadAsync(api, path); ; page = await ReadAsync(api, $"{path}&cursor={page.GetProperty("next").GetString()}"))
        {
            items.AddRange(page.GetProperty("items").EnumerateArray());
            if (page.GetProperty("next").ValueKind is JsonValueKind.Null)
            {
                return items;
            }
        }
    }
}
