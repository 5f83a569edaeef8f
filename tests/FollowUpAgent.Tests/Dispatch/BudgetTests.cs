using System.Text.Json;
using FollowUpAgent.Decisions;
using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Hosting;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Reports.Silences;
using FollowUpAgent.Sequences;
using FollowUpAgent.Tests.Events;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Dispatch;

public sealed class BudgetTests
{
    private static readonly (string Key, string Value)[] OfUnsubscribes =
    [
        ("Guardrails:goodwill:Kind", "budget"), ("Guardrails:goodwill:Of", "unsubscribes"), ("Guardrails:goodwill:Rate", "0.002"),
        ("Guardrails:goodwill:Owner", "anna"), ("Guardrails:goodwill:Reason", "They do not come back."),
    ];

    private static readonly (string Key, string Value)[] Weekly =
    [
        ("Goals:meetings:Outcome", "goal"), ("Goals:meetings:Target", "4"), ("Goals:meetings:Per", "Week"),
    ];

    [Theory]
    [InlineData(0, 1)]
    [InlineData(.49, 1)]
    [InlineData(.5, 1)]
    [InlineData(.75, .5)]
    [InlineData(.99, 0)]
    public void The_nearer_a_budget_is_to_its_end_the_less_is_tried_out(double use, double explored) => Assert.Equal(explored, Budget.ExploredAt(use), 1e-9);

    [Theory]
    [InlineData(3, 0, 1)]
    [InlineData(3, 1500, 1)]
    [InlineData(3, 3000, .5)]
    [InlineData(2, 0, 2.0 / 3)]
    public void Of_few_mails_three_events_are_the_whole_budget(long events, long mails, double use) =>
        Assert.Equal(use, Budget.UseOf(new Guardrail { Key = "b", Kind = GuardrailKind.Budget, Owner = "o", Reason = "r", Rate = .002 }, events, mails), 1e-9);

    [Theory, OnSqlite, OnPostgres]
    public async Task A_budget_that_is_half_used_leaves_less_to_be_tried_out_and_the_ledger_says_so(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 4, [.. OfUnsubscribes, ("Groups:Treatment", "1"), ("Groups:Control", "0")]);
        await NoteAsync(desk, times: 2);

        await desk.PlanAsync();

        var rows = await desk.Agent.QueryAsync<Decision>("SELECT * FROM decision");
        Assert.NotEmpty(rows);
        Assert.All(rows, r => Assert.Contains("""{"rule":"goodwill","action":"explore","effect":"bounded","most":0.7}""", r.Rules, StringComparison.Ordinal));
        Assert.All(rows, r => Assert.Equal((.05, .5 * .7), FloorAndSpreadOf(r)));
        var tally = await new LedgerReplay(desk.Agent.Database, desk.Agent.Get<IEnumerable<IOutcomeModelTrainer>>()).RunAllAsync(new Progress<int>(), CancellationToken.None);
        Assert.Equal((4, 0), (tally.Equal, tally.Different));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_budget_that_is_used_up_stops_sending_until_its_window_has_moved_on(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 4, OfUnsubscribes);
        await NoteAsync(desk, times: 3);

        await desk.Agent.LiveAsync(TimeSpan.FromDays(3), TimeSpan.FromHours(6));
        var before = await desk.Agent.QueryAsync<string>("SELECT id FROM decision");
        await desk.Agent.LiveAsync(TimeSpan.FromDays(27), TimeSpan.FromHours(12));

        Assert.Empty(before);
        Assert.NotEmpty(await desk.MessagesAsync());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_goals_budget_of_mails_is_passed_by_no_number_of_workers_and_begins_anew_with_its_time(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 12, [.. Weekly, ("Goals:meetings:Budget:Sends", "5")]);
        await desk.PlanAsync();

        await Task.WhenAll(desk.DeliverAsync(desk.Worker("one")), desk.DeliverAsync(desk.Worker("other")));
        var (sent, waiting) = (desk.Sink.Delivered.Count, await desk.Agent.QueryAsync<string?>("SELECT reason FROM message WHERE state = 'queued'"));
        await desk.Agent.LiveAsync(TimeSpan.FromDays(4), TimeSpan.FromHours(3));
        var inTime = await desk.CountedAsync(Caps.Mailbox);
        await desk.Agent.LiveAsync(TimeSpan.FromDays(7), TimeSpan.FromHours(3));

        Assert.Equal(5, sent);
        Assert.All(waiting, reason => Assert.Equal(GoalBudgets.Reason, reason));
        Assert.Equal((5L, 10L), (inTime, await desk.CountedAsync(Caps.Mailbox)));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_goals_budget_of_unsubscribes_slows_exploring_and_then_stops_sending(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(
            kind, 4, [.. Weekly, ("Goals:meetings:Budget:Unsubscribes", "3"), ("Groups:Treatment", "1"), ("Groups:Control", "0")]);
        await NoteAsync(desk, times: 2);
        await desk.PlanAsync();
        var careful = await desk.Agent.QueryAsync<Decision>("SELECT * FROM decision");
        await NoteAsync(desk, times: 1);
        await desk.AddAsync(4, 4);

        await desk.PlanAsync();

        Assert.Equal(4, careful.Select(r => r.Id).Distinct().Count());
        Assert.All(careful, r => Assert.Contains(
            """{"rule":"Goals:meetings:Budget:Unsubscribes","action":"explore","effect":"bounded","most":0.7}""", r.Rules, StringComparison.Ordinal));
        Assert.Equal(careful.Count, (await desk.Agent.QueryAsync<Decision>("SELECT * FROM decision")).Count);
        var tally = await new LedgerReplay(desk.Agent.Database, desk.Agent.Get<IEnumerable<IOutcomeModelTrainer>>()).RunAllAsync(new Progress<int>(), CancellationToken.None);
        Assert.Equal((4, 0), (tally.Equal, tally.Different));
    }

    [Theory]
    [InlineData("GoalBudget", "Goals:meetings:Budget:Unsubscribes")]
    [InlineData("Budget", "goodwill")]
    public async Task A_budget_that_is_used_up_is_the_answer_to_why_nothing_is_sent(string kind, string what)
    {
        await using var desk = await DispatchDesk.OpenAsync(DatabaseKind.Sqlite, 1, kind == "GoalBudget" ? [.. Weekly, (what, "3")] : OfUnsubscribes);
        await NoteAsync(desk, times: 3);

        var silent = await desk.Agent.Database.ReadAsync(s => desk.Agent.Get<SilenceReader>().ReadAsync(s, "person0@example.test"), CancellationToken.None);

        Assert.Contains(silent!.Reasons, s => $"{s.Kind}" == kind && s.What == what);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_unsubscribe_is_counted_once_however_often_it_is_said(DatabaseKind kind)
    {
        await using var mailed = await Mailed.SendAsync(kind, contacts: 2);

        await mailed.UnsubscribeAsync();
        await mailed.UnsubscribeAsync();
        await new Webhook(mailed).ReportAsync("unsubscribed", "person0@example0.test");
        await mailed.UnsubscribeAsync(mailed.Messages[1]);
        await mailed.Agent.RunUntilIdleAsync();

        Assert.Equal([2], await mailed.Agent.QueryAsync<int>("SELECT used FROM send_counter WHERE kind = 'unsubscribes'"));
    }

    [Fact]
    public async Task A_budget_says_what_it_is_of_and_how_much()
    {
        var broken = await Assert.ThrowsAsync<BrokenConfigurationException>(() => DispatchDesk.OpenAsync(
            DatabaseKind.Sqlite,
            0,
            [
                .. OfUnsubscribes.Where(s => !s.Key.EndsWith("Of", StringComparison.Ordinal) && !s.Key.EndsWith("Rate", StringComparison.Ordinal)),
                ("Guardrails:goodwill:Of", "volume"), ("Guardrails:goodwill:Rate", "3"), ("Guardrails:goodwill:Sequence", "hello"),
            ]));

        Assert.Equal(["Guardrails:goodwill:Of", "Guardrails:goodwill:Rate", "Guardrails:goodwill:Sequence"], broken.Faults.Select(f => f.Key).Order(StringComparer.Ordinal));
    }

    private static (double Floor, double Spread) FloorAndSpreadOf(Decision row)
    {
        var settings = JsonDocument.Parse(row.Settings!).RootElement;
        return (settings.GetProperty("floor").GetDouble(), settings.GetProperty("spread").GetDouble());
    }

    private static Task NoteAsync(DispatchDesk desk, int times) => desk.Agent.Database.WriteAsync(
        async session =>
        {
            for (var i = 0; i < times; i++)
            {
                await Budget.NoteAsync(session, ExitReason.Unsubscribed, desk.Agent.Clock.GetUtcNow());
            }
        },
        CancellationToken.None);
}
