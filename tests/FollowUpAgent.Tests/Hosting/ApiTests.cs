using System.Net.Http.Headers;
using System.Net.Http.Json;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Hosting;

public sealed class ApiTests
{
    private static readonly (string Key, string Sha256) Reader = ApiKeys.Make("reader", new SeededChance(1));
    private static readonly (string Key, string Sha256) Form = ApiKeys.Make("form_1", new SeededChance(2));
    private static readonly (string Key, string Sha256) Old = ApiKeys.Make("old", new SeededChance(3));

    private static readonly Dictionary<string, string?> WithKeys = new()
    {
        ["Api:Keys:reader:Sha256"] = Reader.Sha256,
        ["Api:Keys:reader:Scopes:0"] = "read",
        ["Api:Keys:form_1:Sha256"] = Form.Sha256,
        ["Api:Keys:form_1:Scopes:0"] = "enroll",
        ["Api:Keys:old:Sha256"] = Old.Sha256,
        ["Api:Keys:old:Scopes:0"] = "admin",
        ["Api:Keys:old:Expires"] = "2026-03-01T00:00:00Z",
    };

    [Fact]
    public async Task A_contact_is_enrolled_once_by_a_key_that_may_enroll()
    {
        await using var agent = await StartedAsync();
        await agent.AddContactAsync("ada@example.test");
        using var client = ClientOf(agent, Form.Key);

        var first = await client.PostAsJsonAsync("/api/v1/enrollments", new { sequence = "hello", address = "Ada@Example.test" });
        var second = await client.PostAsJsonAsync("/api/v1/enrollments", new { sequence = "hello", address = "ada@example.test" });

        Assert.Equal(201, (int)first.StatusCode);
        Assert.Equal(409, (int)second.StatusCode);
        Assert.Contains("in this sequence already", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("fua_reader_0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("fua_nobody_x")]
    [InlineData("fua_")]
    public async Task An_unknown_key_opens_nothing(string? key)
    {
        await using var agent = await StartedAsync();
        using var client = ClientOf(agent, key);

        var response = await client.PostAsJsonAsync("/api/v1/enrollments", new { sequence = "hello", address = "ada@example.test" });

        Assert.Equal(401, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_key_does_no_more_than_its_scope_and_no_longer_than_its_end()
    {
        await using var agent = await StartedAsync();
        using var reader = ClientOf(agent, Reader.Key);
        using var old = ClientOf(agent, Old.Key);

        Assert.Equal(401, (int)(await reader.PostAsJsonAsync("/api/v1/enrollments", new { sequence = "hello", address = "a@b.test" })).StatusCode);
        Assert.Equal(404, (int)(await reader.GetAsync("/api/v1/decisions/0190aaaa-bbbb-7ccc-8ddd-eeeeffff0001")).StatusCode);
        Assert.Equal(401, (int)(await old.GetAsync("/api/v1/decisions/0190aaaa-bbbb-7ccc-8ddd-eeeeffff0001")).StatusCode);
    }

    [Theory]
    [InlineData("nope", "ada@example.test", 422, "expected one of hello")]
    [InlineData("hello", "not an address", 422, "not one plain mail address")]
    [InlineData("hello", "stranger@example.test", 404, "Import the contact first")]
    public async Task A_request_that_cannot_be_carried_out_says_why(string sequence, string address, int status, string says)
    {
        await using var agent = await StartedAsync();
        using var client = ClientOf(agent, Form.Key);

        var response = await client.PostAsJsonAsync("/api/v1/enrollments", new { sequence, address });

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(says, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_asks_too_often_is_told_to_wait_and_another_is_not()
    {
        await using var agent = await StartedAsync(new() { ["Api:PerSecond"] = "5" });
        using var busy = ClientOf(agent, Reader.Key);
        using var calm = ClientOf(agent, Form.Key);

        var answers = new List<int>();
        for (var i = 0; i < 40; i++)
        {
            answers.Add((int)(await busy.GetAsync("/api/v1/decisions/0190aaaa-bbbb-7ccc-8ddd-eeeeffff0001")).StatusCode);
        }

        Assert.Contains(429, answers);
        Assert.Equal(404, (int)(await calm.GetAsync("/api/v1/decisions/0190aaaa-bbbb-7ccc-8ddd-eeeeffff0001")).StatusCode);
    }

    private static async Task<AgentInTest> StartedAsync(Dictionary<string, string?>? more = null)
    {
        var settings = new Dictionary<string, string?>(WithKeys);
        foreach (var (key, value) in more ?? [])
        {
            settings[key] = value;
        }

        var agent = await AgentInTest.BuildAsync(DatabaseKind.Sqlite, settings);
        await agent.StartAsync();
        return agent;
    }

    private static HttpClient ClientOf(AgentInTest agent, string? key)
    {
        var client = new HttpClient { BaseAddress = agent.AddressOf(1) };
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return client;
    }
}
