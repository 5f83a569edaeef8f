using FollowUpAgent.Decisions;
using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Rewards;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Reports.Reasons;

/// <summary>Explains ledger rows with the reasons that the snapshots of their time had.</summary>
internal sealed class ExplanationReader(IEnumerable<IOutcomeModelTrainer> engines, SteeringDesk steering)
{
    // There are few of them, whatever else grows.
    private const int MostDirectives = 1000;

    /// <summary>Explains rows, oldest decision first.</summary>
    public async Task<IReadOnlyList<Explanation>> ReadAsync(Session session, IReadOnlyList<Decision> rows)
    {
        var reasons = await ReasonsOfAsync(session, rows);
        var answers = await session.FindApprovalsAsync([.. rows.Select(r => r.Id).Distinct()]);
        var directives = rows.Any(IsSteered) ? await session.ListDirectivesAsync(default, all: true, MostDirectives) : [];
        return [.. (await ReadPlainAsync(session, rows)).Select(e => e with
        {
            Answer = answers.TryGetValue(e.Decision, out var answer) ? PeoplesAnswer.Of(answer) : null,
            Stages =
            [
                .. e.Stages.Select(s => Told(s, InForceAt(s, e.Erased, directives)) with { Reasons = reasons.GetValueOrDefault((e.Decision, s.Name)) }),
            ],
        })];
    }

    /// <summary>Explains rows without asking any snapshot.</summary>
    public static async Task<IReadOnlyList<Explanation>> ReadPlainAsync(Session session, IReadOnlyList<Decision> rows)
    {
        var ids = rows.Select(r => r.Id).Distinct().ToList();
        return Explanation.Of(
            rows, await session.FindClosedRoundsAsync(ids), await session.FindMessagesAsync(ids), await session.FindRewardsAsync(ids));
    }

    private static bool IsSteered(Decision row) => row.Configuration.Contains('+', StringComparison.Ordinal);

    // A directive may have laid a rule, or changed who answers for one.
    private Stage Told(Stage stage, IReadOnlyList<Directive> directives) =>
        stage.With(steering.Of(directives).Get<Guardrails>()) with { Directives = [.. directives.Select(d => d.Id)] };

    // Of an erased decision the moment is not known any more.
    private static IReadOnlyList<Directive> InForceAt(Stage stage, bool isErased, List<Directive> directives) =>
        isErased || !stage.Configuration.Contains('+', StringComparison.Ordinal)
            ? []
            : [.. directives.Where(d => d.HoldsAt(stage.DecidedAt) && d.MadeAt <= stage.DecidedAt).OrderBy(d => d.MadeAt).ThenBy(d => d.Id.Value)];

    // Snapshot after snapshot, each of megabytes: one is held at a time.
    private async Task<Dictionary<(DecisionId, string), DecisionReasons?>> ReasonsOfAsync(Session session, IReadOnlyList<Decision> rows)
    {
        var reasons = new Dictionary<(DecisionId, string), DecisionReasons?>();
        foreach (var decided in rows.Where(r => r is { SnapshotId: not null, Settings: not null, Erased: false }).GroupBy(r => r.SnapshotId!.Value))
        {
            if (await session.FindSnapshotAsync(decided.Key) is not { } snapshot)
            {
                continue;
            }

            var served = Served.Of(snapshot, engines);
            foreach (var step in decided.GroupBy(r => (r.Sequence, r.Step)))
            {
                var variants = await session.FindVariantsAsync(step.Key.Sequence, step.Key.Step);
                foreach (var row in step)
                {
                    reasons[(row.Id, row.Stage)] = DecisionReasons.Of(row, served, variants);
                }
            }
        }

        return reasons;
    }
}
