using FollowUpAgent.Decisions;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Training.Calibrating;

/// <summary>What a snapshot expects of mails, summed by variant. Pure.</summary>
internal static class Expectation
{
    /// <summary>The sums, one a version and outcome.</summary>
    public static List<Forecast> Of(
        FittedRecipe recipe,
        IReadOnlyList<Outcome> outcomes,
        IEnumerable<CarriedOut> sent,
        IEnumerable<EligibleVariant> variants,
        DateTimeOffset from,
        DateTimeOffset until)
    {
        var known = variants.ToDictionary(v => (v.Sequence, v.Step, v.Variant.Version), v => v.Variant);
        var log = new TrainingLog(0);
        foreach (var mail in sent)
        {
            log.Add(
                new Situation(mail.Sequence, mail.Step, DecisionContext.Parse(mail.Context)),
                LogReading.DeedOf(mail, known),
                0,
                false,
                []);
        }

        var rows = recipe.Schema.Read(log);
        var logits = new double[rows.Count];
        var forecasts = new List<Forecast>();
        foreach (var outcome in outcomes.Where(o => recipe.HasSeen(o.Key)))
        {
            recipe.ModelOf(outcome.Key, outcome.PriorRate).Predict(rows, logits);
            forecasts.AddRange(log.Rows
                .Zip(logits)
                .GroupBy(r => (r.First.Situation.Sequence, r.First.Situation.Step, r.First.Deed.Variant!.Version))
                .Select(g => new Forecast
                {
                    Outcome = outcome.Key,
                    FromAt = from,
                    UntilAt = until,
                    Sequence = g.Key.Sequence,
                    Step = g.Key.Step,
                    Version = g.Key.Version,
                    Sent = g.Sum(r => r.First.Decisions),
                    Expected = g.Sum(r => r.First.Decisions * Logit.Probability(r.Second)),
                }));
        }

        return forecasts;
    }
}
