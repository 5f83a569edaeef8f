namespace FollowUpAgent.Dashboard;

/// <summary>How far a simulation has come that runs in this process; a live agent has none. Written by one thread, read by many.</summary>
internal sealed class Rehearsal
{
    private volatile int week;
    private volatile int weeks;

    /// <summary>The week that runs, from 1; 0 where nothing is simulated.</summary>
    public int Week => week;

    /// <summary>How many weeks will have passed.</summary>
    public int Weeks => weeks;

    /// <summary>Tells how far it is.</summary>
    public void Report(int running, int inAll) => (weeks, week) = (inAll, running);
}
