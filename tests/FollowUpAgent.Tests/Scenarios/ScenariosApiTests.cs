using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Scenarios;
using FollowUpAgent.Tests.House;
using FollowUpAgent.Tests.Oversight.Approvals;

namespace FollowUpAgent.Tests.Scenarios;

public sealed class ScenariosApiTests
{
    private static readonly (string Key, string Sha256) Key = ApiKeys.Make("crm", new SeededChance(7));

    [Fact]
    public async Task The_scoreboard_is_read_by_API_for_as_many_weeks_as_are_asked_for()
    {
        await using var asked = await AskedAgent.AskAsync(
            DatabaseKind.Sqlite, contacts: 12, ("Api:Keys:crm:Sha256", Key.Sha256), ("Api:Keys:crm:Scopes:0", "read"));
        await asked.ApproveAsync([.. (await asked.PendingAsync()).Select(a => a.DecisionId)]);
        await asked.Agent.ServeAsync();
        using var api = new HttpClient { BaseAddress = asked.Agent.AddressOf(1) };

        Assert.Equal(401, (int)(await api.GetAsync("/api/v1/scoreboard")).StatusCode);
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key.Key);
        var scores = await api.GetFromJsonAsync<JsonElement>("/api/v1/scoreboard?weeks=4");

        Assert.Equal("anna", scores.GetProperty("people")[0].GetProperty("name").GetString());
        Assert.Equal(scores.GetProperty("answers").GetInt32(), scores.GetProperty("people")[0].GetProperty("approved").GetInt32());
        Assert.True(scores.GetProperty("coin").GetProperty("isMeasured").GetBoolean());
        Assert.False(scores.GetProperty("overridden")[0].GetProperty("isMeasured").GetBoolean());
        Assert.Equal(422, (int)(await api.GetAsync("/api/v1/scoreboard?weeks=0")).StatusCode);
    }

    [Theory]
    [InlineData("admin", 200)]
    [InlineData("enroll", 401)]
    public async Task Scenarios_are_listed_compared_and_by_who_may_adopted_by_API(string scope, int adopted)
    {
        await using var agent = await AgentInTest.BuildAsync(
            DatabaseKind.Sqlite, new Dictionary<string, string?> { ["Api:Keys:crm:Sha256"] = Key.Sha256, ["Api:Keys:crm:Scopes:0"] = scope });
        await agent.ServeAsync();
        using var api = new HttpClient { BaseAddress = agent.AddressOf(1) };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key.Key);
        var heavier = new Dictionary<string, string?> { ["Outcomes:goal:Weight"] = "20" };
        await agent.Get<ScenarioDesk>().AddAsync(new NewScenario("heavier", "anna", "to see", ["nothing else changes"], heavier), CancellationToken.None);

        Assert.Equal("heavier", (await api.GetFromJsonAsync<JsonElement>("/api/v1/scenarios"))[0].GetProperty("name").GetString());
        var compared = await api.GetAsync("/api/v1/scenarios/compare?name=heavier");
        Assert.Equal(422, (int)compared.StatusCode);
        Assert.Contains("Compare again later", (await compared.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(adopted, (int)(await api.PostAsJsonAsync("/api/v1/scenarios/heavier/adopt", new { by = "anna", reason = "agreed" })).StatusCode);
        Assert.Equal(adopted == 200 ? 404 : 401, (int)(await api.PostAsJsonAsync("/api/v1/scenarios/lighter/adopt", new { by = "anna", reason = "agreed" })).StatusCode);
        Assert.Equal(adopted == 200 ? 1 : 0, (await api.GetFromJsonAsync<JsonElement>("/api/v1/scenarios/scores")).GetArrayLength());
    }
}
