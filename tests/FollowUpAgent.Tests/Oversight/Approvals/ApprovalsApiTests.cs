using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Oversight.Approvals;

public sealed class ApprovalsApiTests
{
    private static readonly (string Key, string Sha256) Key = ApiKeys.Make("crm", new SeededChance(7));

    [Theory, OnSqlite, OnPostgres]
    public async Task What_waits_is_listed_page_by_page_shown_and_answered(DatabaseKind kind)
    {
        await using var asked = await AskAsync(kind, 3);
        using var api = Open(asked);

        var first = await api.GetFromJsonAsync<JsonElement>("/api/v1/approvals?limit=2&sequence=hello&step=first&rule=default");
        var rest = await api.GetFromJsonAsync<JsonElement>($"/api/v1/approvals?limit=2&sequence=hello&step=first&rule=default&cursor={first.GetProperty("next").GetString()}");
        var id = first.GetProperty("items")[0].GetProperty("decision").GetGuid();
        var shown = await api.GetFromJsonAsync<JsonElement>($"/api/v1/approvals/{id}");
        var one = await api.PostAsJsonAsync($"/api/v1/approvals/{id}/approve", new { by = "anna" });
        var again = await api.PostAsJsonAsync($"/api/v1/approvals/{id}/skip", new { by = "bob" });
        var all = await (await api.PostAsJsonAsync("/api/v1/approvals/approve", new { by = "anna", all = true, where = new { sequence = "hello" } })).Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal((2, 1), (first.GetProperty("items").GetArrayLength(), rest.GetProperty("items").GetArrayLength()));
        Assert.Contains("{{fallback firstName", shown.GetProperty("source").GetString(), StringComparison.Ordinal);
        Assert.Contains("Unsubscribe", shown.GetProperty("mail").GetProperty("Text").GetString(), StringComparison.Ordinal);
        Assert.Equal(4, shown.GetProperty("alternatives").GetArrayLength());
        Assert.Equal((200, 409), ((int)one.StatusCode, (int)again.StatusCode));
        Assert.Equal(2, all.GetProperty("done").GetArrayLength());
        Assert.DoesNotContain("group", shown.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_override_by_API_says_all_that_is_wrong_or_counts(DatabaseKind kind)
    {
        await using var asked = await AskAsync(kind, 1);
        using var api = Open(asked);
        var path = $"/api/v1/approvals/{(await asked.OnlyAsync()).DecisionId.Value}";

        var wrong = await api.PostAsJsonAsync($"{path}/override", new { by = "anna", variant = "none", at = "2020-01-01T00:00:00Z" });
        var right = await api.PostAsJsonAsync($"{path}/override", new { by = "anna", reason = "shorter", variant = "plain" });
        var undone = await api.PostAsJsonAsync($"{path}/undo", new { by = "anna" });

        var detail = (await wrong.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString();
        Assert.Equal((422, 200, 200), ((int)wrong.StatusCode, (int)right.StatusCode, (int)undone.StatusCode));
        Assert.Contains("one of plain, asking", detail, StringComparison.Ordinal);
        Assert.Contains("one of the step's slots", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_answered_is_refused_with_the_reason()
    {
        await using var asked = await AskAsync(DatabaseKind.Sqlite, 1);
        using var api = Open(asked);
        var id = (await asked.OnlyAsync()).DecisionId.Value;

        Assert.Equal(404, (int)(await api.GetAsync(new Uri($"/api/v1/approvals/{Guid.Empty}", UriKind.Relative))).StatusCode);
        Assert.Equal(404, (int)(await api.PostAsJsonAsync($"/api/v1/approvals/{Guid.Empty}/approve", new { by = "anna" })).StatusCode);
        Assert.Equal(422, (int)(await api.PostAsJsonAsync($"/api/v1/approvals/{id}/approve", new { by = "" })).StatusCode);
        Assert.Equal(422, (int)(await api.PostAsJsonAsync($"/api/v1/approvals/{id}/override", new { by = "anna" })).StatusCode);
        Assert.Equal(422, (int)(await api.PostAsJsonAsync("/api/v1/approvals/approve", new { by = "anna" })).StatusCode);
        Assert.Equal(400, (int)(await api.GetAsync(new Uri("/api/v1/approvals?limit=0", UriKind.Relative))).StatusCode);
        Assert.Equal(400, (int)(await api.GetAsync(new Uri($"/api/v1/approvals?cursor={Guid.Empty}", UriKind.Relative))).StatusCode);
        api.DefaultRequestHeaders.Authorization = null;
        Assert.Equal(401, (int)(await api.PostAsJsonAsync($"/api/v1/approvals/{id}/approve", new { by = "anna" })).StatusCode);
        Assert.Single(await asked.PendingAsync());
    }

    private static async Task<AskedAgent> AskAsync(DatabaseKind kind, int contacts)
    {
        var asked = await AskedAgent.AskAsync(kind, contacts, ("Api:Keys:crm:Sha256", Key.Sha256), ("Api:Keys:crm:Scopes:0", "enroll"));
        await asked.Agent.ServeAsync();
        return asked;
    }

    private static HttpClient Open(AskedAgent asked)
    {
        var client = new HttpClient { BaseAddress = asked.Agent.AddressOf(1) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key.Key);
        return client;
    }
}
