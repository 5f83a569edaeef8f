using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Training.Challenges;

/// <summary>Says whether the configured recipe serves, and what the gate makes of it where it does not.</summary>
internal sealed class RecipeSign(Database database, Recipe configured) : IHealthSign
{
    /// <inheritdoc />
    public async Task<HealthReading> ReadAsync(CancellationToken cancellationToken)
    {
        const string name = "recipe";
        var last = await database.ReadAsync(
            async session => await session.FindNewestChallengerAsync() is { } open && IsAskedFor(open) ? await session.FindLastJudgementAsync(open.Id) : null,
            cancellationToken);
        return last?.State switch
        {
            "refused" or "demoted" => new HealthReading(
                name, HealthState.Warning, last.Say().TrimEnd('.'), "Set these settings back, or change them again: the gate then judges anew."),
            "shadow" => new HealthReading(name, HealthState.Ok, last.Say().TrimEnd('.')),
            _ => new HealthReading(name, HealthState.Ok, "no changed recipe waits for the gate"),
        };
    }

    private bool IsAskedFor(Challenger challenger) => Recipe.Parse(challenger.Recipe).ChangesTo(configured).Count == 0;
}
