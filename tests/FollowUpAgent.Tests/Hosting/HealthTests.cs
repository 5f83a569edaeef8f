using System.Text.Json;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Hosting;

public sealed class HealthTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_sound_agent_says_ok_and_names_every_sign(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(kind);
        await agent.StartAsync();

        var (status, health) = await ReadAsync(agent);

        Assert.Equal(200, status);
        Assert.Equal("ok", health.GetProperty("status").GetString());
        var names = health.GetProperty("signs").EnumerateArray().Select(s => s.GetProperty("name").GetString()!).ToList();
        Assert.All(["database", "outbox", "pumps"], name => Assert.Contains(name, names));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_quarantined_message_is_a_warning_with_advice(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(kind, new Dictionary<string, string?> { ["Groups:Treatment"] = "0", ["Groups:Baseline"] = "1" });
        await agent.AddContactAsync("ada@example.test");
        await agent.EnrollAllAsync("hello");
        await agent.RunUntilIdleAsync();
        await agent.Database.WriteAsync(s => s.ExecuteAsync("UPDATE message SET state = 'quarantined'"), CancellationToken.None);
        await agent.StartAsync();

        var (status, health) = await ReadAsync(agent);

        Assert.Equal(200, status);
        Assert.Equal("warning", health.GetProperty("status").GetString());
        Assert.Contains("1 quarantined", health.ToString(), StringComparison.Ordinal);
    }

    private static async Task<(int Status, JsonElement Health)> ReadAsync(AgentInTest agent)
    {
        using var client = new HttpClient { BaseAddress = agent.AddressOf(1) };
        var response = await client.GetAsync("/health");
        return ((int)response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }
}
