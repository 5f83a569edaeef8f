using FollowUpAgent.Decisions;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Decisions;

/// <summary>Makes decisions again from what the database holds, and from nothing else.</summary>
internal static class Replayed
{
    /// <summary>The probabilities of a row, from its own snapshot and the variants of its step.</summary>
    public static async Task<IReadOnlyList<double>> WeighAsync(AgentInTest agent, Decision row)
    {
        var (snapshot, variants) = await agent.Database.ReadAsync(
            async session => (
                row.SnapshotId is { } id ? await session.FindSnapshotAsync(id) : null,
                await session.FindVariantsAsync(row.Sequence, row.Step)),
            CancellationToken.None);
        var served = snapshot is null ? new Served(default, FittedRecipe.OfPriors) : Served.Of(snapshot, agent.Get<IEnumerable<IOutcomeModelTrainer>>());
        return Replay.Weigh(row, served, variants);
    }
}
