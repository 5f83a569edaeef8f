using System.Text.Json;
using System.Text.Json.Serialization;
using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting;
using FollowUpAgent.Learning.Evaluation;

namespace FollowUpAgent.Training.Challenges;

/// <summary>Writes down what the gate said and did, with every figure.</summary>
internal sealed class GateRecord(OutcomeCatalog outcomes, IdSource ids, TimeProvider clock)
{
    private static readonly JsonSerializerOptions Figures = new(JsonSerializerDefaults.Web)
    {
        // A distance may be infinite; the record says so.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>The record of a step.</summary>
    /// <param name="challenger">Whose.</param>
    /// <param name="state">Where it stands now.</param>
    /// <param name="result">What the gate found; null where it was not asked, or there was nothing to ask about.</param>
    /// <param name="reason">Why, where the gate's own reason does not say it.</param>
    public Judgement Of(Challenger challenger, ChallengeState state, GateResult? result, string? reason) => new()
    {
        Id = ids.New(),
        ChallengerId = challenger.Id,
        JudgedAt = clock.GetUtcNow(),
        State = state.ToText(),
        Verdict = state is ChallengeState.Withdrawn ? null : (result?.Verdict ?? Verdict.NotEnoughEvidence).ToText(),
        Reason = reason ?? (result is { Reason: not GateReason.None } ? result.Reason.ToText() : null),
        MoreSends = state is ChallengeState.Withdrawn ? null : MoreSends(result),
        Decisions = result?.Rows ?? 0,
        Value = result?.Candidate.Value?.Value,
        ChampionValue = result?.Rivals[0].Value?.Value,
        Figures = result is null ? null : JsonSerializer.Serialize(result, Figures),
        Changes = challenger.Changes,
    };

    // Where there is no reward yet, the one that is expected most surely says how long it takes.
    private long? MoreSends(GateResult? result) => result switch
    {
        null or { Reason: GateReason.TooFewRewards, MoreSends: null } =>
            (long)Math.Ceiling(Preconditions.LeastEvidence / outcomes.All.Where(o => o.Weight > 0).Select(o => o.PriorRate).DefaultIfEmpty(0.01).Min()),
        _ => result.MoreSends,
    };
}
