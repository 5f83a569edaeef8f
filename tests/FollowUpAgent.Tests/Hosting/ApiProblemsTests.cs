using System.Net;
using System.Net.Http.Json;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Hosting;

public sealed class ApiProblemsTests
{
    [Fact]
    public async Task Every_refusal_says_what_which_and_what_to_do()
    {
        await using var api = await ApiInTest.ServeAsync(DatabaseKind.Sqlite);
        var client = api.Admin;
        var deep = string.Concat(Enumerable.Repeat("[", 40)) + string.Concat(Enumerable.Repeat("]", 40));

        await SaysAsync(await api.Open(null).GetAsync("/api/v1/tasks"), 401, "Bearer");
        await SaysAsync(await client.GetAsync("/api/tasks"), 404, "The API is at /api/v1");
        await SaysAsync(await client.GetAsync("/api/v1/nothing"), 404, "/openapi.json");
        await SaysAsync(await client.GetAsync("/api/v1/decisions/not-an-id"), 404, "/openapi.json");
        await SaysAsync(await client.DeleteAsync("/api/v1/tasks"), 405, "expected GET");
        await SaysAsync(await client.GetAsync("/api/v1/scoreboard?weeks=many"), 400, "weeks");
        await SaysAsync(await PostAsync("{\"sequence\":", "application/json"), 400, "line 1");
        await SaysAsync(await PostAsync("{\"sequence\":5}", "application/json"), 400, "$.sequence");
        await SaysAsync(await PostAsync("{\"sequence\":\"hello\",\"sequence\":\"other\"}", "application/json"), 400, "a name given twice");
        await SaysAsync(await PostAsync($$"""{"sequence":{{deep}}}""", "application/json"), 400, "deeper than 32 levels");
        await SaysAsync(await PostAsync("null", "application/json"), 400, "body");
        await SaysAsync(await PostAsync("sequence=hello", "application/x-www-form-urlencoded"), 415, "application/json");
        await SaysAsync(await PostAsync($$"""{"sequence":"{{new string('x', 1 << 20)}}"}""", "application/json"), 413, "1048576 bytes");

        Task<HttpResponseMessage> PostAsync(string body, string type) => client.SendAsync(ApiInTest.Raw(HttpMethod.Post, "/api/v1/enrollments", body, type));
    }

    [Fact]
    public async Task What_fails_on_our_side_is_told_without_its_insides()
    {
        await using var api = await ApiInTest.ServeAsync(DatabaseKind.Sqlite);
        await api.Agent.Database.WriteAsync(s => s.ExecuteAsync("DROP TABLE task"), CancellationToken.None);

        var answer = await api.Reader.GetAsync("/api/v1/tasks");

        Assert.DoesNotContain("Sqlite", await answer.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
        await SaysAsync(answer, 500, "the agent's log");
    }

    [Fact]
    public async Task Who_has_no_key_is_turned_away_before_the_body_is_read_and_takes_nothing_from_who_has_one()
    {
        await using var api = await ApiInTest.ServeAsync(DatabaseKind.Sqlite, ("Api:PerSecond", "3"));
        var stranger = api.Open(ApiKeys.Make("reader", new FollowUpAgent.Hosting.SeededChance(99)).Key);

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 20; i++)
        {
            answers.Add((await stranger.SendAsync(ApiInTest.Raw(HttpMethod.Post, "/api/v1/enrollments", "{no JSON"))).StatusCode);
        }

        Assert.Equal(new HashSet<HttpStatusCode> { HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests }, [.. answers]);
        Assert.Equal(HttpStatusCode.OK, (await api.Reader.GetAsync("/api/v1/tasks")).StatusCode);
        await SaysAsync(await LastAsync(stranger), 429, "Retry-After");
    }

    [Fact]
    public async Task The_public_door_knows_of_no_API()
    {
        await using var api = await ApiInTest.ServeAsync(DatabaseKind.Sqlite);
        using var outside = new HttpClient { BaseAddress = api.Agent.AddressOf(0) };

        var answer = await outside.PostAsJsonAsync("/api/v1/tasks", new { });

        Assert.Equal((404, ""), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    private static async Task<HttpResponseMessage> LastAsync(HttpClient client)
    {
        var answer = await client.GetAsync("/api/v1/tasks");
        return answer.StatusCode == HttpStatusCode.TooManyRequests ? answer : await LastAsync(client);
    }

    private static async Task SaysAsync(HttpResponseMessage answer, int status, string what) =>
        Assert.Contains(what, await ApiInTest.RefusalAsync(answer, status), StringComparison.Ordinal);
}
