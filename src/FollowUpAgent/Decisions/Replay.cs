using System.Text.Json;
using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions.Guarding;
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
        return Decider.Forecast(QuestionOf(row, settings, snapshot, variants), settings).Probabilities;
    }

    /// <summary>Whether the row comes out the same, to the bit: its seed, its probabilities and its action.</summary>
    /// <param name="row">A row that no erasure has blanked.</param>
    /// <param name="snapshot">The snapshot that the row names; null where it names none.</param>
    /// <param name="variants">The versions that the step ever had.</param>
    /// <param name="forecasts">What was asked before.</param>
    public static bool IsEqual(Decision row, Served? snapshot, IEnumerable<Variant> variants, ForecastCache forecasts)
    {
        var logged = PropensitiesOf(row);
        var again = row.Settings is { } text && snapshot is not null ? AskAgain(row, ModelSettings.Parse(text), snapshot, variants, forecasts) : logged;
        return row.Seed == Decider.SeedOf(row.Id, row.Stage) && again.SequenceEqual(logged) && Draw(row) == row.Chosen
            && row.Propensity.Equals(logged[ActionsOf(row).IndexOf(row.Chosen)]);
    }

    private static IReadOnlyList<double> AskAgain(
        Decision row, ModelSettings settings, Served snapshot, IEnumerable<Variant> variants, ForecastCache forecasts) =>
        forecasts.Get(QuestionOf(row, settings, snapshot, variants), settings).Probabilities;

    private static Question QuestionOf(Decision row, ModelSettings settings, Served snapshot, IEnumerable<Variant> variants)
    {
        var byVersion = variants.ToDictionary(v => v.Version, StringComparer.Ordinal);
        var eligible = (settings.Variants ?? ActionsOf(row)).Select(v => byVersion[v]).ToList();
        return new Question(
            row.Id, row.Stage, row.Sequence, row.Step, GroupText.Parse(row.GroupName), ActionsOf(row), RuleApplied.Parse(row.Rules), row.Context, snapshot,
            eligible, settings.Slot);
    }

    private static List<string> ActionsOf(Decision row) => JsonSerializer.Deserialize<List<string>>(row.Actions)!;

    private static double[] PropensitiesOf(Decision row) => JsonSerializer.Deserialize<double[]>(row.Propensities)!;
}
