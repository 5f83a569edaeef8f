using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Oversight.Directives;

public sealed class DirectivesApiTests
{
    private static readonly (string Key, string Sha256) Key = ApiKeys.Make("crm", new SeededChance(7));

    [Theory, OnSqlite, OnPostgres]
    public async Task Directives_are_made_listed_and_ended_by_API(DatabaseKind kind)
    {
        await using var agent = await ServeAsync(kind, "admin");
        using var api = Open(agent);

        var made = await (await api.PostAsJsonAsync("/api/v1/directives", Weight("anna", 20))).Content.ReadFromJsonAsync<JsonElement>();
        var listed = (await api.GetFromJsonAsync<JsonElement>("/api/v1/directives")).GetProperty("items");
        var ended = await (await api.PostAsJsonAsync($"/api/v1/directives/{made.GetProperty("id").GetGuid()}/end", new { by = "anna", reason = "enough" })).Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(("20", "anna"), (listed[0].GetProperty("changes").GetProperty("Outcomes:goal:Weight").GetString(), listed[0].GetProperty("person").GetString()));
        Assert.Equal(("anna", "enough", false), (ended.GetProperty("endedBy").GetString(), ended.GetProperty("endReason").GetString(), ended.GetProperty("inForce").GetBoolean()));
        Assert.Equal(0, (await api.GetFromJsonAsync<JsonElement>("/api/v1/directives")).GetProperty("items").GetArrayLength());
        Assert.Equal(1, (await api.GetFromJsonAsync<JsonElement>("/api/v1/directives?all=true")).GetProperty("items").GetArrayLength());
        Assert.Equal(0, (await api.GetFromJsonAsync<JsonElement>("/api/v1/goals")).GetArrayLength());
    }

    [Fact]
    public async Task Who_may_not_and_what_would_not_do_is_refused_with_every_fault()
    {
        await using var agent = await ServeAsync(DatabaseKind.Sqlite, "admin", ("People:anna:Name", "Anna"), ("People:anna:Role", "admin"), ("People:paul:Name", "Paul"), ("People:paul:Role", "approver"));
        using var api = Open(agent);

        Assert.Equal(422, (int)(await api.PostAsJsonAsync("/api/v1/directives", Weight("bob", 20))).StatusCode);
        Assert.Equal(403, (int)(await api.PostAsJsonAsync("/api/v1/directives", Weight("paul", 20))).StatusCode);
        Assert.Equal(404, (int)(await api.PostAsJsonAsync($"/api/v1/directives/{Guid.Empty}/end", new { by = "anna" })).StatusCode);
        Assert.Equal(422, (int)(await api.PostAsJsonAsync("/api/v1/directives", new { by = "anna", reason = "x", changes = new { Autonomy = new { Paused = true } } })).StatusCode);
        Assert.Equal(422, (int)(await api.PostAsJsonAsync("/api/v1/directives", new { by = "anna", reason = "x" })).StatusCode);
        var faulty = await api.PostAsJsonAsync("/api/v1/directives", Weight("anna", "much"));
        Assert.Equal("Outcomes:goal:Weight", (await faulty.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("faults")[0].GetProperty("key").GetString());
        Assert.Empty(await agent.QueryAsync<Guid>("SELECT id FROM directive"));
    }

    [Fact]
    public async Task A_key_that_may_enroll_directs_nothing()
    {
        await using var agent = await ServeAsync(DatabaseKind.Sqlite, "enroll");
        using var api = Open(agent);

        Assert.Equal(401, (int)(await api.PostAsJsonAsync("/api/v1/directives", Weight("anna", 20))).StatusCode);
        Assert.Equal(401, (int)(await api.PostAsJsonAsync($"/api/v1/directives/{Guid.Empty}/end", new { by = "anna" })).StatusCode);
        Assert.Equal(200, (int)(await api.GetAsync("/api/v1/directives")).StatusCode);
    }

    private static object Weight(string by, object weight) =>
        new { by, reason = "few meetings", changes = new Dictionary<string, object> { ["Outcomes:goal:Weight"] = weight } };

    private static async Task<AgentInTest> ServeAsync(DatabaseKind kind, string scope, params (string Key, string Value)[] settings)
    {
        var all = settings.ToDictionary(s => s.Key, s => (string?)s.Value);
        (all["Api:Keys:crm:Sha256"], all["Api:Keys:crm:Scopes:0"]) = (Key.Sha256, scope);
        var agent = await AgentInTest.BuildAsync(kind, all);
        await agent.ServeAsync();
        return agent;
    }

    private static HttpClient Open(AgentInTest agent)
    {
        var client = new HttpClient { BaseAddress = agent.AddressOf(1) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key.Key);
        return client;
    }
}
