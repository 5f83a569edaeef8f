using System.Diagnostics;
using FollowUpAgent.Benchmarks.Ground;
using FollowUpAgent.Decisions;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Dispatch.Approvals;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Benchmarks;

/// <summary>Ten thousand mails that wait for a person: listing, filtering, and answering a thousand at once.</summary>
internal sealed class ApprovalsBenchmark(Figures figures)
{
    private const int Times = 5;
    private const int AtOnce = 1000;
    private static readonly Target Fast = Target.AtMost(1);
    private static readonly Said Anna = new("anna", "seen ten of them");

    /// <summary>Measures each database.</summary>
    public async Task RunAsync(int waiting, IReadOnlyList<DatabaseChoice> databases, CancellationToken cancellationToken)
    {
        await using var stage = new Stage();
        foreach (var database in databases)
        {
            var clock = HandClock.Monday;
            var folder = await BenchAgent.WriteAsync(
                stage.NewFolder(), await stage.NewStorageAsync(database, cancellationToken), PlanBenchmark.Settings("approve"), PlanBenchmark.Templates);
            await using var agent = await BenchAgent.OpenAsync(folder, clock, cancellationToken);
            await AskAsync(agent, waiting, cancellationToken);
            await MeasureAsync(agent, Stage.NameOf(database), cancellationToken);
        }
    }

    private static async Task AskAsync(BenchAgent agent, int waiting, CancellationToken cancellationToken)
    {
        var when = agent.One<IPump, WhenPump>();
        for (var round = 0; await CountAsync(agent) < waiting; round++)
        {
            await Crowd.AddAsync(agent.Services, $"round{round}-", waiting / 2, cancellationToken);
            await Crowd.EnrollAsync(agent.Services, cancellationToken);
            while (await when.PassAsync(cancellationToken) > 0)
            {
            }
        }
    }

    private async Task MeasureAsync(BenchAgent agent, string name, CancellationToken cancellationToken)
    {
        var desk = agent.Get<ApprovalDesk>();
        figures.Add($"{name}: waiting", await CountAsync(agent), "mails");
        await TimeAsync($"{name}: list {AtOnce}", () => ListAsync(agent, ApprovalFilter.All, cancellationToken));
        await TimeAsync($"{name}: list {AtOnce} of one variant, of little harm", () => ListAsync(
            agent, new ApprovalFilter { Sequence = "hello", Variant = "asking", HarmAtMost = .5 }, cancellationToken));
        await TimeAsync($"{name}: filter and approve {AtOnce}", async () =>
        {
            var found = await ListAsync(agent, new ApprovalFilter { Rule = "default" }, cancellationToken);
            return (await desk.ApproveAsync(found, Anna, inBulk: true, cancellationToken)).Done;
        });
        await TimeAsync($"{name}: skip {AtOnce}", async () =>
            (await desk.SkipAsync(await ListAsync(agent, ApprovalFilter.All, cancellationToken), Anna, cancellationToken)).Done);
    }

    private async Task TimeAsync(string what, Func<Task<IReadOnlyList<DecisionId>>> work)
    {
        var seconds = new List<double>();
        for (var time = 0; time < Times; time++)
        {
            var watch = Stopwatch.StartNew();
            var done = await work();
            if (done.Count < AtOnce)
            {
                // The last ones are fewer: no time of a thousand.
                break;
            }

            seconds.Add(watch.Elapsed.TotalSeconds);
        }

        figures.Add($"{what} (median of {seconds.Count})", seconds.Order().ElementAt(seconds.Count / 2), "s", Fast);
    }

    private static async Task<IReadOnlyList<DecisionId>> ListAsync(BenchAgent agent, ApprovalFilter filter, CancellationToken cancellationToken) =>
        (await agent.Database.ReadAsync(s => s.ListPendingAsync(filter, ApprovalMark.Start, AtOnce), cancellationToken)).ConvertAll(a => a.DecisionId);

    private static async Task<int> CountAsync(BenchAgent agent) => (await agent.QueryAsync<int>("SELECT COUNT(*) FROM approval WHERE state = 'pending'"))[0];
}
