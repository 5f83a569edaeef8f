using FollowUpAgent.Cli;
using FollowUpAgent.Decisions;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Reasons;
using FollowUpAgent.Tests.House;
using FollowUpAgent.Tests.Oversight.Approvals;

namespace FollowUpAgent.Tests.Reports.Reasons;

public sealed class ExplainAnswerTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Who_overrode_what_was_sent_instead_and_which_directives_held_is_said_in_two_languages(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind, contacts: 0);
        var made = (DirectiveAnswer.Made)await asked.Agent.Get<DirectiveDesk>().AddAsync(
            new NewDirective("anna", "fewer meetings", new Dictionary<string, string?> { ["Outcomes:goal:Weight"] = "20" }), CancellationToken.None);
        asked.Agent.Clock.Advance(TimeSpan.FromMinutes(1));
        await asked.Agent.AddContactAsync("late@example.test");
        await asked.Agent.EnrollAllAsync("hello");
        await asked.Agent.RunUntilIdleAsync();
        var approval = await asked.OnlyAsync();
        var other = approval.Variant.StartsWith("plain", StringComparison.Ordinal) ? "asking" : "plain";
        Assert.NotEmpty((await asked.ChangeAsync(approval.DecisionId, other)).Answered!.Done);
        asked.Agent.Clock.Advance(TimeSpan.FromMinutes(1));
        await asked.Agent.Get<DirectiveDesk>().EndAsync(made.Directive.Id, "anna", null, CancellationToken.None);

        var explained = await ExplainAsync(asked.Agent, approval.DecisionId);

        var answer = explained.Answer!;
        Assert.Equal(("changed", "anna", "knows them", "default"), (answer.State, answer.By, answer.Reason, answer.Rule));
        Assert.StartsWith($"{other}@", answer.DoneVariant, StringComparison.Ordinal);
        Assert.All(explained.Stages, s => Assert.Equal([made.Directive.Id], s.Directives));
        var (english, dutch) = (Written(explained, "en"), Written(explained, "nl"));
        Assert.Contains("overridden by anna", english, StringComparison.Ordinal);
        Assert.Contains($"sent instead of the proposed variant: {answer.DoneVariant}", english, StringComparison.Ordinal);
        Assert.Contains($"directives in force: {made.Directive.Id}", english, StringComparison.Ordinal);
        Assert.Contains("gewijzigd door anna", dutch, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_was_asked_and_nothing_steered_nothing_is_said_of_it()
    {
        await using var agent = await AgentInTest.BuildAsync(DatabaseKind.Sqlite);
        await agent.AddContactAsync("one@example.test");
        await agent.EnrollAllAsync("hello");
        await agent.RunUntilIdleAsync();
        var id = (await agent.QueryAsync<DecisionId>("SELECT id FROM decision WHERE stage = 'when'")).First();

        var explained = await ExplainAsync(agent, id);

        Assert.Null(explained.Answer);
        Assert.All(explained.Stages, s => Assert.Empty(s.Directives));
    }

    [Fact]
    public void Of_several_weights_the_one_that_has_to_change_least_is_named_and_none_that_would_make_good_of_bad()
    {
        var (goal, click, complaint) = (new Outcome("goal", 10, default, 0.01), new Outcome("click", 1, default, 0.1), new Outcome("no", -20, default, 0.01));

        var turn = WeightTurn.Smallest(0.05, [(goal, 0.02), (click, -0.1), (complaint, 0.0025)]);

        Assert.Equal(("goal", 10.0, 7.5), (turn!.Outcome, turn.Weight, Math.Round(turn.Needed, 9)));
        Assert.Null(WeightTurn.Smallest(0.5, [(goal, 0.05)]));
    }

    private static string Written(Explanation explained, string language)
    {
        using var text = new StringWriter();
        ExplanationText.Write(new Output(text, TextWriter.Null, isWatched: false), new ExplainedSubject(null, [], [explained], 1), language);
        return text.ToString();
    }

    private static async Task<Explanation> ExplainAsync(AgentInTest agent, DecisionId id) => (await agent.Database.ReadAsync(
        async s => await agent.Get<ExplanationReader>().ReadAsync(s, await s.FindDecisionAsync(id)), CancellationToken.None)).Single();
}
