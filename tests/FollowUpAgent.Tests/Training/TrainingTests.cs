using System.Text.Json;
using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Reports;
using FollowUpAgent.Rewards;
using FollowUpAgent.Tests.Decisions;
using FollowUpAgent.Tests.House;
using FollowUpAgent.Training;

namespace FollowUpAgent.Tests.Training;

public sealed class TrainingTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task What_was_rewarded_is_chosen_more_often_after_training(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind);
        var history = new History(agent);
        await history.AddAsync(await history.VersionAsync("plain"), 400, 8);
        await history.AddAsync(await history.VersionAsync("asking"), 400, 60);

        var snapshot = await TrainAsync(agent);
        await MailAsync(agent, "later@example.test");

        Assert.Equal((null, 802), (snapshot.Refused, snapshot.TrainingRows));
        var row = (await agent.QueryAsync<Decision>("SELECT * FROM decision WHERE stage = 'which' AND forecasts IS NOT NULL ORDER BY decided_at DESC, id DESC"))[0];
        var asking = Texts(row.Actions).FindIndex(a => a.StartsWith("asking", StringComparison.Ordinal));
        Assert.Equal(snapshot.Id, row.SnapshotId);
        Assert.True(Doubles(row.Propensities)[asking] > 0.9, row.Propensities);
        Assert.True(JsonSerializer.Deserialize<double[][]>(row.Forecasts!)![asking][0] > JsonSerializer.Deserialize<double[][]>(row.Forecasts!)![1 - asking][0]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_decision_can_be_made_again_after_any_retraining(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind, ("Decisions:Features:0", "plan"));
        var history = new History(agent);
        await history.AddAsync(await history.VersionAsync("plain"), 300, 20);
        await TrainAsync(agent);
        await MailAsync(agent, "second@example.test");
        await history.AddAsync(await history.VersionAsync("asking"), 300, 60);
        await TrainAsync(agent);
        await MailAsync(agent, "third@example.test");

        var rows = (await agent.QueryAsync<Decision>("SELECT * FROM decision")).Where(r => r.SnapshotId is not null).ToList();

        Assert.Equal(3, rows.Select(r => r.SnapshotId).Distinct().Count());
        foreach (var row in rows)
        {
            Assert.Equal(Doubles(row.Propensities), await Replayed.WeighAsync(agent, row));
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_fit_on_fewer_rows_than_before_is_refused_and_the_champion_keeps_serving(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind);
        var champion = new Snapshot
        {
            Id = new SnapshotId(Guid.Parse("01990000-0000-7000-8000-00000000000c")),
            MadeAt = agent.Clock.GetUtcNow() + TimeSpan.FromSeconds(1),
            TrainingRows = 1000,
            Content = FittedRecipe.OfPriors.ToContent(),
        };
        await agent.Database.WriteAsync(s => s.AddSnapshotAsync(champion), CancellationToken.None);
        agent.Clock.Advance(TimeSpan.FromHours(1));

        var snapshot = await TrainAsync(agent);

        Assert.Equal("2 training rows, 1000 before, 0 erased since", snapshot.Refused);
        Assert.Equal(snapshot.Refused, (await agent.Database.ReadAsync(s => s.FindSnapshotAsync(snapshot.Id), CancellationToken.None))!.Refused);
        Assert.Equal(champion.Id, (await agent.Get<ServingSnapshot>().GetAsync(CancellationToken.None)).Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_fit_that_does_not_converge_is_recorded_with_its_reason_and_the_champion_keeps_serving(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind);

        var (champion, refused) = await ChallengeAsync(agent, new NeverConverging());

        Assert.Equal("the fit of goal does not converge", refused.Refused);
        Assert.Equal(refused.Refused, (await agent.Database.ReadAsync(s => s.FindSnapshotAsync(refused.Id), CancellationToken.None))!.Refused);
        Assert.Equal(champion.Id, (await agent.Get<ServingSnapshot>().GetAsync(CancellationToken.None)).Id);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_could_not_be_seen_is_missing_and_not_nothing(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind);
        var history = new History(agent);
        var plain = await history.VersionAsync("plain");
        await history.AddAsync(plain, 100, tracks: false);
        await history.AddAsync(null, 30);

        var untracked = await TrainAsync(agent);
        await history.AddAsync(plain, 50, 5, outcome: OutcomeCatalog.Click, tracks: true);
        var tracked = await TrainAsync(agent);
        await history.AddAsync(plain, 1, 1, outcome: OutcomeCatalog.Click, tracks: false);
        var relayTracks = await TrainAsync(agent);

        Assert.Equal((0, 30), FiguresOf(untracked, OutcomeCatalog.Click));
        Assert.Equal((0, 130), FiguresOf(untracked, OutcomeCatalog.Goal));
        Assert.Null(FiguresOf(untracked, OutcomeCatalog.PositiveReply));
        Assert.Equal((5, 75), FiguresOf(tracked, OutcomeCatalog.Click));
        Assert.Equal((6, 175), FiguresOf(relayTracks, OutcomeCatalog.Click));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Replies_count_from_when_they_are_known_to_reach_us(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind);
        var history = new History(agent);
        var plain = await history.VersionAsync("plain");
        await history.AddAsync(plain, 100, age: TimeSpan.FromDays(200));
        await history.AddAsync(plain, 20, 2, age: TimeSpan.FromDays(60), outcome: OutcomeCatalog.PositiveReply);

        Assert.Equal((2, 18), FiguresOf(await TrainAsync(agent), OutcomeCatalog.PositiveReply));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_was_seen_a_half_life_ago_counts_half(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind);
        await new History(agent).AddAsync(await new History(agent).VersionAsync("plain"), 100, 20, age: TimeSpan.FromDays(90) - TimeSpan.FromHours(2));
        await using var forgetful = await agent.RestartAsync(("Decisions:HalfLife", null));

        Assert.Equal((10, 40), FiguresOf(await TrainAsync(forgetful), OutcomeCatalog.Goal));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_fit_with_a_number_that_is_not_finite_keeps_the_champion_and_is_reported(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind);

        var (champion, refused) = await ChallengeAsync(agent, new Spoiling());

        Assert.NotNull(refused.Refused);
        Assert.Equal(champion.Id, (await agent.Get<ServingSnapshot>().GetAsync(CancellationToken.None)).Id);
        var sign = (await agent.Get<LoopHealth>().ReadAsync(CancellationToken.None)).Single(r => r.Name == "loop-snapshot");
        Assert.Equal((HealthState.Warning, "1 fits refused since the one that serves"), (sign.State, sign.Detail));
        agent.Clock.Advance(TimeSpan.FromHours(1));
        var report = await agent.Get<ReportMaker>().MakeAsync(IsoWeek.Of(agent.Clock.GetUtcNow()), CancellationToken.None);
        Assert.Equal([refused.Refused], report.Models!.Refused);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_young_decision_that_earned_nothing_weighs_what_its_age_says(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind);
        var history = new History(agent);
        var goal = agent.Get<OutcomeCatalog>().Find(OutcomeCatalog.Goal)!;
        await history.AddAsync(await history.VersionAsync("plain"), 101, 1, age: goal.Window / 2);

        // Half way through the window eleven in twelve of what will come has come.
        Assert.Equal((1, 92), FiguresOf(await TrainAsync(agent), OutcomeCatalog.Goal));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_round_that_was_not_carried_out_is_no_evidence(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind);
        var history = new History(agent);
        await history.AddAsync(await history.VersionAsync("plain"), 10, end: RoundEnd.Lapsed);
        await history.AddAsync(await history.VersionAsync("plain"), 10, end: RoundEnd.Stopped);

        Assert.Equal(2, (await TrainAsync(agent)).TrainingRows);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Erased_contacts_are_left_out_and_their_absence_alarms_nobody(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind);
        var history = new History(agent);
        var rounds = await history.AddAsync(await history.VersionAsync("plain"), 10, 10);
        var before = await TrainAsync(agent);
        await agent.Database.WriteAsync(
            async session =>
            {
                foreach (var round in rounds.Take(4))
                {
                    await session.EraseDecisionsAsync((await session.FindDecisionAsync(round))[0].ContactId!.Value);
                }
            },
            CancellationToken.None);

        var after = await TrainAsync(agent);

        Assert.Equal((12L, 0L), (before.TrainingRows, before.ErasedRows));
        Assert.Equal((8L, 4L, null), (after.TrainingRows, after.ErasedRows, after.Refused));
        Assert.Equal(6, FiguresOf(after, OutcomeCatalog.Goal)!.Value.Positives);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Every_version_of_a_variant_is_remembered_once_with_its_traits(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind);
        await MailAsync(agent, "second@example.test");

        var variants = await agent.Database.ReadAsync(s => s.FindVariantsAsync("hello", "first"), CancellationToken.None);

        Assert.Equal(["asking", "plain"], variants.Select(v => v.Key).Order());
        Assert.Equal("yes", variants.Single(v => v.Key == "asking").Traits["question"]);
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(
            () => agent.Database.WriteAsync(s => s.ExecuteAsync("UPDATE variant SET traits = '{}'"), CancellationToken.None));
    }

    private static async Task<AgentInTest> AgentAsync(DatabaseKind kind, params (string Key, string Value)[] settings)
    {
        // Two first mails, so that the variants are known; both young enough to weigh next to nothing.
        var agent = await AgentInTest.BuildAsync(kind, new Dictionary<string, string?>(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)))
        {
            ["Decisions:ControlSkip"] = "0",
            // So that counts are whole numbers.
            ["Decisions:HalfLife"] = "00:00:00",
            ["Groups:Treatment"] = "1",
        });
        await MailAsync(agent, "first@example.test", "zeroth@example.test");
        return agent;
    }

    private static async Task MailAsync(AgentInTest agent, params string[] addresses)
    {
        foreach (var address in addresses)
        {
            await agent.AddContactAsync(address);
        }

        await agent.EnrollAllAsync("hello");
        await agent.RunUntilIdleAsync();
        agent.Clock.Advance(TimeSpan.FromHours(1));
        await agent.RunUntilIdleAsync();
    }

    // A champion, and a day later a fit by another engine.
    private static async Task<(Snapshot Champion, Snapshot Fit)> ChallengeAsync(AgentInTest agent, IOutcomeModelTrainer engine)
    {
        var history = new History(agent);
        await history.AddAsync(await history.VersionAsync("plain"), 40, 4);
        var champion = await TrainAsync(agent);
        agent.Clock.Advance(TimeSpan.FromDays(1));
        var trainer = new Trainer(agent.Database, agent.Get<OutcomeCatalog>(), engine, agent.Get<Recipe>(), agent.Get<IdSource>(), agent.Clock);
        return (champion, await trainer.TrainAsync(CancellationToken.None));
    }

    private static Task<Snapshot> TrainAsync(AgentInTest agent)
    {
        agent.Clock.Advance(TimeSpan.FromMilliseconds(1));
        return agent.Get<Trainer>().TrainAsync(CancellationToken.None);
    }

    /// <summary>Positives and, rounded, negatives; the young rounds of the agent's own two mails weigh next to nothing.</summary>
    private static (int Positives, int Negatives)? FiguresOf(Snapshot snapshot, string outcome)
    {
        using var diagnostics = JsonDocument.Parse(snapshot.Diagnostics!);
        var figures = diagnostics.RootElement.GetProperty("outcomes").EnumerateArray()
            .Single(o => o.GetProperty("outcome").GetString() == outcome).GetProperty("figures");
        return figures.ValueKind == JsonValueKind.Null
            ? null
            : ((int)figures.GetProperty("positives").GetDouble(), (int)figures.GetProperty("negatives").GetDouble());
    }

    private static double[] Doubles(string json) => JsonSerializer.Deserialize<double[]>(json)!;

    private static List<string> Texts(string json) => JsonSerializer.Deserialize<List<string>>(json)!;

    /// <summary>An engine that is handed a count which is no number.</summary>
    private sealed class Spoiling : IOutcomeModelTrainer
    {
        public string Engine => HierarchicalLogistic.Instance.Engine;

        public FitResult Fit(TrainingSet set)
        {
            set.Negatives[0] = double.NaN;
            return HierarchicalLogistic.Instance.Fit(set);
        }

        public IOutcomeModel Untrained(FeatureSchema schema, string outcome, double priorRate) =>
            HierarchicalLogistic.Instance.Untrained(schema, outcome, priorRate);

        public IOutcomeModel Read(FeatureSchema schema, string text) => HierarchicalLogistic.Instance.Read(schema, text);
    }

    /// <summary>An engine that finds no maximum, which no log of counts has brought the built-in one to.</summary>
    private sealed class NeverConverging : IOutcomeModelTrainer
    {
        public string Engine => HierarchicalLogistic.Instance.Engine;

        public FitResult Fit(TrainingSet set) => new FitResult.Refused($"the fit of {set.Outcome} does not converge");

        public IOutcomeModel Untrained(FeatureSchema schema, string outcome, double priorRate) =>
            HierarchicalLogistic.Instance.Untrained(schema, outcome, priorRate);

        public IOutcomeModel Read(FeatureSchema schema, string text) => HierarchicalLogistic.Instance.Read(schema, text);
    }
}
