using System.Text.Json;
using FollowUpAgent.Contacts;
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
    public static IReadOnlyList<double> Weigh(Decision row, Served snapshot) => row.Settings is null
        ? PropensitiesOf(row)
        : Decider.Forecast(QuestionOf(row, snapshot), ModelSettings.Parse(row.Settings)).Probabilities;

    /// <summary>Whether the row comes out the same, to the bit: its seed, its probabilities and its action.</summary>
    /// <param name="row">A row that no erasure has blanked.</param>
    /// <param name="snapshot">The snapshot that the row names; null where it names none.</param>
    /// <param name="forecasts">What was asked before.</param>
    public static bool IsEqual(Decision row, Served? snapshot, ForecastCache forecasts)
    {
        var logged = PropensitiesOf(row);
        var again = row.Settings is null || snapshot is null
            ? logged
            : forecasts.Get(QuestionOf(row, snapshot), ModelSettings.Parse(row.Settings)).Probabilities;
        return row.Seed == Decider.SeedOf(row.Id, row.Stage) && again.SequenceEqual(logged) && Draw(row) == row.Chosen
            && row.Propensity.Equals(logged[ActionsOf(row).IndexOf(row.Chosen)]);
    }

    private static Question QuestionOf(Decision row, Served snapshot) => new(
        row.Id, row.Stage, row.Sequence, row.Step, GroupText.Parse(row.GroupName), ActionsOf(row), [], row.Context, snapshot);

    private static List<string> ActionsOf(Decision row) => JsonSerializer.Deserialize<List<string>>(row.Actions)!;

    private static double[] PropensitiesOf(Decision row) => JsonSerializer.Deserialize<double[]>(row.Propensities)!;
}
