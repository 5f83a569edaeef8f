using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Rendering;
using FollowUpAgent.Tests.House;
using FollowUpAgent.Training;
using FollowUpAgent.Training.Calibrating;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpAgent.Tests.Training;

public sealed class DriftTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_variant_that_does_less_than_forecast_alarms_is_shown_and_is_less_sure_in_the_next_snapshot(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind);
        await new DrawnRounds(agent).AddAsync(2000, TimeSpan.FromDays(40), (_, _) => 0.1);
        await NightAsync(agent);
        agent.Clock.Advance(TimeSpan.FromDays(1));
        await new DrawnRounds(agent).AddAsync(600, TimeSpan.FromHours(1), (_, text) => text == "asking" ? 0 : 0.1);
        Assert.Empty((await NightAsync(agent)).Alarms);
        agent.Clock.Advance(TimeSpan.FromDays(31));
        var without = await agent.Get<Trainer>().TrainAsync(CancellationToken.None);

        var night = await NightAsync(agent);

        var alarm = Assert.Single(night.Alarms);
        Assert.Equal(("asking", OutcomeCatalog.Goal, "worse", 0L), (Variant.KeyOf(alarm.Version), alarm.Outcome, alarm.Drift, alarm.Happened));
        Assert.Equal(30, alarm.Expected, 1.5);
        var (asking, plain) = (await GrowthAsync("asking"), await GrowthAsync("plain"));
        Assert.True(asking > 1.1 && asking > plain, $"{asking} and {plain}\n{without.Diagnostics}\n{night.Snapshot.Diagnostics}");
        var sign = await agent.Services.GetServices<IHealthSign>().OfType<DriftSign>().Single().ReadAsync(CancellationToken.None);
        Assert.Equal(HealthState.Warning, sign.State);
        Assert.Contains("does less than was forecast", await ReportAsync(agent), StringComparison.Ordinal);
        Assert.Empty((await NightAsync(agent)).Alarms);

        async Task<double> GrowthAsync(string key) => await DoubtAsync(agent, night.Snapshot, key) / await DoubtAsync(agent, without, key);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_variant_that_does_what_is_forecast_is_watched_in_silence_and_leaves_no_forecast_behind(DatabaseKind kind)
    {
        await using var agent = await AgentAsync(kind);
        await new DrawnRounds(agent).AddAsync(2000, TimeSpan.FromDays(40), (_, _) => 0.1);
        await NightAsync(agent);
        agent.Clock.Advance(TimeSpan.FromDays(1));
        await new DrawnRounds(agent).AddAsync(600, TimeSpan.FromHours(1), (_, _) => 0.1);
        await NightAsync(agent);
        var forecast = await agent.QueryAsync<string>("SELECT version FROM forecast WHERE outcome = 'goal'");
        agent.Clock.Advance(TimeSpan.FromDays(31));

        var night = await NightAsync(agent);

        Assert.Equal(["asking", "plain"], forecast.Select(Variant.KeyOf).Order());
        Assert.Empty(night.Alarms);
        Assert.Equal([30L, 30L], await agent.QueryAsync<long>("SELECT happened FROM drift_watch WHERE outcome = 'goal'"));
        Assert.Empty(await agent.QueryAsync<string>("SELECT version FROM forecast WHERE outcome = 'goal'"));
    }

    // The standard deviation on the logit scale: on that of probabilities it falls with the mean.
    private static async Task<double> DoubtAsync(AgentInTest agent, Snapshot snapshot, string key)
    {
        var variants = await agent.Database.ReadAsync(s => s.FindVariantsAsync("hello", "first"), CancellationToken.None);
        var learned = Served.Of(snapshot, agent.Get<IEnumerable<FollowUpAgent.Learning.Outcomes.IOutcomeModelTrainer>>()).Learned;
        var policy = new TwoStagePolicy([new WeightedOutcome(OutcomeCatalog.Goal, 1, 0.01)], 0.5, 0.05, 1000);
        var forecast = policy.Which(learned, new Situation("hello", "first", ContactContext.Empty), "d0-day", variants);
        var place = variants.FindIndex(v => v.Key == key);
        return forecast.StandardDeviations[place] / (forecast.Means[place] * (1 - forecast.Means[place]));
    }

    private static async Task<AgentInTest> AgentAsync(DatabaseKind kind)
    {
        var agent = await AgentInTest.BuildAsync(kind, new Dictionary<string, string?> { ["Decisions:HalfLife"] = "00:00:00" });
        await agent.AddContactAsync("first@example.test");
        await agent.EnrollAllAsync("hello");
        await agent.RunUntilIdleAsync();
        return agent;
    }

    private static Task<Retrained> NightAsync(AgentInTest agent)
    {
        agent.Clock.Advance(TimeSpan.FromMilliseconds(1));
        return agent.Get<Retraining>().RunAsync(CancellationToken.None);
    }

    private static async Task<string> ReportAsync(AgentInTest agent)
    {
        agent.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var report = await agent.Get<ReportMaker>().MakeAsync(IsoWeek.Of(agent.Clock.GetUtcNow()), CancellationToken.None);
        return ReportMarkdown.Write(ReportDocument.Of(report, Texts.Find("en")!));
    }
}
