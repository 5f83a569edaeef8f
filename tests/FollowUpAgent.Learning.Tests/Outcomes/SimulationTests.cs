using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Learning.Tests.Outcomes;

/// <summary>Worlds whose truth is known.</summary>
public sealed class SimulationTests
{
    private static readonly string[] Slots = ["d0-morning", "d0-evening", "d1-morning"];

    [Fact]
    public void Nine_of_ten_intervals_hold_the_truth_and_estimates_are_nearer_to_it_than_raw_rates()
    {
        var (inside, total, learned, raw) = (0, 0, 0.0, 0.0);
        for (var world = 0; world < 60; world++)
        {
            var truth = new double[4];
            SeededNormals.Fill($"world {world}", truth);
            var chance = new SeededUniforms(world);
            var sample = new SampleLog();
            var counts = new int[4];
            for (var v = 0; v < 4; v++)
            {
                counts[v] = Enumerable.Range(0, 900).Count(_ => chance.Next() < Logit.Probability(-2.2 + (0.25 * truth[v])));
                sample.Add(Version(v), 900, counts[v]);
            }

            var recipe = sample.Recipe(0.1);
            for (var v = 0; v < 4; v++)
            {
                var (mean, deviation) = SampleLog.Logit(recipe, Version(v));
                var distance = mean - (-2.2 + (0.25 * truth[v]));
                inside += Math.Abs(distance) < 1.645 * deviation ? 1 : 0;
                total++;
                learned += distance * distance;
                raw += Math.Pow(Logit.Of((counts[v] + 0.5) / 901) - (-2.2 + (0.25 * truth[v])), 2);
            }
        }

        Assert.InRange((double)inside / total, 0.85, 0.95);
        Assert.True(learned < raw, $"squared error {learned} learned, {raw} raw");
    }

    [Fact]
    public void Interactions_are_found_where_they_are()
    {
        // Plain suits the one half of the contacts, asking the other.
        var scales = ScalesOf((variant, isVip, _) => variant == isVip ? -1.2 : -2.6);

        Assert.True(scales.Interaction >= 0.3, $"{scales}");
    }

    [Fact]
    public void Interactions_are_shrunk_away_where_there_are_none()
    {
        var scales = ScalesOf((variant, _, _) => variant ? -1.6 : -2.2);

        Assert.True(scales.Interaction <= 0.03, $"{scales}");
        Assert.True(scales.Variant >= 0.1, $"{scales}");
    }

    [Fact]
    public void Scales_keep_their_defaults_until_the_log_is_rich_enough()
    {
        var poor = new SampleLog().Add(SampleLog.Plain, 400, 2).Add(SampleLog.Asking, 400, 17);

        var fitted = Assert.IsType<FitResult.Fitted>(HierarchicalLogistic.Instance.Fit(poor.Set()));

        Assert.Equal(PriorScales.Default, fitted.Figures.Scales);
    }

    [Fact]
    public void What_traits_teach_carries_over_to_a_text_that_was_never_sent()
    {
        var log = new SampleLog();
        for (var i = 0; i < 6; i++)
        {
            log.Add(SampleLog.Version($"short{i}@1", ("length", "short")), 800, 64).Add(SampleLog.Version($"long{i}@1", ("length", "long")), 800, 24);
        }

        var recipe = log.Recipe();

        var (brief, wordy) = (SampleLog.Version("new@1", ("length", "short")), SampleLog.Version("other@1", ("length", "long")));
        Assert.True(SampleLog.Logit(recipe, brief).Mean > SampleLog.Logit(recipe, wordy).Mean + 0.3);
    }

    [Fact]
    public void An_edited_text_inherits_the_mean_and_gets_the_width_of_a_new_one()
    {
        var log = new SampleLog().Add(SampleLog.Plain, 4000, 320).Add(SampleLog.Asking, 4000, 100);
        var before = log.Recipe();
        var edited = SampleLog.Version("plain@2");

        var (old, next) = (SampleLog.Logit(before, SampleLog.Plain), SampleLog.Logit(before, edited));
        var after = SampleLog.Logit(log.Add(edited, 1, 0).Recipe(), edited);

        Assert.Equal(old.Mean, next.Mean, 1e-9);
        Assert.True(next.Deviation > 2 * old.Deviation, $"{next.Deviation} against {old.Deviation}");
        Assert.Equal(old.Mean, after.Mean, 0.1);
        Assert.True(after.Deviation > 2 * old.Deviation, $"{after.Deviation} against {old.Deviation}");
    }

    private static Variant Version(int number) => SampleLog.Version($"v{number}@1");

    private static PriorScales ScalesOf(Func<bool, bool, string, double> logit)
    {
        var chance = new SeededUniforms(11);
        var sample = new SampleLog();
        foreach (var variant in new[] { true, false })
        {
            foreach (var isVip in new[] { true, false })
            {
                foreach (var slot in Slots)
                {
                    var p = Logit.Probability(logit(variant, isVip, slot));
                    var happened = Enumerable.Range(0, 1000).Count(_ => chance.Next() < p);
                    sample.Add(variant ? SampleLog.Plain : SampleLog.Asking, 1000, happened, slot, isVip ? """{"vip":true}""" : """{"vip":false}""");
                }
            }
        }

        return Assert.IsType<FitResult.Fitted>(HierarchicalLogistic.Instance.Fit(sample.Set(0.1))).Figures.Scales;
    }
}
