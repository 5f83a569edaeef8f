namespace FollowUpAgent.Delivery;

/// <summary>Keeps a worker from hammering a relay that is down or refuses us: pauses grow while it stays so. Safe for many threads.</summary>
internal sealed class RelayGuard(TimeProvider clock)
{
    // One recipient's own rules refuse one mail. When every mail is refused for policy, it is about us.
    private const int PolicyRefusalsInARow = 3;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AfterPermanentFault = TimeSpan.FromMinutes(5);
    private readonly Lock sync = new();
    private DateTimeOffset openUntil = DateTimeOffset.MinValue;
    private int trips;
    private int policyRefusals;

    /// <summary>How long the present pause is.</summary>
    public TimeSpan Pause { get; private set; } = First;

    /// <summary>True while nothing is sent.</summary>
    public bool IsOpen
    {
        get
        {
            lock (sync)
            {
                return clock.GetUtcNow() < openUntil;
            }
        }
    }

    /// <summary>Stops sending for a while.</summary>
    /// <returns>True for the first trip, whose reason is worth a line in the log.</returns>
    public bool Trip(bool isPermanent)
    {
        lock (sync)
        {
            if (clock.GetUtcNow() < openUntil)
            {
                return false;
            }

            var grown = First * Math.Pow(2, Math.Min(trips, 10));
            Pause = isPermanent ? AfterPermanentFault : grown < Longest ? grown : Longest;
            openUntil = clock.GetUtcNow() + Pause;
            return trips++ == 0;
        }
    }

    /// <summary>Counts a refusal that may be about us; stops sending once several came in a row, none accepted in between.</summary>
    /// <returns>True for the first trip.</returns>
    public bool TripOnPolicy()
    {
        lock (sync)
        {
            return ++policyRefusals >= PolicyRefusalsInARow && Trip(isPermanent: true);
        }
    }

    /// <summary>The relay took a mail: forgets trips and refusals.</summary>
    /// <returns>True where there were trips.</returns>
    public bool Reset()
    {
        lock (sync)
        {
            var had = trips > 0;
            (trips, policyRefusals) = (0, 0);
            return had;
        }
    }
}
