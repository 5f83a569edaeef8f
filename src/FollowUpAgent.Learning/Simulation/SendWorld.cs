using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Learning.Simulation;

/// <summary>
/// A world in which the truth of every send is known: contacts are of some kinds, all equally frequent, and each action has a rate for
/// each kind on each day. Small and fast, for tests of statistics; the people of the demo live in <see cref="World"/>. Pure and thread-safe.
/// </summary>
public sealed class SendWorld
{
    private readonly Func<int, int, int, double> logit;

    private SendWorld(int kinds, int actions, Func<int, int, int, double> logit) => (Kinds, Actions, this.logit) = (kinds, actions, logit);

    /// <summary>How many kinds of contacts there are.</summary>
    public int Kinds { get; }

    /// <summary>How many actions there are, those of later days included.</summary>
    public int Actions { get; }

    /// <summary>From which day on the last action is to be had; the others always are.</summary>
    public int LastActionFrom { get; private init; }

    /// <summary>How long an answer takes on average, in days; 0 for at once.</summary>
    public double MeanDelayDays { get; private init; }

    /// <summary>Every action is as good as any other, for everybody and always.</summary>
    public static SendWorld WithoutEffect(double rate, int kinds = 4, int actions = 4) => new(kinds, actions, (_, _, _) => Logit.Of(rate));

    /// <summary>Kinds differ a little, actions differ by a standard deviation of <paramref name="spread"/> in log-odds, and nothing changes.</summary>
    public static SendWorld Static(long seed, double rate, double spread = 0.25, int kinds = 4, int actions = 4)
    {
        var (ofKind, ofAction) = (Normals(seed, "kind", kinds), Normals(seed, "action", actions));
        return new SendWorld(kinds, actions, (_, kind, action) => Logit.Of(rate) + (0.3 * ofKind[kind]) + (spread * ofAction[action]));
    }

    /// <summary>As <see cref="Static"/>, and each week each action's log-odds take a step with this standard deviation.</summary>
    public static SendWorld Drifting(long seed, double rate, double step = 0.1, int kinds = 4, int actions = 4)
    {
        const int Weeks = 105;
        var (start, walk) = (Static(seed, rate, 0.25, kinds, actions), Normals(seed, "walk", actions * Weeks));
        for (var i = actions; i < walk.Length; i++)
        {
            walk[i] += walk[i - actions];
        }

        return new SendWorld(
            kinds, actions, (day, kind, action) => start.logit(day, kind, action) + (step * walk[(Math.Clamp(day / 7, 0, Weeks - 1) * actions) + action]));
    }

    /// <summary>As <see cref="Static"/> until this day; then one action, the best, falls by so much in log-odds.</summary>
    public static SendWorld Breaking(long seed, double rate, int day, double fall = 1, int kinds = 4, int actions = 4)
    {
        var start = Static(seed, rate, 0.25, kinds, actions);
        var best = start.BestFor(0, 0);
        return new SendWorld(kinds, actions, (now, kind, action) => start.logit(now, kind, action) - (now >= day && action == best ? fall : 0));
    }

    /// <summary>As <see cref="Static"/>, with weekends and a summer in which everybody answers less.</summary>
    public static SendWorld Seasonal(long seed, double rate, int kinds = 4, int actions = 4)
    {
        var start = Static(seed, rate, 0.25, kinds, actions);
        return new SendWorld(kinds, actions, (day, kind, action) =>
            start.logit(day, kind, action) - (day % 7 >= 5 ? 0.7 : 0) - (0.4 * Math.Sin(2 * Math.PI * day / 365)));
    }

    /// <summary>Each kind has an action of its own that it likes by this much more, and no action is good for all.</summary>
    public static SendWorld WithStrongContext(double rate, double liking = 1.5, int kinds = 4, int actions = 4) =>
        new(kinds, actions, (_, kind, action) => Logit.Of(rate) + (action == kind % actions ? liking : -0.3));

    /// <summary>So many actions of one rate, and from a day on one that is better by <paramref name="lift"/>; answers come late.</summary>
    public static SendWorld Delayed(double rate = 0.03, int actions = 5, double lift = 0.4, int from = 30, double meanDelayDays = 3) =>
        new(1, actions + 1, (_, _, action) => Logit.Of(action == actions ? rate * (1 + lift) : rate)) { LastActionFrom = from, MeanDelayDays = meanDelayDays };

    /// <summary>The true rate of an action for a kind on a day.</summary>
    public double RateOf(int day, int kind, int action) => Logit.Probability(logit(day, kind, action));

    /// <summary>Whether an action is to be had on a day.</summary>
    public bool Has(int day, int action) => action < Actions - 1 || day >= LastActionFrom;

    /// <summary>The best action for a kind on a day.</summary>
    public int BestFor(int day, int kind) => Enumerable.Range(0, Actions).Where(a => Has(day, a)).MaxBy(a => logit(day, kind, a));

    /// <summary>What each contact brings on average on a day, by a policy's probabilities for each kind.</summary>
    public double ValueOf(int day, Func<int, IReadOnlyList<double>> policy) => Enumerable.Range(0, Kinds)
        .Sum(kind => policy(kind).Select((p, action) => p * RateOf(day, kind, action)).Sum()) / Kinds;

    /// <summary>Somebody of any kind.</summary>
    public int Meet(SeededUniforms chance)
    {
        ArgumentNullException.ThrowIfNull(chance);
        return (int)(chance.Next() * Kinds);
    }

    /// <summary>After how many days a send is answered; null for never. Two numbers are drawn whatever happens.</summary>
    public double? AnswerTo(SeededUniforms chance, int day, int kind, int action)
    {
        ArgumentNullException.ThrowIfNull(chance);
        var (happens, late) = (chance.Next() < RateOf(day, kind, action), chance.Next());
        return happens ? -MeanDelayDays * Math.Log(1 - late) : null;
    }

    private static double[] Normals(long seed, string what, int count)
    {
        var numbers = new double[count];
        SeededNormals.Fill($"{what} of {seed}", numbers);
        return numbers;
    }
}
