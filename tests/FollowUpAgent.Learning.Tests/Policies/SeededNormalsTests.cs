using FollowUpAgent.Learning.Policies;
using FsCheck;
using FsCheck.Fluent;

namespace FollowUpAgent.Learning.Tests.Policies;

public sealed class SeededNormalsTests
{
    [Fact]
    public void They_are_standard_normal()
    {
        var table = new double[100_000];

        SeededNormals.Fill("any", table);

        Assert.Equal(0, table.Average(), 0.012);
        Assert.Equal(1, table.Average(x => x * x), 0.018);
        Assert.Equal(3, table.Average(x => x * x * x * x), 0.15);
        Assert.Equal(0.15866, table.Count(x => x > 1) / 100_000.0, 0.005);
    }

    [Fact]
    public void Each_name_has_its_own_and_the_same_everywhere()
    {
        var (a, again, b) = (new double[1000], new double[1000], new double[1000]);

        SeededNormals.Fill("a", a);
        SeededNormals.Fill("a", again);
        SeededNormals.Fill("b", b);

        Assert.Equal(a, again);
        Assert.InRange(a.Zip(b, (x, y) => x * y).Average(), -0.1, 0.1);
    }

    [Fact]
    public void The_logarithm_is_right_to_the_last_digits() => Prop.ForAll(
        ArbMap.Default.ArbFor<NormalFloat>(),
        number => number.Get == 0 || Math.Abs(SeededNormals.NaturalLog(Math.Abs(number.Get)) - Math.Log(Math.Abs(number.Get)))
            <= 1e-15 * (1 + Math.Abs(Math.Log(Math.Abs(number.Get))))).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
}
