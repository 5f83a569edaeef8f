using System.Globalization;
using FollowUpAgent.Learning.Evaluation;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Learning.Tests.Evaluation;

/// <summary>A log of a campaign whose truth is known: people of some kinds, actions drawn with given shares, rewards of given rates.</summary>
/// <param name="Shares">How likely each action is.</param>
/// <param name="RateOf">The rate of a kind of people under an action.</param>
/// <param name="Kinds">How many kinds there are, all as frequent.</param>
internal sealed record InventedLog(double[] Shares, Func<int, int, double> RateOf, int Kinds = 4)
{
    /// <summary>Nobody differs: the second action is the best.</summary>
    public static InventedLog Plain { get; } = new([1 / 3.0, 1 / 3.0, 1 / 3.0], (_, action) => action == 1 ? 0.2 : 0.12);

    /// <summary>Each kind likes another action.</summary>
    public static InventedLog Strong { get; } = new([0.25, 0.25, 0.25, 0.25], (kind, action) => kind == action ? 0.3 : 0.05);

    /// <summary>Rows of it.</summary>
    public LoggedDecisions Rows(int count, int seed = 1)
    {
        var chance = new SeededUniforms(seed);
        var (chosen, rewards, kinds, noise) = (new int[count], new double[count], new string[count], new string[count]);
        for (var row = 0; row < count; row++)
        {
            var kind = (int)(chance.Next() * Kinds);
            chosen[row] = Propensities.Draw(Shares, chance.Next());
            rewards[row] = chance.Next() < RateOf(kind, chosen[row]) ? 1 : 0;
            kinds[row] = $"kind {kind}";
            noise[row] = Math.Round(chance.Next() * 50).ToString(CultureInfo.InvariantCulture);
        }

        return new LoggedDecisions(
            [.. Shares.Select((_, a) => $"mail {a}")],
            chosen,
            [.. chosen.Select(a => Shares[a])],
            rewards,
            [LoggedColumn.Of("kind", kinds), LoggedColumn.Of("noise", noise)]);
    }
}
