using FollowUpAgent.Decisions;
using FollowUpAgent.Learning.Dormancy;
using FollowUpAgent.Storage;

namespace FollowUpAgent.LostLeads;

/// <summary>The models that serve; read again only where there are newer ones. Before the first, what is believed beforehand. Thread-safe.</summary>
internal sealed class LeadModels(Database database, LostLeadsOptions options, OutcomeCatalog outcomes)
{
    private readonly Lazy<LeadModel> prior = new(() => new LeadModel(
        Guid.Empty, default, null, BgNbdFit.Of([]), RevivalModel.Fit([], OutcomesOf(outcomes, options), PriorOf(options), options.WorthAtLeast)));

    private LeadModel? latest;

    /// <summary>The ones that serve now.</summary>
    public Task<LeadModel> CurrentAsync(CancellationToken cancellationToken) => database.ReadAsync(CurrentAsync, cancellationToken);

    /// <summary>The same in a session.</summary>
    public async Task<LeadModel> CurrentAsync(Session session)
    {
        var newest = await session.FindNewestModelAsync();
        if (newest is null)
        {
            return prior.Value;
        }

        var known = latest;
        if (known?.Id != newest)
        {
            latest = known = await session.ReadModelAsync(newest.Value);
        }

        return known;
    }

    /// <summary>Reads them again when they are asked for next.</summary>
    public void Forget() => latest = null;

    /// <summary>The outcomes of a revival, with what is believed of their rates beforehand.</summary>
    public static IReadOnlyList<RevivalOutcome> OutcomesOf(OutcomeCatalog outcomes, LostLeadsOptions options) =>
    [
        .. outcomes.All.Select(o => new RevivalOutcome(
            o.Key, o.Weight, Math.Max(1e-6, o.PriorRate * options.PriorRate), Math.Max(1e-7, o.PriorRate * options.PriorRate * options.PriorAlone))),
    ];

    /// <summary>What is believed of features and effect.</summary>
    public static RevivalPrior PriorOf(LostLeadsOptions options) => new(options.PriorDeviation, LeadFeatures.Slopes);
}

/// <summary>What scores rest on.</summary>
/// <param name="Id">Its id.</param>
/// <param name="MadeAt">When it was fitted.</param>
/// <param name="ScannedAt">When everybody was scored with it, or null.</param>
/// <param name="Silence">How contacts fall silent.</param>
/// <param name="Revival">What writing adds.</param>
internal sealed record LeadModel(Guid Id, DateTimeOffset MadeAt, DateTimeOffset? ScannedAt, BgNbdFit Silence, RevivalModel Revival);
