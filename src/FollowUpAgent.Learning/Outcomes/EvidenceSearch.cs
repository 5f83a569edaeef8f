namespace FollowUpAgent.Learning.Outcomes;

/// <summary>
/// Looks for the prior scales that make what was seen most likely, one scale after the other over a grid. A candidate is weighed on the
/// parabola that the last fit left behind, which needs no row; the best one is then fitted in earnest, and taken only if its evidence is
/// really better by a tenth of a nat.
/// </summary>
internal static class EvidenceSearch
{
    private const double LeastGain = 0.1;
    private const int MostPasses = 4;

    // The plain explanation first: an interaction can stand in for a variant that was sent in one slot alone.
    // As measured on real mail experiments (0.003 to 0.06, 0.1 to 0.6) and on ten-armed news data (wide).
    private static readonly Grid WiderVariants = scales => new[] { PriorScales.Default.Variant, 0.6, 1 }.Select(s => scales with { Variant = s });
    private static readonly Grid Contexts = scales => new[] { 0.25, 0.5, 1, 2 }.Select(s => scales with { Context = s });
    private static readonly Grid WideContexts = scales => new[] { 0.5, 1, 2, 4, 8, 16 }.Select(s => scales with { Context = s });
    private static readonly Grid Interactions = scales => new[] { 0.003, 0.01, 0.03, 0.1, 0.3, 1 }.Select(s => scales with { Interaction = s });

    /// <summary>Candidates that differ from these scales in one.</summary>
    public delegate IEnumerable<PriorScales> Grid(PriorScales scales);

    /// <summary>
    /// All three scales. That of variants only grows: shrunk on little evidence, it would leave the choice between them to chance.
    /// </summary>
    public static IReadOnlyList<Grid> All { get; } = [WiderVariants, Contexts, Interactions];

    /// <summary>All but that of variants, for choices without a floor: one that was unlucky at first must stay in sight.</summary>
    public static IReadOnlyList<Grid> OfContext { get; } = [Contexts, Interactions];

    /// <summary>The same for contexts that may tell nearly everything.</summary>
    public static IReadOnlyList<Grid> OfWideContext { get; } = [WideContexts, Interactions];

    /// <summary>The best scales and their fit, from a first fit on; and the steps of the fits that were left behind.</summary>
    /// <param name="set">What was seen.</param>
    /// <param name="fit">The first fit.</param>
    /// <param name="scales">Its scales.</param>
    /// <param name="grids">Where to look, in this order.</param>
    public static (Laplace Fit, PriorScales Scales, int Iterations) From(TrainingSet set, Laplace fit, PriorScales scales, IReadOnlyList<Grid> grids)
    {
        var (iterations, sinceBetter) = (0, 0);
        // Matrices of megabytes: one to measure the next candidate in, and one for every factor of this search.
        var (spare, parabola) = (new LogLikelihood(set), new Parabola(set.Schema.Count));
        for (var turn = 0; turn < MostPasses * grids.Count && sinceBetter < grids.Count; turn++, sinceBetter++)
        {
            var candidates = grids[turn % grids.Count](scales).Where(s => s != scales);
            if (BestOf(candidates, set, fit, spare, parabola) is { } found)
            {
                spare = fit.Data;
                iterations += fit.Iterations;
                (fit, scales) = (found.Fit, found.Scales);
                // The grid that was just climbed has its best; the others have changed ground.
                sinceBetter = 0;
            }
        }

        fit.Refactor();
        return (fit, scales, iterations);
    }

    private static (Laplace Fit, PriorScales Scales)? BestOf(
        IEnumerable<PriorScales> candidates, TrainingSet set, Laplace fit, LogLikelihood spare, Parabola parabola)
    {
        var (guess, best) = candidates.Select(s => (parabola.Weigh(fit, HierarchicalLogistic.PriorOf(set, s)), s)).MaxBy(c => c.Item1.Evidence);
        return guess.Evidence >= fit.LogEvidence + LeastGain
            && Laplace.Fit(spare, fit.Factor, HierarchicalLogistic.PriorOf(set, best), guess.Maximum) is { } better
            && better.LogEvidence >= fit.LogEvidence + LeastGain
            ? (better, best)
            : null;
    }
}
