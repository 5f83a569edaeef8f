using FollowUpAgent.Cli;
using FollowUpAgent.Decisions;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Reasons;
using FollowUpAgent.Tests.House;
using FollowUpAgent.Tests.Training;
using FollowUpAgent.Training;

namespace FollowUpAgent.Tests.Reports.Reasons;

/// <summary>An agent that has learned that asking works, and one decision that it made since.</summary>
public sealed class DecisionReasonsTests
{
    private const int Private = 1;

    [Theory, OnSqlite, OnPostgres]
    public async Task The_parts_of_a_reason_add_up_to_what_the_snapshot_that_decided_expects(DatabaseKind kind)
    {
        await using var agent = await LearnedAsync(kind);
        var (rows, explained) = await DecisionAsync(agent);
        // A later snapshot is of no account.
        await TrainAsync(agent);

        var again = (await ExplainAsync(agent, rows)).Single();

        Assert.Equal(2, again.Stages.Count);
        foreach (var (stage, row) in again.Stages.Zip(rows))
        {
            var reasons = stage.Reasons!;
            var goal = reasons.Outcomes.Single(o => o.Outcome == OutcomeCatalog.Goal);
            Assert.NotEqual(stage.Chosen, reasons.Against);
            Assert.Equal(goal.LogOdds, goal.Parts.Sum(p => p.LogOdds), 12);
            Assert.Equal(await PredictedAsync(agent, row, stage, reasons), goal.LogOdds, 9);
            Assert.Equal(explained.Stages.Single(s => s.Name == stage.Name).Reasons!.Outcomes.Select(o => o.LogOdds), reasons.Outcomes.Select(o => o.LogOdds));
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Both_explain_and_the_page_name_the_runner_up_and_the_parts(DatabaseKind kind)
    {
        await using var agent = await LearnedAsync(kind);
        await agent.ServeAsync();
        var (rows, explained) = await DecisionAsync(agent);
        var which = explained.Stages.Single(s => s.Name == Decision.Which);
        using var text = new StringWriter();
        using var client = new HttpClient();

        ExplanationText.Write(new Output(text, TextWriter.Null, isWatched: false), new ExplainedSubject(rows[0].ContactId, [], [explained], 1));
        var page = await client.GetStringAsync(new Uri(agent.AddressOf(Private), $"/decisions/{explained.Decision}"));

        Assert.Contains($"why {which.Chosen} and not {which.Reasons!.Against}:", text.ToString(), StringComparison.Ordinal);
        Assert.Contains($"Why {which.Chosen} and not {which.Reasons.Against}", page, StringComparison.Ordinal);
        Assert.All(which.Reasons.Outcomes[0].Parts.Take(3), part =>
        {
            Assert.Contains(part.Feature, text.ToString(), StringComparison.Ordinal);
            Assert.Contains(part.Feature, page.Replace("&#xD7;", "×", StringComparison.Ordinal), StringComparison.Ordinal);
        });
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task At_the_weight_that_is_named_both_actions_are_worth_the_same(DatabaseKind kind)
    {
        await using var agent = await LearnedAsync(kind);
        var (rows, explained) = await DecisionAsync(agent);
        var (row, reasons) = (rows.Single(r => r.Stage == Decision.Which), explained.Stages.Single(s => s.Name == Decision.Which).Reasons!);
        var snapshot = (await agent.Database.ReadAsync(s => s.FindSnapshotAsync(row.SnapshotId!.Value), CancellationToken.None))!;
        var known = await agent.Database.ReadAsync(s => s.FindVariantsAsync(row.Sequence, row.Step), CancellationToken.None);
        List<Variant> both = [known.Single(v => v.Version == row.Chosen), known.Single(v => v.Version == reasons.Against)];

        var settings = ModelSettings.Parse(row.Settings!);
        var turned = settings with { Outcomes = [.. settings.Outcomes.Select(o => o.Key == reasons.Turn!.Outcome ? o with { Weight = reasons.Turn.Needed } : o)] };

        Assert.Equal(reasons.Lead, LeadOf(settings), 6);
        Assert.Equal(0, LeadOf(turned), 6);
        Assert.NotEqual(0, reasons.Lead, 4);

        double LeadOf(ModelSettings asked)
        {
            var means = asked.Policy().Which(
                Served.Of(snapshot, [HierarchicalLogistic.Instance]).Learned, new Situation(row.Sequence, row.Step, DecisionContext.Parse(row.Context)), asked.Slot!, both, asked.FatigueOf(both)).Means;
            return means[0] - means[1];
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Before_anything_was_learned_there_is_no_reason(DatabaseKind kind)
    {
        await using var agent = await AgentInTest.BuildAsync(kind);
        await MailAsync(agent, "first@example.test");

        var (_, explained) = await DecisionAsync(agent);

        Assert.All(explained.Stages, stage => Assert.Null(stage.Reasons));
    }

    // The difference of two logits that the model says of rows of a log: another way than the parts.
    private static async Task<double> PredictedAsync(AgentInTest agent, Decision row, Stage stage, DecisionReasons reasons)
    {
        var snapshot = (await agent.Database.ReadAsync(s => s.FindSnapshotAsync(row.SnapshotId!.Value), CancellationToken.None))!;
        var recipe = Served.Of(snapshot, [HierarchicalLogistic.Instance]).Learned;
        var situation = new Situation(row.Sequence, row.Step, DecisionContext.Parse(row.Context));
        var (chosen, other) = (new double[1], new double[1]);
        var model = recipe.ModelOf(OutcomeCatalog.Goal, 0.01);
        var variants = await agent.Database.ReadAsync(s => s.FindVariantsAsync(row.Sequence, row.Step), CancellationToken.None);
        model.Predict(recipe.Schema.Read(LogOf(situation, DeedOf(row, stage.Chosen, reasons, variants))), chosen);
        model.Predict(recipe.Schema.Read(LogOf(situation, DeedOf(row, reasons.Against, reasons, variants))), other);
        return chosen[0] - other[0];
    }

    private static Deed DeedOf(Decision row, string action, DecisionReasons reasons, List<Variant> variants) => action == Decision.Skip
        ? Deed.Skip
        : new Deed("d0-day", variants.Single(v => v.Version == (row.Stage == Decision.When ? reasons.Variant : action)));

    private static TrainingLog LogOf(Situation situation, Deed deed)
    {
        var log = new TrainingLog(1);
        log.Add(situation, deed, 0, true, [new Observation(1, false, true)]);
        return log;
    }

    private static async Task<AgentInTest> LearnedAsync(DatabaseKind kind)
    {
        var agent = await AgentInTest.BuildAsync(kind);
        await MailAsync(agent, "first@example.test");
        var history = new History(agent);
        await history.AddAsync(await history.VersionAsync("plain"), 300, 8);
        await history.AddAsync(await history.VersionAsync("asking"), 300, 60);
        await history.AddAsync(null, 60, 1);
        await TrainAsync(agent);
        await MailAsync(agent, "later@example.test");
        return agent;
    }

    private static async Task<(List<Decision> Rows, Explanation Explained)> DecisionAsync(AgentInTest agent)
    {
        var id = (await agent.QueryAsync<Decision>("SELECT id FROM decision WHERE stage = 'which' AND settings IS NOT NULL ORDER BY decided_at DESC, id DESC"))[0].Id;
        var rows = await agent.Database.ReadAsync(s => s.FindDecisionAsync(id), CancellationToken.None);
        return ([.. rows.OrderBy(r => r.Stage, StringComparer.Ordinal)], (await ExplainAsync(agent, rows)).Single());
    }

    private static Task<IReadOnlyList<Explanation>> ExplainAsync(AgentInTest agent, IReadOnlyList<Decision> rows) =>
        agent.Database.ReadAsync(s => agent.Get<ExplanationReader>().ReadAsync(s, rows), CancellationToken.None);

    private static Task<Snapshot> TrainAsync(AgentInTest agent)
    {
        agent.Clock.Advance(TimeSpan.FromMilliseconds(1));
        return agent.Get<Trainer>().TrainAsync(CancellationToken.None);
    }

    private static async Task MailAsync(AgentInTest agent, string address)
    {
        await agent.AddContactAsync(address);
        await agent.EnrollAllAsync("hello");
        await agent.RunUntilIdleAsync();
        agent.Clock.Advance(TimeSpan.FromHours(1));
        await agent.RunUntilIdleAsync();
    }
}
