using System.Globalization;
using FollowUpAgent.Learning.Evaluation;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Learning.Tests.Evaluation;

public sealed class PredictionTests
{
    [Fact]
    public void An_area_under_the_curve_counts_pairs_and_halves_ties()
    {
        Assert.Equal(1, Auc.Of([1, 2, 3, 4], [false, false, true, true]));
        Assert.Equal(0, Auc.Of([4, 3, 2, 1], [false, false, true, true]));
        Assert.Equal(0.5, Auc.Of([7, 7, 7, 7], [false, true, false, true]));
        Assert.Equal(0.875, Auc.Of([1, 2, 2, 4], [false, false, true, true]));
        Assert.Equal(0.5, Auc.Of([1, 2], [true, true]));
    }

    [Fact]
    public void A_number_that_works_in_a_bow_and_a_pair_that_works_together_are_found_and_foretold_in_measure()
    {
        var (log, truth) = Bow(8_000);

        var found = HoldoutEvaluation.Run(log, 1, null, CancellationToken.None);

        var best = Auc.Of(truth, [.. log.Rewards.Select(r => r == 1)]);
        Assert.True(found.Auc > best - 0.02, $"{found.Auc:0.000} of {best:0.000}");
        Assert.InRange(found.CalibrationError, 0, 0.03);
        Assert.Equal(8_000, found.Bins.Sum(b => b.N));
        Assert.Equal(HoldoutEvaluation.Folds, found.Aucs.Count);
    }

    [Fact]
    public void Where_nothing_tells_the_reward_nothing_is_foretold()
    {
        var log = InventedLog.Plain with { RateOf = (_, _) => 0.3 };

        var found = HoldoutEvaluation.Run(log.Rows(4_000), 1, null, CancellationToken.None);

        Assert.InRange(found.Auc, 0.47, 0.53);
        Assert.InRange(found.CalibrationError, 0, 0.03);
    }

    [Fact]
    public void A_column_written_after_the_reward_is_found_and_a_number_of_each_row_is_not()
    {
        var log = InventedLog.Plain.Rows(3_000);
        var spent = log.Rewards.Select((r, row) => r == 1 ? (10 + (row % 700)).ToString(CultureInfo.InvariantCulture) : "0");
        var withLeaks = log with
        {
            Columns =
            [
                .. log.Columns,
                LoggedColumn.Of("spent", [.. spent]),
                LoggedColumn.Of("stage", [.. log.Rewards.Select(r => r == 1 ? "won" : "")]),
                LoggedColumn.Of("id", [.. Enumerable.Range(0, log.Count).Select(row => $"c{row}")]),
            ],
        };

        Assert.Empty(Leaks.Find(log));
        Assert.Equal(["spent", "stage"], Leaks.Find(withLeaks).Select(l => l.Column));
    }

    private static (LoggedDecisions Log, double[] Truth) Bow(int rows)
    {
        var chance = new SeededUniforms(3);
        var (age, plan, source, rewards, truth) = (new string[rows], new string[rows], new string[rows], new double[rows], new double[rows]);
        for (var row = 0; row < rows; row++)
        {
            var (years, isPaid, isReferred) = (20 + (int)(chance.Next() * 50), chance.Next() < 0.5, chance.Next() < 0.4);
            truth[row] = Logit.Probability(-2.5 + (isPaid && isReferred ? 2.5 : 0) + (1.5 * (1 - Math.Abs(years - 45) / 12.5)));
            (age[row], plan[row], source[row]) = (years.ToString(CultureInfo.InvariantCulture), isPaid ? "paid" : "free", isReferred ? "referred" : "advert");
            rewards[row] = chance.Next() < truth[row] ? 1 : 0;
        }

        var columns = new[] { LoggedColumn.Of("age", age), LoggedColumn.Of("plan", plan), LoggedColumn.Of("source", source) };
        return (new LoggedDecisions(["all"], new int[rows], [.. Enumerable.Repeat(1.0, rows)], rewards, columns), truth);
    }
}
