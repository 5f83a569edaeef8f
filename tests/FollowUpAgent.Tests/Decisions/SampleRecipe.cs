using FollowUpAgent.Decisions;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Tests.Decisions;

/// <summary>A recipe that learned the goal from a few lines.</summary>
internal static class SampleRecipe
{
    public static Variant Variant(string version) => new(version, new Dictionary<string, string>());

    public static FittedRecipe Of(string sequence, string step, params (string Slot, string Version, int Sends, int Happened)[] lines)
    {
        var log = new TrainingLog(1);
        foreach (var (slot, version, sends, happened) in lines)
        {
            for (var i = 0; i < sends; i++)
            {
                log.Add(
                    new Situation(sequence, step, ContactContext.Empty), new Deed(slot, Variant(version)), i, true, [new Observation(1, i < happened, true)]);
            }
        }

        var schema = log.SchemaOf();
        var set = new TrainingSet(OutcomeCatalog.Goal, 0.01, schema, schema.Read(log), log, 0);
        return new FittedRecipe(schema, [((FitResult.Fitted)HierarchicalLogistic.Instance.Fit(set)).Model], HierarchicalLogistic.Instance);
    }
}
