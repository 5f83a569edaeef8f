namespace FollowUpAgent.Learning.Outcomes;

/// <summary>A model that a mixture is made of.</summary>
/// <param name="Model">The model.</param>
/// <param name="Share">Its share of the draws; all shares of a mixture sum to 1.</param>
public sealed record ModelShare(IOutcomeModel Model, double Share)
{
    /// <summary>Which draws come from a component: blocks in the order of the components, none left over.</summary>
    /// <param name="components">The mixture.</param>
    /// <param name="component">The component's place in it.</param>
    /// <param name="draws">How many draws there are in all.</param>
    internal static Range BlockOf(IReadOnlyList<ModelShare> components, int component, int draws)
    {
        var before = 0.0;
        for (var c = 0; c < component; c++)
        {
            before += components[c].Share;
        }

        var end = component == components.Count - 1 ? draws : (int)Math.Round((before + components[component].Share) * draws);
        return (int)Math.Round(before * draws)..end;
    }
}
