using FollowUpAgent.Learning.Outcomes;
using FsCheck;
using FsCheck.Fluent;

namespace FollowUpAgent.Learning.Tests.Outcomes;

public sealed class DelayCurveTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1 / 14.0, 0.50)]
    [InlineData(3 / 14.0, 0.75)]
    [InlineData(7 / 14.0, 0.92)]
    [InlineData(1, 1)]
    [InlineData(5, 1)]
    [InlineData(-1, 0)]
    public void A_cold_start_knows_how_replies_come_in(double age, double weight) =>
        Assert.Equal(weight, DelayCurve.ColdStart.WeightAt(age), 1e-9);

    [Fact]
    public void Thirty_events_replace_the_cold_start_and_fewer_do_not()
    {
        var late = Enumerable.Repeat(0.9, DelayCurve.EnoughEvents).ToList();

        Assert.Same(DelayCurve.ColdStart, DelayCurve.Of(late[1..]));
        Assert.InRange(DelayCurve.Of(late).WeightAt(0.5), 0.2, 0.3);
    }

    [Fact]
    public void Many_events_speak_for_themselves()
    {
        var even = Enumerable.Range(1, 10_000).Select(i => i / 10_000.0).ToList();

        Assert.All(new[] { 0.1, 0.25, 0.5, 0.8 }, age => Assert.Equal(age, DelayCurve.Of(even).WeightAt(age), 0.01));
    }

    [Fact]
    public void Any_curve_rises_from_nothing_to_one() => Prop.ForAll(
        ArbMap.Default.ArbFor<NormalFloat[]>(),
        delays =>
        {
            var curve = DelayCurve.Of([.. delays.Select(d => Math.Abs(d.Get) % 1)]);
            var weights = Enumerable.Range(0, 200).Select(i => curve.WeightAt(i / 199.0)).ToList();
            return weights[0] == 0 && weights[^1] == 1 && weights.Zip(weights.Skip(1)).All(w => w.First <= w.Second + 1e-12);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithEndSize(120));
}
