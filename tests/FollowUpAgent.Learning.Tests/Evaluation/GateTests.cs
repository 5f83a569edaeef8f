using FollowUpAgent.Learning.Evaluation;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Learning.Simulation;
using FollowUpAgent.Tests.House;
using Xunit.Abstractions;

namespace FollowUpAgent.Learning.Tests.Evaluation;

public sealed class GateTests(ITestOutputHelper output)
{
    private static readonly double[] Cautious = [0.7, 0.1, 0.1, 0.1];
    private static readonly double[] Bold = [0.1, 0.1, 0.1, 0.7];
    private static readonly double[] Third = [0.05, 0.05, 0.85, 0.05];
    private static readonly double[] Even = [0.25, 0.25, 0.25, 0.25];

    [Theory]
    [InlineData(0.04, 60)]
    [InlineData(0.1, 60)]
    public void Asked_weekly_for_a_year_the_gate_seldom_calls_better_what_is_not(double rate, int sendsAWeek)
    {
        var (worlds, better, worse) = (TestScale.Times(100), 0, 0);
        for (var run = 0; run < worlds; run++)
        {
            var verdicts = Year(SendWorld.WithoutEffect(rate), run, sendsAWeek).ToList();
            better += verdicts.Contains(Verdict.Better) ? 1 : 0;
            worse += verdicts.Contains(Verdict.Worse) ? 1 : 0;
        }

        output.WriteLine($"rate {rate}: better {better}, worse {worse} of {worlds}");
        Promise.AtMost(better, worlds, 0.065, "better");
    }

    [Fact]
    public void A_candidate_that_takes_the_better_action_is_called_better_and_the_other_worse()
    {
        var log = LogOf(World, 1, 8000);

        var (up, down) = (Gate.Judge(log.Log, log.Policy("candidate", Cautious), log.Policy("champion", Bold)), Judge(log, Bold));

        Assert.Equal(Verdict.Better, up.Verdict);
        Assert.Equal(Verdict.Worse, down.Verdict);
        Assert.Null(up.MoreSends);
        Assert.True(up.Rivals[0].AlwaysValidLead!.Low < up.Rivals[0].Lead!.Low);
    }

    [Fact]
    public void What_is_measurably_behind_the_best_fixed_action_is_worse_whatever_the_champion()
    {
        var log = LogOf(World, 1, 8000);

        var result = Gate.Judge(log.Log, log.Policy("candidate", Third), log.Policy("champion", Bold), log.Policy("best fixed", [1, 0, 0, 0]));

        Assert.Equal(Verdict.Worse, result.Verdict);
    }

    [Fact]
    public void The_same_recipe_is_not_worse_than_itself()
    {
        var log = LogOf(SendWorld.WithoutEffect(0.05), 1, 3000);

        Assert.Equal(Verdict.NotWorse, Gate.Judge(log.Log, log.Policy("candidate", Cautious), log.Policy("champion", Cautious)).Verdict);
    }

    [Fact]
    public void A_thin_log_says_how_many_more_sends_it_takes()
    {
        var log = LogOf(SendWorld.WithoutEffect(0.03), 1, 600);

        var result = Judge(log, Bold);

        Assert.Equal((Verdict.NotEnoughEvidence, GateReason.TooFewRewards), (result.Verdict, result.Reason));
        Assert.True(result.MoreSends > 600, $"{result.MoreSends}");
        Assert.InRange(result.Candidate.Preconditions.Evidence, 0, Preconditions.LeastEvidence);
    }

    [Fact]
    public void A_rival_that_the_log_cannot_support_is_shown_and_does_not_block()
    {
        var log = LogOf(World, 1, 8000);

        var result = Gate.Judge(log.Log, log.Policy("candidate", Cautious), log.Policy("champion", Bold), log.Policy("unheard of", [0, 0, 0, 0]));

        Assert.Equal(Verdict.Better, result.Verdict);
        Assert.False(result.Rivals[1].IsSupported);
        Assert.Null(result.Rivals[1].Value);
    }

    [Fact]
    public void A_log_whose_actions_were_not_drawn_as_it_says_proves_nothing()
    {
        var log = LogOf(World, 1, 8000, drawnBy: Bold);

        var result = Judge(log, Bold);

        Assert.Equal((Verdict.NotEnoughEvidence, GateReason.PropensitiesAreWrong), (result.Verdict, result.Reason));
        Assert.Null(result.MoreSends);
    }

    // The first action is liked, which the log takes in seven of ten sends.
    private static SendWorld World => SendWorld.WithStrongContext(0.03, 1.2, kinds: 1);

    private static GateResult Judge(Sample log, double[] candidate) =>
        Gate.Judge(log.Log, log.Policy("candidate", candidate), log.Policy("champion", Cautious), log.Policy("uniform", Even));

    private static IEnumerable<Verdict> Year(SendWorld world, int run, int sendsAWeek)
    {
        var all = LogOf(world, run, 52 * sendsAWeek);
        return Enumerable.Range(1, 52).Select(week => Judge(all.First(week * sendsAWeek), Bold).Verdict);
    }

    private static Sample LogOf(SendWorld world, int run, int sends, double[]? drawnBy = null)
    {
        var (chance, actions, rewards) = (new SeededUniforms(run), new int[sends], new double[sends]);
        for (var i = 0; i < sends; i++)
        {
            actions[i] = Propensities.Draw(drawnBy ?? Cautious, chance.Next());
            rewards[i] = world.AnswerTo(chance, 0, world.Meet(chance), actions[i]) is null ? 0 : 1;
        }

        return new Sample(actions, rewards);
    }

    private sealed record Sample(int[] Actions, double[] Rewards)
    {
        public GateLog Log => new(
            [.. Actions.Select(a => Cautious[a])],
            Rewards,
            [],
            [.. Enumerable.Range(0, 4).Select(a => (double)Actions.Count(t => t == a))],
            [.. Cautious.Select(p => p * Actions.Length)]);

        public Sample First(int sends) => new(Actions[..sends], Rewards[..sends]);

        public GatePolicy Policy(string name, double[] probabilities) => new(name, [.. Actions.Select(a => probabilities[a])]);
    }
}
