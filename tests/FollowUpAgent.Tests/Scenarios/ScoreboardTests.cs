using FollowUpAgent.Decisions;
using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Scenarios.Scoreboard;
using FollowUpAgent.Tests.House;
using FollowUpAgent.Tests.Oversight.Approvals;

namespace FollowUpAgent.Tests.Scenarios;

public sealed class ScoreboardTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Answers_are_counted_by_person_and_rule_and_a_habit_becomes_a_directive_that_holds(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind, contacts: 24);
        var pending = (await asked.PendingAsync()).ToLookup(a => Variant.KeyOf(a.Variant), a => a.DecisionId);
        await asked.ApproveAsync([.. pending["asking"]]);
        await asked.Desk.SkipAsync([.. pending["plain"]], AskedAgent.Anna, CancellationToken.None);

        var scores = await asked.Agent.Get<ScoreDesk>().ReadAsync(12, CancellationToken.None);

        var anna = Assert.Single(scores.People);
        Assert.Equal(("anna", pending["asking"].Count(), pending["plain"].Count()), (anna.Name, anna.Approved, anna.Skipped));
        Assert.Equal("default", Assert.Single(scores.Rules).Name);
        var habit = Assert.Single(scores.Habits);
        Assert.Equal((HabitScope.Variant, "plain", pending["plain"].Count(), pending["plain"].Count()), (habit.Scope, habit.Value, habit.Count, habit.Items));
        Assert.Contains("--set Guardrails:no-hello-first-plain:Kind=never --set", ScoreShow.CommandOf(habit), StringComparison.Ordinal);

        var changes = habit.Changes.ToDictionary(c => c.Key, c => (string?)c.Value);
        Assert.IsType<DirectiveAnswer.Made>(await asked.Agent.Get<DirectiveDesk>().AddAsync(new NewDirective("anna", "as answered", changes), CancellationToken.None));
        Assert.Empty((await asked.Agent.Get<ScoreDesk>().ReadAsync(12, CancellationToken.None)).Habits);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Estimates_and_rates_need_so_many_items_and_name_their_number(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind, contacts: 30);
        var pending = await asked.PendingAsync();
        await asked.Desk.SkipAsync([.. pending.Take(25).Select(a => a.DecisionId)], AskedAgent.Anna, CancellationToken.None);
        await asked.ApproveAsync([.. pending.Skip(25).Select(a => a.DecisionId)]);
        await asked.PassAsync(TimeSpan.FromHours(1));
        asked.Agent.Clock.Advance(TimeSpan.FromDays(40));

        var scores = await asked.Agent.Get<ScoreDesk>().ReadAsync(12, CancellationToken.None);

        var skipped = scores.Overridden.Single(o => o.Answer == ApprovalState.Skipped);
        var rows = await asked.Agent.QueryAsync<Decision>("SELECT * FROM decision");
        var losses = pending.Take(25).Select(a => Overrides.LossOf(new GivenAnswer { Slot = a.Slot, Variant = a.Variant, DoneSlot = "skip" }, [.. rows.Where(r => r.Id == a.DecisionId)])!.Value);
        Assert.Equal((25, 25), (skipped.Items, skipped.Estimated));
        Assert.Equal(losses.Average(), skipped.Mean!.Value, 9);
        Assert.Null(scores.Overridden.Single(o => o.Answer == ApprovalState.Changed).Mean);
        var goal = scores.Followed.Where(f => f.Outcome == "goal").ToDictionary(f => f.Answer);
        Assert.Equal((25L, 0L, 0.0), (goal["skipped"].Items, goal["skipped"].Happened, Math.Round(goal["skipped"].Low!.Value, 1)));
        Assert.Equal((pending.Count - 25L, null), (goal["approved"].Items, goal["approved"].Low));
    }

    [Theory]
    [InlineData(7, 7, false)]
    [InlineData(8, 8, true)]
    [InlineData(14, 15, true)]
    [InlineData(12, 16, false)]
    [InlineData(90, 130, false)]
    public void A_habit_takes_eight_items_and_a_share_that_is_surely_above_seven_in_ten(int skipped, int items, bool expected)
    {
        var given = Given(items - skipped, "one", ApprovalState.Approved).Concat(Given(skipped, "one", ApprovalState.Skipped)).ToList();

        var habits = Habits.Find(given, _ => [], Guardrails.None);

        Assert.Equal(expected, habits.Count == 1);
    }

    [Fact]
    public void What_holds_of_a_whole_step_is_said_once_and_of_a_language_with_its_segment()
    {
        List<GivenAnswer> whole = [.. Given(9, "one", ApprovalState.Skipped), .. Given(9, "two", ApprovalState.Skipped)];
        List<GivenAnswer> dutch = [.. Given(9, "one", ApprovalState.Skipped, slot: "nl"), .. Given(20, "one", ApprovalState.Approved, slot: "en")];

        var all = Assert.Single(Habits.Find(whole, _ => [], Guardrails.None));
        var language = Assert.Single(Habits.Find(dutch, g => [(HabitScope.Language, g.Slot)], Guardrails.None));

        Assert.Equal((HabitScope.All, 18), (all.Scope, all.Count));
        Assert.Equal(("nl", "language-nl"), (language.Changes["Segments:language-nl:Language:0"], language.Changes["Guardrails:no-hello-first-nl:Segment"]));
    }

    [Fact]
    public void What_was_replaced_by_another_variant_counts_and_a_time_that_was_moved_does_not()
    {
        List<GivenAnswer> replaced = [.. Given(9, "one", ApprovalState.Changed).Select(g => g with { DoneVariant = "two@v" })];
        List<GivenAnswer> moved = [.. Given(9, "one", ApprovalState.Changed).Select(g => g with { DoneSlot = "d1-day" })];
        List<GivenAnswer> reworded = [.. Given(9, "one", ApprovalState.Changed).Select(g => g with { DoneVariant = "one@w" })];

        Assert.Equal(ApprovalState.Changed, Assert.Single(Habits.Find(replaced, _ => [], Guardrails.None)).Answer);
        Assert.Empty(Habits.Find(moved, _ => [], Guardrails.None));
        Assert.Empty(Habits.Find(reworded, _ => [], Guardrails.None));
    }

    private static IEnumerable<GivenAnswer> Given(int count, string variant, string state, string slot = "d0-day") => Enumerable.Range(0, count)
        .Select(_ => new GivenAnswer { Sequence = "hello", Step = "first", Rule = "default", Variant = $"{variant}@v", Slot = slot, State = state, AnsweredBy = "anna" });
}
