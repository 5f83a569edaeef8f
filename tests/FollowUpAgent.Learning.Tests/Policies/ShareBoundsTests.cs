using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Learning.Tests.Policies;

public sealed class ShareBoundsTests
{
    [Fact]
    public void Whatever_the_bounds_a_vector_that_is_brought_keeps_them_sums_to_one_and_keeps_its_floor()
    {
        var chance = new SeededUniforms(18);
        var (brought, floored) = (0, 0);
        for (var i = 0; i < TestScale.Times(3_000); i++)
        {
            var count = 1 + Below(chance, 8);
            var bounds = Enumerable.Range(0, 1 + Below(chance, 6)).Select(_ => RandomBound(chance, count)).ToList();
            var within = new ShareBounds(count, bounds);
            if (!within.IsPossible)
            {
                continue;
            }

            double[] p = Propensities.Floor(RandomVector(chance, count), 0.05);
            var keptBefore = within.Allow(p);
            var before = p.ToArray();
            within.Bring(p, 0.05);

            brought++;
            Assert.True(within.Allow(p), $"{i}: {string.Join(", ", p)} of {string.Join("; ", bounds.Select(b => $"{string.Join('+', b.Members)} {b.Least}..{b.Most}"))}");
            Assert.Equal(1, p.Sum(), 12);
            Assert.All(p, x => Assert.True(x >= 0));
            Assert.True(!keptBefore || before.Zip(p).All(x => Math.Abs(x.First - x.Second) < 1e-6));
            if (p.All(x => x >= (0.05 / count) - 1e-9))
            {
                floored++;
            }
            else
            {
                // The floor gives way to bounds alone: with it, no vector keeps them.
                ShareBound[] all = [.. bounds, .. Enumerable.Range(0, count).Select(k => new ShareBound([k], 0.05 / count, 1))];
                Assert.False(new ShareBounds(count, all).IsPossible);
            }

            Assert.True(within.Allow(within.Foremost(0)));
        }

        Assert.True(brought > 500 && floored > 200, $"{brought} brought, {floored} floored");
    }

    [Fact]
    public void What_is_bounded_together_keeps_its_proportions()
    {
        double[] p = [0.7, 0.2, 0.06, 0.04];

        new ShareBounds(4, [new ShareBound([0, 1], 0, 0.45)]).Bring(p, 0.05);

        Assert.Equal([0.35, 0.10, 0.33, 0.22], p.Select(x => Math.Round(x, 9)));
    }

    [Fact]
    public void No_other_vector_within_the_bounds_is_nearer()
    {
        var chance = new SeededUniforms(7);
        ShareBound[] bounds = [new([0, 1], 0.5, 1), new([1, 2], 0, 0.3), new([3], 0.15, 0.4)];
        var within = new ShareBounds(4, bounds);
        double[] p = [0.05, 0.3, 0.6, 0.05];
        double[] q = [.. p];
        within.Bring(q, 0);

        for (var i = 0; i < 20_000; i++)
        {
            var r = RandomVector(chance, 4);
            Assert.True(!within.Allow(r, 0) || Distance(r, p) >= Distance(q, p) - 1e-9);
        }
    }

    [Fact]
    public void A_vector_within_its_bounds_stays_to_the_bit()
    {
        double[] p = [0.1 + 0.2, 0.3, 0.4];
        double[] before = [.. p];

        new ShareBounds(3, [new ShareBound([0], 0.1, 0.3)]).Bring(p, 0.05);

        Assert.Equal(before, p);
    }

    [Fact]
    public void Bounds_that_leave_one_vector_give_it()
    {
        double[] p = [0.9, 0.05, 0.05];

        new ShareBounds(3, [new ShareBound([0], 0.6, 1), new ShareBound([1], 0.4, 1)]).Bring(p, 0.05);

        Assert.Equal([0.6, 0.4, 0], p.Select(x => Math.Round(x, 9)));
    }

    [Fact]
    public void A_floor_gives_way_where_a_bound_forces_it_and_nowhere_else()
    {
        double[] p = [0.8, 0.1, 0.1];

        new ShareBounds(3, [new ShareBound([1], 0, 0.002)]).Bring(p, 0.3);

        Assert.Equal(0.002, p[1], 9);
        Assert.True(p[2] >= 0.1);
    }

    [Fact]
    public void Business_as_usual_stays_first_as_far_as_it_may()
    {
        ShareBound[] bounds = [new([0], 0, 0.6), new([2], 0.1, 1)];

        Assert.Equal([0.6, 0.3, 0.1], new ShareBounds(3, bounds).Foremost(0).Select(x => Math.Round(x, 9)));
        Assert.Equal([0, 0, 1], new ShareBounds(3, bounds).Foremost(2).Select(x => Math.Round(x, 9)));
    }

    [Fact]
    public void Bounds_that_contradict_each_other_are_impossible()
    {
        Assert.False(new ShareBounds(2, [new ShareBound([0], 0.6, 1), new ShareBound([1], 0.5, 1)]).IsPossible);
        Assert.False(new ShareBounds(3, [new ShareBound([0, 1], 0, 0.4), new ShareBound([1, 2], 0, 0.4), new ShareBound([0, 2], 0, 0.4)]).IsPossible);
        Assert.True(new ShareBounds(3, [new ShareBound([0, 1], 0, 0.7), new ShareBound([1, 2], 0, 0.7), new ShareBound([0, 2], 0, 0.7)]).IsPossible);
        Assert.False(new ShareBounds(2, [new ShareBound([0, 1], 0, 0.9)]).IsPossible);
    }

    private static double Distance(double[] q, double[] p) => q.Zip(p).Sum(x => x.First <= 0 ? 0 : x.First * Math.Log(x.First / x.Second));

    private static ShareBound RandomBound(SeededUniforms chance, int count)
    {
        var members = Enumerable.Range(0, count).Where(_ => chance.Next() < 0.4).ToList();
        // Round shares, so that bounds meet at corners.
        var share = Math.Round(chance.Next(), 1);
        return chance.Next() < 0.5 ? new ShareBound(members, members.Count == 0 ? 0 : share, 1) : new ShareBound(members, 0, share);
    }

    private static double[] RandomVector(SeededUniforms chance, int count)
    {
        var weights = Enumerable.Range(0, count).Select(_ => chance.Next() < 0.2 ? 0 : Math.Pow(chance.Next(), 4)).ToList();
        var sum = weights.Sum();
        return sum <= 0 ? Propensities.Uniform(count) : [.. weights.Select(w => w / sum)];
    }

    private static int Below(SeededUniforms chance, int most) => (int)(chance.Next() * most);
}
