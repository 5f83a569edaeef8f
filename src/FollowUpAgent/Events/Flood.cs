namespace FollowUpAgent.Events;

/// <summary>
/// Knows while so many post at once that each waits for the others. What they say can be understood later, their answers cannot wait: a
/// provider gives up after seconds. Safe for one writer and many readers.
/// </summary>
/// <param name="clock">The machine's own time: a flood is about load, not about business.</param>
internal sealed class Flood(TimeProvider clock)
{
    // How many share a commit on the average of late: of 300 posts a second one or two do, of as many as come over 16 connections eight.
    private const double Many = 4;
    private const double ShareOfLatest = 0.2;
    private static readonly TimeSpan Memory = TimeSpan.FromMilliseconds(100);

    // Answers and opt-outs wait among the others: one that does not end is understood beside it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Lock gate = new();
    private double together;
    private long? began;
    private long latest;

    /// <summary>Whether there is one now that has not lasted long.</summary>
    public bool IsOn
    {
        get
        {
            lock (gate)
            {
                return began is { } since && clock.GetElapsedTime(latest) < Memory && clock.GetElapsedTime(since) < Patience;
            }
        }
    }

    /// <summary>Notes a commit.</summary>
    /// <param name="rows">How many share it.</param>
    public void Note(int rows)
    {
        lock (gate)
        {
            together = clock.GetElapsedTime(latest) < Memory ? together + (ShareOfLatest * (rows - together)) : 0;
            latest = clock.GetTimestamp();
            began = together < Many ? null : began ?? latest;
        }
    }
}
