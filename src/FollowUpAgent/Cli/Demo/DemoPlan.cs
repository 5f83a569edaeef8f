namespace FollowUpAgent.Cli.Demo;

/// <summary>How large the demo is. Everything in it follows from these three numbers.</summary>
/// <param name="Seed">Same seed, same demo.</param>
/// <param name="Contacts">How many people there are.</param>
/// <param name="Weeks">How many weeks pass.</param>
internal sealed record DemoPlan(int Seed, int Contacts, int Weeks)
{
    private const int MostCohorts = 10;

    // The last mails need time to be answered.
    private const int WeeksToAnswer = 2;

    /// <summary>The Monday on which the demo begins, before anybody's send window opens.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 1, 5, 5, 0, 0, TimeSpan.Zero);

    /// <summary>When the demo ends.</summary>
    public DateTimeOffset End => StartOf(Weeks);

    private int Cohorts => Math.Clamp(Weeks - WeeksToAnswer, 1, MostCohorts);

    /// <summary>When a week begins, from 0.</summary>
    public static DateTimeOffset StartOf(int week) => Start.AddDays(7 * week);

    /// <summary>The week, from 0, in which a moment lies.</summary>
    public int WeekOf(DateTimeOffset moment) => Math.Clamp((int)((moment - Start).TotalDays / 7), 0, Weeks - 1);

    /// <summary>The numbers of the people who enter in a week.</summary>
    public IEnumerable<int> Cohort(int week)
    {
        if (week >= Cohorts)
        {
            return [];
        }

        var from = Contacts * week / Cohorts;
        return Enumerable.Range(from + 1, (Contacts * (week + 1) / Cohorts) - from);
    }
}
