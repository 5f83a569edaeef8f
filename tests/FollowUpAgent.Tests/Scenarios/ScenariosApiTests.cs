using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Scenarios;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Scenarios;

public sealed class ScenariosApiTests
{
    private static readonly (string Key, string Sha256) Key = ApiKeys.Make("crm", new SeededChance(7));

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

        Assert.Equal("heavier", (await api.GetFromJsonAsync<JsonElement>("/api/scenarios"))[0].GetProperty("name").GetString());
        var compared = await api.GetAsync("/api/scenarios/compare?name=heavier");
        Assert.Equal(422, (int)compared.StatusCode);
        Assert.Contains("Compare again later", (await compared.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(adopted, (int)(await api.PostAsJsonAsync("/api/scenarios/heavier/adopt", new { by = "anna", reason = "agreed" })).StatusCode);
        Assert.Equal(adopted == 200 ? 404 : 401, (int)(await api.PostAsJsonAsync("/api/scenarios/lighter/adopt", new { by = "anna", reason = "agreed" })).StatusCode);
        Assert.Equal(adopted == 200 ? 1 : 0, (await api.GetFromJsonAsync<JsonElement>("/api/scenarios/scores")).GetArrayLength());
    }
}
