using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using FollowUpAgent.Cli;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Tests.Cli;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Notices.Webhooks;

public sealed class WebhookDeskTests
{
    private static readonly (string Key, string Sha256) Admin = ApiKeys.Make("admin", new SeededChance(1));
    private static readonly (string Key, string Sha256) Reader = ApiKeys.Make("reader", new SeededChance(2));

    [Fact]
    public async Task The_API_lists_deliveries_without_their_bodies_and_sends_one_again()
    {
        await using var told = await Told.StartAsync(
            DatabaseKind.Sqlite,
            ("Api:Keys:admin:Sha256", Admin.Sha256), ("Api:Keys:admin:Scopes:0", "admin"), ("Api:Keys:reader:Sha256", Reader.Sha256), ("Api:Keys:reader:Scopes:0", "read"));
        await told.HappenAsync();
        await told.SendAsync();
        await told.Agent.ServeAsync();
        using var reader = ClientOf(told.Agent, Reader.Key);
        using var admin = ClientOf(told.Agent, Admin.Key);

        var page = await reader.GetFromJsonAsync<JsonElement>("/api/v1/webhooks?endpoint=crm");
        var listed = page.GetProperty("items");
        var failed = await reader.GetFromJsonAsync<JsonElement>("/api/v1/webhooks?failed=true&limit=5");
        var path = $"/api/v1/webhooks/{listed[0].GetProperty("id").GetGuid()}/resend";
        var answers = new[]
        {
            await reader.PostAsync(path, null), await admin.PostAsync(path, null), await admin.PostAsync($"/api/v1/webhooks/{Guid.Empty}/resend", null), await reader.GetAsync("/api/v1/webhooks?limit=0"),
        };
        await told.SendAsync();

        Assert.Equal(("delivered", "HTTP 200", "enrollment.ended"), (Text(listed[0], "state"), Text(listed[0], "answer"), Text(listed[0], "type")));
        Assert.DoesNotContain("person0", listed.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(0, failed.GetProperty("items").GetArrayLength());
        Assert.Equal([401, 200, 404, 400], answers.Select(a => (int)a.StatusCode));
        Assert.Equal(2, told.Receiver.All.Count(r => r.Id == Text(listed[0], "id")));
    }

    [Fact]
    public async Task The_verb_tests_lists_and_sends_again_and_its_exit_codes_tell_what_went_wrong()
    {
        await using var receiver = await Receiver.StartAsync();
        using var shell = await Shell.WithSampleAsync();
        var settings = await File.ReadAllTextAsync(Path.Combine(shell.Agent, "appsettings.json"));
        var hook = JsonSerializer.Serialize(new { Webhooks = new { crm = new { receiver.Url, Secrets = new[] { Told.Secret }, AllowPrivate = true } } });
        await shell.ConfigureAsync($$"""{ "Notices": {{hook}}, {{settings[(settings.IndexOf('{', StringComparison.Ordinal) + 1)..]}}""");

        var tested = await shell.OnSampleAsync("webhooks", "test", "crm");
        receiver.AnswerWith(500);
        var refused = await shell.OnSampleAsync("webhooks", "test", "crm", "--json");
        var unknown = await shell.OnSampleAsync("webhooks", "test", "erp");
        var none = await shell.OnSampleAsync("webhooks", "--failed");
        var since = await shell.OnSampleAsync("webhooks", "resend", "--endpoint", "crm", "--since", "2026-01-01", "--json");
        var half = await shell.OnSampleAsync("webhooks", "resend", "--endpoint", "crm");
        var gone = await shell.OnSampleAsync("webhooks", "resend", "0193f2a0-0000-7000-8000-000000000000");
        var check = await shell.OnSampleAsync("check", "--verbose");

        Assert.Equal(
            [ExitCode.Done, ExitCode.Failed, ExitCode.WrongUsage, ExitCode.Done, ExitCode.Done, ExitCode.WrongUsage, ExitCode.Failed],
            new[] { tested, refused, unknown, none, since, half, gone }.Select(r => r.Code));
        Assert.Equal("Taken: HTTP 200.", tested.Data.Trim());
        Assert.Equal("HTTP 500", Text(refused.Json, "answer"));
        Assert.Contains("expected one of crm", unknown.Messages, StringComparison.Ordinal);
        Assert.Equal((0, "webhook.test"), (since.Json.GetProperty("resent").GetInt32(), receiver.All[0].Type));
        Assert.Contains("Notices:Webhooks:crm:Secrets", check.Data, StringComparison.Ordinal);
        Assert.DoesNotContain(Told.Secret, check.Data, StringComparison.Ordinal);
        Assert.DoesNotContain(receiver.Url, check.Data, StringComparison.Ordinal);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static HttpClient ClientOf(AgentInTest agent, string key) => new()
    {
        BaseAddress = agent.AddressOf(1),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
    };
}
