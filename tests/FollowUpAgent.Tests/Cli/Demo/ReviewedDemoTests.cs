using FollowUpAgent.Cli;
using FollowUpAgent.Cli.Demo;
using FollowUpAgent.Decisions;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Dispatch.Approvals;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Learning.Simulation;
using FollowUpAgent.Messages;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace FollowUpAgent.Tests.Cli.Demo;

/// <summary>The demo's people and weeks, with written rules, weights by segment, budgets, and a person who answers by chance.</summary>
public sealed class ReviewedDemoTests : IDisposable
{
    private const int Seed = 3;
    private static readonly DemoPlan Plan = new(Seed, 150, 5);

    private static readonly Dictionary<string, string?> Settings = new(
    [
        new("Autonomy:Default", "approve"),
        new("Autonomy:AnswerWithin", "06:00:00"),
        new("Autonomy:Otherwise", "baseline"),
        new("Autonomy:CoinShare", "0.4"),
        new("Autonomy:Rules:0:Name", "last calls"),
        new("Autonomy:Rules:0:Mode", "notify"),
        new("Autonomy:Rules:0:Step", "last-call"),
        new("Segments:dutch:Language:0", "nl"),
        new("Outcomes:goal:Segments:dutch:Weight", "9"),
        new("Goals:deals:Outcome", "goal"),
        new("Goals:deals:Target", "20"),
        new("Goals:deals:Per", "Week"),
        new("Goals:deals:Budget:Unsubscribes", "4"),
        new("Goals:deals:Budget:Sends", "90"),
        .. Rule("no-questions", ("Kind", "never"), ("Sequence", "welcome"), ("Step", "intro"), ("Variant", "question"), ("Segment", "dutch")),
        .. Rule("some-brief", ("Kind", "at-least"), ("Variant", "brief"), ("Share", "0.3"), ("Sequence", "welcome")),
        .. Rule("few-detailed", ("Kind", "at-most"), ("Variant", "detailed"), ("Share", "0.5")),
        .. Rule("not-all-dutch", ("Kind", "at-most"), ("Of", "volume"), ("Segment", "dutch"), ("Share", "0.5")),
        .. Rule("goodwill", ("Kind", "budget"), ("Of", "unsubscribes"), ("Rate", "0.2")),
    ]);

    private readonly string root = Directory.CreateTempSubdirectory("followup-reviewed-").FullName;

    [Fact]
    public async Task Every_decision_of_a_demo_under_rules_and_with_a_reviewer_is_made_again_to_the_bit()
    {
        var clock = new SimulatedClock(DemoPlan.Start);
        var (home, secret, mailSecret) = DemoFolder.Write(Path.Combine(root, "demo"), Seed);
        await using var opened = new OpenedAgent(home, FollowUpAgent.House.Build(home, Settings, services => Simulate(services, clock)));
        await opened.MigrateAsync(CancellationToken.None);
        await opened.App.StartAsync();
        using var doorstep = new Doorstep(opened.Get<MessagesOptions>().PublicUrl, secret, clock, mailSecret);
        var audience = new Audience(new World(Seed, World.DemoTruth), home.Resolve("mail"), doorstep, clock);

        // Half of the first week's budget: with so few people, whether anybody unsubscribes is luck.
        var database = opened.Get<Database>();
        await database.WriteAsync(
            async session =>
            {
                await Budget.NoteAsync(session, ExitReason.Unsubscribed, DemoPlan.Start);
                await Budget.NoteAsync(session, ExitReason.Unsubscribed, DemoPlan.Start);
            },
            CancellationToken.None);

        await new Simulation(opened, Plan, new People(Seed), audience, clock).RunAsync(_ => { }, CancellationToken.None);

        var tally = await new LedgerReplay(database, opened.Get<IEnumerable<IOutcomeModelTrainer>>()).RunAllAsync(new Progress<int>(), CancellationToken.None);
        Assert.Equal((0, 0), (tally.Different, tally.Erased));
        Assert.InRange(tally.Equal, 150, int.MaxValue);
        await AssertAllOfItHappenedAsync(database);
        await AssertAllowedAsync(database);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    // Else the replay would show little.
    private static async Task AssertAllOfItHappenedAsync(Database database)
    {
        var states = (await QueryAsync<string>(database, "SELECT DISTINCT state FROM approval")).ToHashSet();
        var rules = string.Concat(await QueryAsync<string>(database, "SELECT DISTINCT rules FROM decision"));
        string[] expected = [ApprovalState.Approved, ApprovalState.Changed, ApprovalState.Kept, ApprovalState.Skipped, ApprovalState.Stopped, ApprovalState.Expired];

        Assert.Empty(expected.Except(states));
        Assert.All(["no-questions", "some-brief", "few-detailed", "not-all-dutch"], rule => Assert.Contains($"\"{rule}\"", rules, StringComparison.Ordinal));
        Assert.Contains("\"explore\"", rules, StringComparison.Ordinal);
        Assert.InRange((await QueryAsync<Guid>(database, "SELECT DISTINCT snapshot_id FROM decision WHERE snapshot_id IS NOT NULL")).Count, 3, int.MaxValue);
    }

    private static async Task AssertAllowedAsync(Database database)
    {
        var sent = await QueryAsync<OutboxMessage>(database, $"SELECT {OutboxStore.Columns} FROM message WHERE state = 'sent'");
        var said = (await QueryAsync<Approval>(database, "SELECT * FROM approval")).ToDictionary(a => a.DecisionId);
        var treated = (await QueryAsync<Decision>(database, "SELECT * FROM decision WHERE stage = 'when' AND group_name = 'treatment'")).Select(d => d.Id).ToHashSet();

        Assert.All(sent.Where(m => treated.Contains(m.DecisionId)), m => Assert.True(ApprovalState.IsYes(said[m.DecisionId].State)));
        Assert.All(said.Values.Where(a => a.State == ApprovalState.Kept), a => Assert.Null(a.DoneVariant));
        Assert.All(
            sent.Where(m => said.GetValueOrDefault(m.DecisionId) is { Fingerprint: not null }), m => Assert.Equal(said[m.DecisionId].Fingerprint, m.Fingerprint));
    }

    private static Task<List<T>> QueryAsync<T>(Database database, string sql) => database.ReadAsync(s => s.QueryAsync<T>(sql), CancellationToken.None);

    private static IEnumerable<KeyValuePair<string, string?>> Rule(string name, params (string Key, string Value)[] values) =>
        values.Concat([("Owner", "anna"), ("Reason", "to see")]).Select(v => KeyValuePair.Create($"Guardrails:{name}:{v.Item1}", (string?)v.Item2));

    private static void Simulate(IServiceCollection services, SimulatedClock clock)
    {
        services.AddSingleton<TimeProvider>(clock);
        services.AddSingleton<Chance>(new SeededChance(Seed));
        services.AddSingleton<IPump, Reviewer>();
        services.RemoveAll<IHostedService>();
    }

    /// <summary>Somebody who looks at each mail once and does as chance wants; of some nobody ever says anything.</summary>
    private sealed class Reviewer(Database database, ApprovalDesk desk, ChangeDesk changes, TimeProvider clock) : IPump
    {
        private static readonly Said Anna = new("anna", "by chance");
        private readonly SeededUniforms chance = new(Seed);
        private readonly HashSet<DecisionId> seen = [];

        public string Name => "reviewer";

        public TimeSpan Rest => TimeSpan.FromSeconds(1);

        public async Task<int> PassAsync(CancellationToken cancellationToken)
        {
            var waiting = (await database.ReadAsync(s => s.ListPendingAsync(ApprovalFilter.All, ApprovalMark.Start, 200), cancellationToken))
                .Where(a => seen.Add(a.DecisionId)).ToList();
            foreach (var approval in waiting)
            {
                await AnswerAsync(approval, cancellationToken);
            }

            return waiting.Count;
        }

        private async Task AnswerAsync(Approval asked, CancellationToken cancellationToken)
        {
            DecisionId[] one = [asked.DecisionId];
            switch ((int)(chance.Next() * 10))
            {
                case 0:
                    await desk.SkipAsync(one, Anna, cancellationToken);
                    return;
                case 1:
                    await desk.StopAsync(one, Anna, cancellationToken);
                    return;
                case 2 or 3 or 4:
                    // Forbidden or unknown at this step it is refused, and then nobody says anything.
                    var other = Variant.KeyOf(asked.Variant) is "detailed" ? "brief" : "detailed";
                    await changes.ChangeAsync(asked.DecisionId, new Change(other, null, null), Anna, cancellationToken);
                    return;
                case 5:
                    await changes.ChangeAsync(asked.DecisionId, new Change(null, clock.GetUtcNow().AddHours(3), null), Anna, cancellationToken);
                    return;
                case 6:
                    await desk.ApproveAsync(one, Anna, inBulk: false, cancellationToken);
                    await desk.UndoAsync(asked.DecisionId, cancellationToken);
                    return;
                case 7:
                    return;
                default:
                    await desk.ApproveAsync(one, Anna, inBulk: true, cancellationToken);
                    return;
            }
        }
    }
}
