using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Oversight;
using FollowUpAgent.Reports;
using FollowUpAgent.Scenarios;
using FollowUpAgent.Tests.House;
using FollowUpAgent.Tests.LostLeads;
using FollowUpAgent.Tests.Training;
using FollowUpAgent.Training;

namespace FollowUpAgent.Browser.Tests;

/// <summary>An agent in which something of everything has happened, names and words of the hostile kind among it.</summary>
internal static class FullAgent
{
    private const string Hostile = "<img src=x onerror=alert(1)>";
    private const string Backwards = "\u202eelif.exe =HYPERLINK(\"http://elsewhere.test\")";
    private const int Days = 12;

    /// <summary>Every page of it.</summary>
    public static readonly IReadOnlyList<string> Paths =
        ["/", "/approvals", "/tasks", "/sequences", "/contacts", "/contacts/{contact}", "/decisions", "/learning", "/scenarios", "/scenarios?name=asking&name=fewer", "/lost-leads", "/reports", "/deliverability", "/decisions/{id}?replay=yes"];

    public static async Task<AgentInTest> BuildAsync()
    {
        var agent = await AgentInTest.BuildAsync(DatabaseKind.Sqlite, new Dictionary<string, string?> { ["Autonomy:Default"] = "approve", ["LostLeads:Sequence"] = "hello", ["LostLeads:WorthAtLeast"] = "0.0001" });
        var diary = new Diary(agent);
        for (var day = Days; day >= 1; day--)
        {
            foreach (var (group, at) in new[] { "treatment", "treatment", "control", "baseline" }.Select((g, i) => (g, agent.Clock.GetUtcNow().AddDays(-day).AddMinutes(i))))
            {
                var decision = await diary.DecideAsync(
                    await diary.EnterAsync(group, at), group, at, day % 5 == 0 ? RoundEnd.Skipped : RoundEnd.Sent, day % 2 == 0 ? "plain@1" : "asking@1", step: day == 1 ? Hostile : "first");
                await (day % 3 == 0 ? diary.EarnAsync(decision, day % 2 == 0 ? OutcomeCatalog.Goal : OutcomeCatalog.Click, at.AddHours(1)) : Task.CompletedTask);
            }
        }

        var contact = await agent.AddContactAsync("ada.with.quite.a.long.name.that.does.not.end@subsidiary.of.another.example.test", c => c with { FirstName = Hostile, TimeZone = "America/New_York" });
        await agent.EnrollAllAsync("hello");
        await agent.RunUntilIdleAsync();
        await LearnAsync(agent);
        await OpenTaskAsync(agent, contact, TaskKind.Question, Backwards);
        await OpenTaskAsync(agent, await agent.AddContactAsync("bob@example.test"), TaskKind.Interested, $"Yes please. {Hostile}");
        await agent.ServeAsync();
        return agent;
    }

    private static async Task LearnAsync(AgentInTest agent)
    {
        agent.Clock.Advance(TimeSpan.FromHours(1));
        await new DrawnRounds(agent).AddAsync(400, TimeSpan.FromDays(60), (_, text) => text == "asking" ? 0.3 : 0.1);
        await agent.Get<Retraining>().RunAsync(CancellationToken.None);
        agent.Clock.Advance(TimeSpan.FromHours(1));
        await agent.Get<Retraining>().RunAsync(CancellationToken.None);
        await agent.Get<ReportDesk>().KeepAsync(IsoWeek.Of(agent.Clock.GetUtcNow()).Before, CancellationToken.None);
        foreach (var (name, key, value) in new[] { ("fewer", "Senders:anna:PerDay", "5"), ("asking", "Outcomes:goal:Weight", "20") })
        {
            await agent.Get<ScenarioDesk>().AddAsync(new NewScenario(name, "anna", Hostile, [Backwards], new Dictionary<string, string?> { [key] = value }), CancellationToken.None);
        }

        await agent.AddLostAsync("carla@example.test", c => c with { TimeZone = "Asia/Tokyo" });
        await agent.AddLostAsync("dirk@example.test");
        await agent.RefreshAsync();
    }

    private static Task OpenTaskAsync(AgentInTest agent, Contact contact, string kind, string text) => agent.Database.WriteAsync(
        s => s.OpenTaskAsync(new OwnerTask
        {
            Id = new TaskId(agent.Get<Hosting.IdSource>().New()),
            ContactId = contact.Id,
            Sequence = "hello",
            EventId = contact.Id.Value,
            Kind = kind,
            Text = text,
            Owner = "anna@example.test",
            OpenedAt = agent.Clock.GetUtcNow().AddHours(-3),
        }),
        CancellationToken.None);
}
