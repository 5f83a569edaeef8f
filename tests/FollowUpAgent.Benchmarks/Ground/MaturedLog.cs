using System.Text.Json;
using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Benchmarks.Ground;

/// <summary>
/// Fills the ledger of the sample of <see cref="PlanBenchmark"/> with rounds of treatment and control that were decided two to four months
/// ago, drawn by the agent's own decider for contacts of some hundred kinds, and with what followed.
/// </summary>
internal sealed class MaturedLog(BenchAgent agent)
{
    private const int Batch = 1000;
    private const double GoalRate = 0.08;
    private readonly SeededUniforms chance = new(1);
    private readonly IdSource ids = agent.Get<IdSource>();
    private readonly Decider decider = agent.Get<Decider>();

    /// <summary>Adds decisions.</summary>
    public async Task FillAsync(int decisions, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var (slots, variants) = await LookAsync(cancellationToken);
        var served = await agent.Get<ServingSnapshot>().GetAsync(cancellationToken);
        for (var done = 0; done < decisions; done += Batch)
        {
            var age = TimeSpan.FromDays(60 + (60.0 * (decisions - done) / decisions));
            var at = agent.Get<TimeProvider>().GetUtcNow() - age;
            var rounds = Enumerable.Range(0, Batch).Select(_ => Draw(slots, variants, served, at)).ToList();
            await agent.Database.WriteAsync(session => WriteAsync(session, rounds, at), cancellationToken);
            progress.Report($"{done + Batch} of {decisions} decisions written");
        }
    }

    // One contact goes through the agent: its rows say which slots and versions there are.
    private async Task<(string[] Slots, List<Variant> Variants)> LookAsync(CancellationToken cancellationToken)
    {
        await Crowd.AddAsync(agent.Services, "first", 1, cancellationToken);
        await Crowd.EnrollAsync(agent.Services, cancellationToken);
        await agent.One<IPump, WhenPump>().PassAsync(cancellationToken);
        var actions = (await agent.QueryAsync<string>("SELECT actions FROM decision"))[0];
        var definition = agent.Get<SequenceCatalog>().Find("hello")!;
        var variants = agent.Get<Versions>().Of(definition, "first").ToList();
        await agent.Database.WriteAsync(s => s.AddVariantsAsync(variants.Select(v => new EligibleVariant("hello", "first", v))), cancellationToken);
        return (JsonSerializer.Deserialize<string[]>(actions)!, variants);
    }

    private List<Decision> Draw(string[] slots, List<Variant> variants, Served served, DateTimeOffset at)
    {
        var group = Of(Group.Treatment, Group.Treatment, Group.Treatment, Group.Treatment, Group.Control);
        var context = JsonSerializer.Serialize(new
        {
            stepNumber = 1,
            round = 1,
            language = Of("en", "nl", "de"),
            country = Of("NL", "BE", "DE", "GB"),
            company = Of(true, false),
            recency = Of("never", "week", "month", "quarter"),
            frequency = Of("none", "one", "few"),
        });
        var when = new Question(new DecisionId(ids.New()), Decision.When, "hello", "first", group, slots, [], context, served, variants);
        var slot = decider.Decide(when);
        var row = Complete(slot.Row, at);
        if (slot.Chosen == Decision.Skip)
        {
            return [row];
        }

        var which = when with { Stage = Decision.Which, Actions = [.. variants.Select(v => v.Version)], Slot = slot.Chosen };
        return [row, Complete(decider.Decide(which).Row, at) with { EnrollmentId = row.EnrollmentId, ContactId = row.ContactId }];
    }

    private Decision Complete(Decision row, DateTimeOffset at) => row with
    {
        EnrollmentId = new EnrollmentId(ids.New()),
        ContactId = new ContactId(ids.New()),
        Sequence = "hello",
        Step = "first",
        Round = 1,
        DecidedAt = at,
        Configuration = "bench",
    };

    private async Task WriteAsync(Session session, List<List<Decision>> rounds, DateTimeOffset at)
    {
        await session.AddDecisionsAsync([.. rounds.SelectMany(r => r)]);
        await session.CloseRoundsAsync(rounds.Select(r => (r[0].Id, r.Count == 1 ? RoundEnd.Skipped : RoundEnd.Sent, (string?)null)), at);
        await session.ExecuteEachAsync(
            "INSERT INTO reward (event_id, decision_id, outcome, occurred_at) VALUES (@Event, @Decision, @Outcome, @At)",
            [.. rounds.Where(_ => chance.Next() < GoalRate).Select(r => new
            {
                Event = ids.New(), Decision = r[0].Id, Outcome = Of(OutcomeCatalog.Goal, OutcomeCatalog.Click, OutcomeCatalog.Click), At = at.AddHours(1),
            })]);
    }

    private T Of<T>(params T[] values) => values[(int)(chance.Next() * values.Length)];
}
