using System.Net;
using FollowUpAgent.Decisions;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Dashboard;

public sealed class PersonPageTests
{
    private const string Hostile = "<script>alert(1)</script> \u202e=1+1";

    [Theory, OnSqlite, OnPostgres]
    public async Task A_contact_is_found_shown_with_what_happened_exported_and_erased_by_an_admin_who_types_the_address(DatabaseKind kind)
    {
        await using var agent = await ServedAsync(kind, new() { ["People:anna:Name"] = "Anna", ["People:anna:Role"] = "admin", ["People:bob:Name"] = "Bob", ["People:bob:Role"] = "approver" });
        for (var i = 0; i < 52; i++)
        {
            await agent.AddContactAsync($"c{i:00}@crowd.example.test");
        }

        var diary = new Diary(agent);
        var ada = await agent.AddContactAsync("ada@acme.test", c => c with { FirstName = Hostile, Company = "Acme Inc.", TimeZone = "Asia/Tokyo" });
        await agent.EnrollAllAsync("hello");
        await agent.RunUntilIdleAsync();
        var (_, enrollment) = await diary.EnterAsync("treatment", agent.Clock.GetUtcNow());
        var decision = await diary.DecideAsync((ada.Id, enrollment), "treatment", agent.Clock.GetUtcNow(), RoundEnd.Sent, step: "past");
        using var visitor = new ApprovalVisitor(agent);

        var first = Rows(await visitor.OpenAsync("/contacts"));
        var rest = Rows(await visitor.OpenAsync(visitor.Page.QuerySelector("a[rel=next]")!.GetAttribute("href")!));
        var found = Rows(await visitor.OpenAsync("/contacts?search=ACME"));
        await visitor.OpenAsync("/contacts?search=Ada%40acme.test");
        var (path, text, timeline) = (visitor.Path, visitor.Text, visitor.Page.QuerySelectorAll("#timeline a").Select(a => a.GetAttribute("href")).ToList());
        var scripts = visitor.Page.Scripts.Count(s => s.Source is null);
        var erase = $"/contacts/{ada.Id}/erase";
        var other = (await visitor.SendAsync(erase, ("address", "bob@acme.test"), ("by", "anna"))).Status;
        var mayNot = (await (await visitor.OpenAsync(path)).SendAsync(erase, ("address", "ada@acme.test"), ("by", "bob"))).Status;
        var held = (await visitor.OpenAsync($"{path}/export")).Text;
        await (await visitor.OpenAsync(path)).SendAsync(erase, ("address", " ADA@acme.test"), ("by", "anna"));
        var erased = visitor.Text;

        Assert.Equal((50, 4), (first.Count, rest.Count));
        Assert.Equal(54, first.Concat(rest).Distinct().Count());
        Assert.Equal([$"/contacts/{ada.Id}"], found);
        Assert.Equal(($"/contacts/{ada.Id}", 0), (path, scripts));
        Assert.Contains(Hostile, text, StringComparison.Ordinal);
        Assert.Contains($"/decisions/{decision}", timeline);
        Assert.Equal([HttpStatusCode.UnprocessableEntity, HttpStatusCode.Forbidden], new[] { other, mayNot });
        Assert.Contains("ada@acme.test", held, StringComparison.Ordinal);
        Assert.Contains("The person was erased", erased, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.OpenAsync(path)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.OpenAsync("/contacts?search=ada%40acme.test")).Status);
    }

    private static List<string> Rows(ApprovalVisitor visitor) => [.. visitor.Page.QuerySelectorAll("#contacts th a").Select(a => a.GetAttribute("href")!)];

    private static async Task<AgentInTest> ServedAsync(DatabaseKind kind, Dictionary<string, string?> settings)
    {
        var agent = await AgentInTest.BuildAsync(kind, settings);
        await agent.ServeAsync();
        return agent;
    }
}
