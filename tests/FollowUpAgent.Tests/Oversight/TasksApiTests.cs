using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Oversight;

public sealed class TasksApiTests
{
    private static readonly (string Key, string Sha256) Key = ApiKeys.Make("crm", new SeededChance(7));

    [Theory, OnSqlite, OnPostgres]
    public async Task Tasks_are_listed_and_closed_by_API(DatabaseKind kind)
    {
        await using var handed = await SendAsync(kind);
        using var api = Open(handed);
        await handed.AnswerAsync("Sounds good, let's talk.");

        var listed = await api.GetFromJsonAsync<JsonElement>("/api/v1/tasks?owner=Olga@acme.test");
        var id = Assert.Single(listed.GetProperty("items").EnumerateArray()).GetProperty("id").GetGuid();
        var closed = await (await api.PostAsJsonAsync($"/api/v1/tasks/{id}/close", new { by = "olga", outcome = "dismissed" })).Content.ReadFromJsonAsync<JsonElement>();
        var again = await api.PostAsJsonAsync($"/api/v1/tasks/{id}/close", new { by = "sam", outcome = "answered" });

        Assert.Equal(("dismissed", "olga"), (closed.GetProperty("outcome").GetString(), closed.GetProperty("closedBy").GetString()));
        Assert.Equal("olga", (await again.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("closedBy").GetString());
        Assert.Equal(0, (await api.GetFromJsonAsync<JsonElement>("/api/v1/tasks")).GetProperty("items").GetArrayLength());
        Assert.Equal(1, (await api.GetFromJsonAsync<JsonElement>("/api/v1/tasks?open=false")).GetProperty("items").GetArrayLength());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_CRM_says_that_a_person_has_answered(DatabaseKind kind)
    {
        await using var handed = await SendAsync(kind);
        using var api = Open(handed);
        await handed.AnswerAsync("Sounds good, let's talk.");

        var answer = await api.PostAsJsonAsync($"/api/v1/contacts/{Uri.EscapeDataString("Person0@Example0.test")}/answered", new { by = "olga" });
        await api.PostAsJsonAsync($"/api/v1/contacts/{handed.Mailed.Message.ContactId.Value}/answered", new { by = "olga" });

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal(("answered", "olga"), ((await handed.TasksAsync())[0].Outcome, (await handed.TasksAsync())[0].ClosedBy));
    }

    [Fact]
    public async Task What_cannot_be_done_is_refused_and_a_key_that_only_reads_closes_nothing()
    {
        await using var handed = await SendAsync(DatabaseKind.Sqlite, "read");
        using var reader = Open(handed);
        await using var other = await SendAsync(DatabaseKind.Sqlite);
        using var api = Open(other);

        Assert.Equal(401, (int)(await reader.PostAsJsonAsync($"/api/v1/tasks/{Guid.Empty}/close", new { by = "x" })).StatusCode);
        Assert.Equal(404, (int)(await api.PostAsJsonAsync($"/api/v1/tasks/{Guid.Empty}/close", new { by = "x" })).StatusCode);
        Assert.Equal(422, (int)(await api.PostAsJsonAsync($"/api/v1/tasks/{Guid.Empty}/close", new { by = "x", outcome = "won" })).StatusCode);
        Assert.Equal(422, (int)(await api.PostAsJsonAsync($"/api/v1/contacts/{HandedOver.Person}/answered", new { by = "" })).StatusCode);
        Assert.Equal(404, (int)(await api.PostAsJsonAsync("/api/v1/contacts/nobody@x.test/answered", new { by = "x" })).StatusCode);
    }

    private static Task<HandedOver> SendAsync(DatabaseKind kind, string scope = "enroll") =>
        HandedOver.SendAsync(kind, ("Api:Keys:crm:Sha256", Key.Sha256), ("Api:Keys:crm:Scopes:0", scope));

    private static HttpClient Open(HandedOver handed)
    {
        var client = new HttpClient { BaseAddress = handed.Agent.AddressOf(1) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key.Key);
        return client;
    }
}
