using FollowUpAgent.Learning.Explanation;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Tests.House;
using Xunit.Abstractions;

namespace FollowUpAgent.Learning.Tests.Explanation;

public sealed class EffectsTests(ITestOutputHelper output)
{
    private const int Weeks = 52;
    private static readonly (string Name, Func<int, bool> HasIt)[] Traits =
        [("length=short", v => (v & 1) == 1), ("question=yes", v => (v & 2) == 2), ("tone=warm", v => (v & 4) == 4)];

    [Theory]
    [InlineData(0.01, 200)]
    [InlineData(0.05, 100)]
    [InlineData(0.3, 20)]
    public void Looked_at_weekly_for_a_year_nothing_works_in_a_world_where_nothing_does(double rate, int sendsAWeek)
    {
        var (worlds, works, hurts) = (TestScale.Times(100), 0, 0);
        for (var run = 0; run < worlds; run++)
        {
            var words = new Year(run, (_, _) => rate, sendsAWeek).Looks().SelectMany(look => look.Select(e => e.Word)).ToHashSet();
            works += words.Contains(EffectWord.Works) ? 1 : 0;
            hurts += words.Contains(EffectWord.Hurts) ? 1 : 0;
        }

        output.WriteLine($"rate {rate}: works {works}, hurts {hurts} of {worlds}");
        Promise.AtMost(works, worlds, 0.1, "works");
        Promise.AtMost(hurts, worlds, 0.1, "hurts");
    }

    [Fact]
    public void What_works_is_found_within_the_year_and_what_does_not_is_not_said_to()
    {
        var (worlds, found, wrong, inside) = (TestScale.Times(20), 0, 0, 0);
        for (var run = 0; run < worlds; run++)
        {
            var last = new Year(run, (variant, _) => Logit.Probability(-3.2 + (0.7 * (variant & 1))), 300).Looks().Last();
            found += last.Single(e => e.Name == "length=short").Word is EffectWord.Works ? 1 : 0;
            wrong += last.Any(e => e.Word is EffectWord.Works && !e.Name.StartsWith("length=short", StringComparison.Ordinal)) ? 1 : 0;
            inside += last.Where(e => e.Name == "length=short").Count(e => e.Low <= Math.Exp(0.7) && Math.Exp(0.7) <= e.High);
        }

        output.WriteLine($"found {found}, wrong {wrong}, inside {inside} of {worlds}");
        Assert.True(found >= worlds * 0.9, $"found {found} of {worlds}");
        Promise.AtMost(wrong, worlds, 0.1, "wrong");
        Promise.AtMost(worlds - inside, worlds, 0.02, "outside");
    }

    [Fact]
    public void An_effect_in_one_segment_alone_is_found_there()
    {
        var last = new Year(3, (variant, isFounder) => isFounder && (variant & 2) == 2 ? 0.12 : 0.04, 400).Looks().Last();

        Assert.Equal(EffectWord.Works, last.Single(e => e.Name == "question=yes for founders").Word);
        Assert.NotEqual(EffectWord.Works, last.Single(e => e.Name == "question=yes for others").Word);
    }

    [Fact]
    public void Before_anything_is_known_an_effect_is_not_yet_knowable()
    {
        var effect = Effects.Of([new EffectEvidence("length=short")]).Single();

        Assert.Equal((EffectWord.NotYetKnowable, 0, double.PositiveInfinity), (effect.Word, effect.Low, effect.High));
        Assert.Equal(1, effect.OddsRatio, 1e-9);
        Assert.Equal(0.5, effect.Chance, 1e-9);
    }

    [Fact]
    public void A_mail_that_had_to_be_as_it_was_is_no_evidence()
    {
        var evidence = new EffectEvidence("length=short");

        evidence.Add(1, true, true);
        evidence.Add(0, false, true);

        Assert.Equal((0, 0), (evidence.Decisions, evidence.Successes));
    }

    [Fact]
    public void The_ratio_of_a_plain_comparison_is_its_odds_ratio()
    {
        var evidence = new EffectEvidence("length=short");
        for (var i = 0; i < 80_000; i++)
        {
            // Even and odd by turns: 4,000 of 40,000 with it, 2,000 of 40,000 without.
            evidence.Add(0.5, i % 2 == 0, i % 2 == 0 ? i % 20 == 0 : i % 40 == 1);
        }

        var effect = Effects.Of([evidence]).Single();

        Assert.Equal(4000.0 / 36_000 / (2000.0 / 38_000), effect.OddsRatio, 0.03);
        Assert.Equal(EffectWord.Works, effect.Word);
    }

    /// <summary>A year of an agent that leans to what succeeded: eight texts in all combinations of three traits, two kinds of contacts.</summary>
    private sealed class Year(int run, Func<int, bool, double> rate, int sendsAWeek)
    {
        private readonly SeededUniforms chance = new(run);
        private readonly double[] successes = new double[8];
        private readonly double[] sends = new double[8];
        private readonly List<(EffectEvidence Evidence, Func<int, bool> HasIt, bool? IsFounder)> watched =
        [
            .. Traits.Select(t => (new EffectEvidence(t.Name), t.HasIt, (bool?)null)),
            .. Traits.Select(t => (new EffectEvidence($"{t.Name} for founders"), t.HasIt, (bool?)true)),
            .. Traits.Select(t => (new EffectEvidence($"{t.Name} for others"), t.HasIt, (bool?)false)),
        ];

        public IEnumerable<IReadOnlyList<Effect>> Looks()
        {
            for (var week = 0; week < Weeks; week++)
            {
                var p = Leaning();
                for (var i = 0; i < sendsAWeek; i++)
                {
                    Send(p);
                }

                yield return Effects.Of([.. watched.Select(w => w.Evidence)]);
            }
        }

        private void Send(double[] p)
        {
            var with = Traits.Select(t => Enumerable.Range(0, 8).Where(t.HasIt).Sum(v => p[v])).ToArray();
            var (isFounder, variant) = (chance.Next() < 0.5, Propensities.Draw(p, chance.Next()));
            var happened = chance.Next() < rate(variant, isFounder);
            sends[variant]++;
            successes[variant] += happened ? 1 : 0;
            for (var i = 0; i < watched.Count; i++)
            {
                if (watched[i].IsFounder is null || watched[i].IsFounder == isFounder)
                {
                    watched[i].Evidence.Add(with[i % Traits.Length], watched[i].HasIt(variant), happened);
                }
            }
        }

        private double[] Leaning()
        {
            var rates = successes.Zip(sends, (s, n) => Math.Pow((s + 2) / (n + 40), 3)).ToArray();
            var sum = rates.Sum();
            return Propensities.Floor([.. rates.Select(r => r / sum)], 0.1);
        }
    }
}
