using FollowUpAgent.Learning.Evaluation;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Learning.Simulation;
using FollowUpAgent.Tests.House;
using Xunit.Abstractions;

namespace FollowUpAgent.Learning.Tests.Evaluation;

public sealed class UpliftTests(ITestOutputHelper output)
{
    private static readonly int Worlds = TestScale.Times(100);

    [Theory]
    [InlineData(0.003, 200)]
    [InlineData(0.01, 200)]
    [InlineData(0.03, 60)]
    [InlineData(0.03, 600)]
    [InlineData(0.3, 200)]
    public void Looked_at_weekly_for_a_year_a_world_without_effect_seldom_shows_one(double rate, int contactsAWeek) => SeldomShown(rate, contactsAWeek, _ => 1);

    // Most buy for 1, some for 20.
    [Theory]
    [InlineData(0.02)]
    [InlineData(0.1)]
    public void Rewards_of_very_different_size_do_not_fool_it(double rate) => SeldomShown(rate, 200, u => u < 0.1 ? 20 : 1);

    // One in three is glad of the mail, the others leave.
    [Theory]
    [InlineData(0.03)]
    [InlineData(0.15)]
    public void Nor_do_rewards_that_can_be_negative(double rate) => SeldomShown(rate, 200, u => u < 0.3 ? 5 : -2);

    [Fact]
    public void What_is_no_number_is_refused() =>
        Assert.Throws<ArgumentException>(() => Uplift.Between(new GroupTally(10, double.NaN, 1), GroupTally.OfCounts(10, 1)));

    [Theory]
    [InlineData(1)]
    [InlineData(1.5)]
    [InlineData(3)]
    public void The_truth_is_inside_at_every_look(double ratio)
    {
        var outside = 0;
        for (var run = 0; run < Worlds; run++)
        {
            var chance = new SeededUniforms(run);
            var (mine, theirs) = (new Group(), new Group());
            var isOutside = false;
            for (var week = 0; week < 52; week++)
            {
                mine.Meet(Enumerable.Range(0, 160).Count(_ => chance.Next() < 0.02 * ratio), 160);
                theirs.Meet(Enumerable.Range(0, 40).Count(_ => chance.Next() < 0.02), 40);
                var uplift = Uplift.Between(mine.Tally, theirs.Tally);
                isOutside |= ratio - 1 < uplift.RelativeLow || ratio - 1 > uplift.RelativeHigh;
            }

            outside += isOutside ? 1 : 0;
        }

        output.WriteLine($"{outside} of {Worlds}");
        Promise.AtMost(outside, Worlds, 0.05, "outside");
    }

    [Fact]
    public void A_large_effect_is_declared_and_a_small_one_said_to_be_unknowable()
    {
        var large = Uplift.Between(GroupTally.OfCounts(8000, 480), GroupTally.OfCounts(1000, 30));
        var early = Uplift.Between(GroupTally.OfCounts(80, 2), GroupTally.OfCounts(10, 0));

        Assert.True(large.IsDeclared && large.Low > 0, $"{large}");
        Assert.Equal(1, large.Relative, 1e-9);
        Assert.False(early.IsDeclared, $"{early}");
        Assert.Equal(double.PositiveInfinity, early.SmallestKnowable);
    }

    [Fact]
    public void The_smallest_knowable_effect_is_seen_in_four_of_five_cases()
    {
        var knowable = Uplift.Between(GroupTally.OfCounts(20_000, 600), GroupTally.OfCounts(20_000, 600)).SmallestKnowable;
        var seen = 0;
        for (var run = 0; run < Worlds; run++)
        {
            // Together they bring what was brought before.
            var (chance, theirs) = (new SeededUniforms(run), 0.06 / (2 + knowable));
            var mine = Enumerable.Range(0, 20_000).Count(_ => chance.Next() < theirs * (1 + knowable));
            var others = Enumerable.Range(0, 20_000).Count(_ => chance.Next() < theirs);
            seen += Uplift.Between(GroupTally.OfCounts(20_000, mine), GroupTally.OfCounts(20_000, others)).Low > 0 ? 1 : 0;
        }

        output.WriteLine($"{knowable:P1} is seen in {seen} of {Worlds}");
        Promise.Between(seen, Worlds, 0.76, 0.84, "seen");
    }

    [Fact]
    public void Goals_that_can_be_negative_are_weighed_by_their_means()
    {
        var uplift = Uplift.Between(new GroupTally(10_000, -100, 400), new GroupTally(10_000, -500, 900));

        Assert.Equal(0.04, uplift.Difference, 1e-12);
        Assert.True(uplift.IsDeclared);
    }

    [Fact]
    public void A_group_without_members_says_nothing_and_nothing_is_no_number()
    {
        var uplift = Uplift.Between(GroupTally.OfCounts(100, 3), GroupTally.OfCounts(0, 0));

        Assert.False(uplift.IsDeclared);
        Assert.Equal(0, uplift.Difference);
    }

    // Four of five contacts are drawn into the treatment.
    private void SeldomShown(double rate, int contactsAWeek, Func<double, double> size)
    {
        var world = SendWorld.WithoutEffect(rate);

        var declared = Enumerable.Range(0, Worlds).Count(run => Year(world, run, contactsAWeek, size).Any(u => u.IsDeclared));

        output.WriteLine($"rate {rate}, {contactsAWeek} a week: {declared} of {Worlds}");
        Promise.AtMost(declared, Worlds, 0.065, "declared");
    }

    private static IEnumerable<Uplift> Year(SendWorld world, int run, int contactsAWeek, Func<double, double> size)
    {
        var chance = new SeededUniforms(run);
        var (mine, theirs) = (new Group(), new Group());
        for (var week = 0; week < 52; week++)
        {
            for (var contact = 0; contact < contactsAWeek; contact++)
            {
                var group = chance.Next() < 0.8 ? mine : theirs;
                group.Meet(world.AnswerTo(chance, week * 7, world.Meet(chance), 0) is null ? 0 : size(chance.Next()));
            }

            yield return Uplift.Between(mine.Tally, theirs.Tally);
        }
    }

    private sealed class Group
    {
        public GroupTally Tally { get; private set; } = new(0, 0, 0);

        public void Meet(double reward) => Tally = new GroupTally(Tally.Members + 1, Tally.Sum + reward, Tally.SumOfSquares + (reward * reward));

        public void Meet(int happened, int of) =>
            Tally = new GroupTally(Tally.Members + of, Tally.Sum + happened, Tally.SumOfSquares + happened);
    }
}
