using System.Text.Json;
using FollowUpAgent.Contacts;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Decisions;

/// <summary>Makes a decision again from its ledger row, to show that the row tells the truth. Pure.</summary>
internal static class Replay
{
    /// <summary>The action that the row's own seed and probabilities draw; needs nothing but the row.</summary>
    public static string Draw(Decision row) =>
        ActionsOf(row)[Propensities.Draw(PropensitiesOf(row), Decider.UniformOf(row.Seed))];

    /// <summary>The probabilities, computed anew from the row's settings and the snapshot that it names; the same to the bit on the same runtime.</summary>
    /// <param name="row">A row that no erasure has blanked.</param>
    /// <param name="snapshot">The snapshot that the row names, or any other where it names none.</param>
    /// <param name="variants">The versions that the step ever had (<see cref="VariantStore"/>).</param>
    public static IReadOnlyList<double> Weigh(Decision row, Served snapshot, IEnumerable<Variant> variants)
    {
        if (row.Settings is null)
        {
            return PropensitiesOf(row);
        }

        var settings = ModelSettings.Parse(row.Settings);
        var byVersion = variants.ToDictionary(v => v.Version, StringComparer.Ordinal);
        var eligible = (settings.Variants ?? ActionsOf(row)).Select(v => byVersion[v]).ToList();
        var question = new Question(
            row.Id, row.Stage, row.Sequence, row.Step, GroupText.Parse(row.GroupName), ActionsOf(row), [], row.Context, snapshot, eligible, settings.Slot);
        return Decider.Forecast(question, settings).Probabilities;
    }

    private static List<string> ActionsOf(Decision row) => JsonSerializer.Deserialize<List<string>>(row.Actions)!;

    private static double[] PropensitiesOf(Decision row) => JsonSerializer.Deserialize<double[]>(row.Propensities)!;
}
