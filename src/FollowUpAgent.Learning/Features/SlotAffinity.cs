namespace FollowUpAgent.Learning.Features;

/// <summary>
/// How much more often than others a contact engages at one part of the day: the logarithm of its share there over everybody's, shrunk
/// towards 0 for who has engaged little. One coefficient over all contacts says what that is worth.
/// </summary>
/// <param name="Part">The part of the day.</param>
/// <param name="Share">Everybody's share of engagements there, above 0.</param>
public sealed record SlotAffinity(string Part, double Share)
{
    /// <summary>Begins the name under which a context holds how often a contact engaged at a part of the day.</summary>
    public const string Prefix = "engaged:";

    // As many engagements as everybody's habit counts for.
    private const double Pooled = 10;
    private const double Farthest = 2;
    private const double Grain = 10;

    /// <summary>Whether a context's value of this name is a count of engagements.</summary>
    public static bool IsCount(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(Prefix, StringComparison.Ordinal);
    }

    /// <summary>The affinity of a contact, in tenths; 0 where nothing is known.</summary>
    public double Read(ContactContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (here, all) = (0.0, 0.0);
        for (var i = 0; i < context.Values.Count; i++)
        {
            var (name, value) = context.Values[i];
            if (IsCount(name) && value.Number is > 0 and var count)
            {
                all += count;
                here += name.AsSpan(Prefix.Length).SequenceEqual(Part) ? count : 0;
            }
        }

        var affinity = Math.Log((here + (Pooled * Share)) / (all + Pooled) / Share);
        return Math.Clamp(Math.Round(affinity * Grain) / Grain, -Farthest, Farthest);
    }

    /// <summary>The affinities to these parts; none where nobody has engaged.</summary>
    /// <param name="contexts">What is known of contacts, each with its number of decisions.</param>
    /// <param name="parts">The parts of the day, each once.</param>
    internal static IReadOnlyList<SlotAffinity> Of(IEnumerable<(ContactContext Context, long Count)> contexts, IReadOnlyList<string> parts)
    {
        // One engagement for each to begin with, so that no share is 0.
        var counts = parts.ToDictionary(p => p, _ => 1.0, StringComparer.Ordinal);
        foreach (var (context, decisions) in contexts)
        {
            foreach (var (name, value) in context.Values.Where(v => IsCount(v.Key) && v.Value.Number is > 0))
            {
                if (counts.ContainsKey(name[Prefix.Length..]))
                {
                    counts[name[Prefix.Length..]] += value.Number!.Value * decisions;
                }
            }
        }

        var all = counts.Values.Sum();
        return all == parts.Count ? [] : [.. parts.Select(p => new SlotAffinity(p, counts[p] / all))];
    }
}
