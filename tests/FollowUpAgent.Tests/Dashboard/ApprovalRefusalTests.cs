using System.Net;
using FollowUpAgent.Dispatch.Approvals;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Tests.House;
using FollowUpAgent.Tests.Oversight.Approvals;

namespace FollowUpAgent.Tests.Dashboard;

/// <summary>What the pages refuse: second answers, people who may not, forms and addresses that are not ours.</summary>
public sealed class ApprovalRefusalTests
{
    private const string Hostile = "<script>alert(1)</script>";
    private static readonly (string, string?)[] People =
    [
        ("People:anna:Name", "Anna de Vries"), ("People:anna:Role", "admin"), ("People:vic:Name", "Vic"), ("People:vic:Role", "viewer"),
    ];

    [Theory, OnSqlite, OnPostgres]
    public async Task The_second_answer_is_told_of_the_first_and_changes_nothing(DatabaseKind kind)
    {
        await using var asked = await ApprovalVisitor.ServedAsync(kind, 2);
        var (first, second) = ((await asked.PendingAsync())[0], (await asked.PendingAsync())[1]);
        using var visitor = new ApprovalVisitor(asked.Agent);
        await visitor.OpenAsync($"/approvals/{first.DecisionId}");
        await asked.Desk.ApproveAsync([first.DecisionId], new Said("bob", null), inBulk: false, CancellationToken.None);

        await visitor.SendAsync($"/approvals/{first.DecisionId}", ("answer", "stop"), ("by", "anna"));
        var (status, alert, state) = (visitor.Status, visitor.Page.QuerySelector("[role=alert]")!.TextContent, visitor.Page.QuerySelector("#state")!.TextContent);
        await visitor.OpenAsync($"/approvals/{second.DecisionId}");
        await asked.ReplyAsync(second.ContactId!.Value);
        await visitor.SendAsync($"/approvals/{second.DecisionId}/change", ("variant", "plain"), ("by", "anna"));

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict), (status, visitor.Status));
        Assert.Contains("somebody has answered before you", alert, StringComparison.Ordinal);
        Assert.Contains("Approved by bob", state, StringComparison.Ordinal);
        Assert.Contains("not waited for any more", visitor.Page.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal((ApprovalState.Approved, "bob"), (await asked.ApprovalsAsync()).Where(a => a.DecisionId == first.DecisionId).Select(a => (a.State, a.AnsweredBy)).Single());
    }

    [Theory]
    [InlineData("vic", HttpStatusCode.Forbidden)]
    [InlineData("mallory", HttpStatusCode.UnprocessableEntity)]
    [InlineData("", HttpStatusCode.UnprocessableEntity)]
    [InlineData(Hostile, HttpStatusCode.UnprocessableEntity)]
    public async Task Who_may_not_answer_does_not(string by, HttpStatusCode expected)
    {
        await using var asked = await ApprovalVisitor.ServedAsync(DatabaseKind.Sqlite, 1, People);
        var path = $"/approvals/{(await asked.OnlyAsync()).DecisionId}";
        using var visitor = new ApprovalVisitor(asked.Agent);

        await visitor.OpenAsync(path);
        var offered = visitor.Page.QuerySelectorAll("#answer-by option").Select(o => o.GetAttribute("value"));
        await visitor.SendAsync(path, ("answer", "approve"), ("by", by));

        Assert.Equal(["", "anna"], offered);
        Assert.Equal(expected, visitor.Status);
        Assert.DoesNotContain(visitor.Page.Scripts, s => s.Source is null);
        Assert.Single(await asked.PendingAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("/change")]
    public async Task A_form_from_elsewhere_is_refused(string below)
    {
        await using var asked = await ApprovalVisitor.ServedAsync(DatabaseKind.Sqlite, 1);
        var path = $"/approvals/{(await asked.OnlyAsync()).DecisionId}";
        var fields = new Dictionary<string, string> { ["answer"] = "approve", ["by"] = "anna", ["variant"] = "plain", ["sure"] = "yes" };
        using var visitor = new ApprovalVisitor(asked.Agent);
        using var other = new ApprovalVisitor(asked.Agent);
        await other.OpenAsync(path);

        var without = (await visitor.PostAsync(path + below, fields)).Status;
        await visitor.OpenAsync(path);
        var unsealed = (await visitor.PostAsync(path + below, fields)).Status;
        fields["ticket"] = other.Page.QuerySelector("input[name=ticket]")!.GetAttribute("value")!;
        var anothers = (await visitor.PostAsync(path + below, fields)).Status;
        var many = (await visitor.PostAsync("/approvals", fields)).Status;

        Assert.All([without, unsealed, anothers, many], status => Assert.Equal(HttpStatusCode.BadRequest, status));
        Assert.Contains("Nothing was done", visitor.Text, StringComparison.Ordinal);
        Assert.Single(await asked.PendingAsync());
    }

    [Theory]
    [InlineData("/approvals?harmAtMost=much")]
    [InlineData("/approvals?rule=a&rule=b")]
    [InlineData("/approvals?after=nothing")]
    [InlineData("/approvals?sequence=a%00b")]
    public async Task What_cannot_be_read_is_not_taken_for_everything(string path)
    {
        await using var asked = await ApprovalVisitor.ServedAsync(DatabaseKind.Sqlite, 1);
        using var visitor = new ApprovalVisitor(asked.Agent);

        await visitor.OpenAsync(path);

        Assert.Equal(HttpStatusCode.BadRequest, visitor.Status);
        Assert.Empty(visitor.Listed);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Hostile_names_and_texts_are_shown_as_text(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind, 0);
        await asked.Agent.AddContactAsync("evil@example.test", c => c with { FirstName = Hostile + "\u202Egnp.exe" });
        await asked.Agent.EnrollAllAsync("hello");
        await asked.Agent.RunUntilIdleAsync();
        await asked.Agent.ServeAsync();
        var path = $"/approvals/{(await asked.OnlyAsync()).DecisionId}";
        using var visitor = new ApprovalVisitor(asked.Agent);

        foreach (var page in new[] { "/approvals", path })
        {
            await visitor.OpenAsync(page);
            Assert.DoesNotContain(visitor.Page.Scripts, s => s.Source is null);
            Assert.Contains(Hostile, visitor.Text, StringComparison.Ordinal);
            Assert.DoesNotContain('\u202E', visitor.Page.QuerySelector("bdi")!.TextContent);
        }

        await visitor.SendAsync(path, ("answer", "approve"), ("by", "anna"), ("reason", Hostile + "\a"));
        Assert.Equal((Hostile, 0), ((await asked.OnlyAsync()).Reason, visitor.Page.Scripts.Count(s => s.Source is null)));
    }

    [Fact]
    public async Task A_key_that_may_look_may_not_answer()
    {
        var (key, hash) = ApiKeys.Make("me", new SeededChance(7));
        await using var asked = await ApprovalVisitor.ServedAsync(DatabaseKind.Sqlite, 1, ("Listeners:Private:Address", "0.0.0.0"), ("Api:Keys:me:Sha256", hash), ("Api:Keys:me:Scopes:0", "read"));
        using var client = new HttpClient { BaseAddress = new UriBuilder(asked.Agent.AddressOf(1)) { Host = "127.0.0.1" }.Uri };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        var path = new Uri($"/approvals/{(await asked.OnlyAsync()).DecisionId}", UriKind.Relative);

        using var look = await client.GetAsync(path);
        using var answer = await client.PostAsync(path, null);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (look.StatusCode, answer.StatusCode));
    }
}
