using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Reports.Silences;

/// <summary>
/// Whether anybody is at work. On an SQLite file the worker's lock says so; where several may work, what lies about since it fell due does.
/// </summary>
internal sealed class WorkerWatch(PumpLoop loop, StorageOptions storage, AgentFolder folder)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>That nobody is, as far as that can be told; else null.</summary>
    public Silence? WhyNone(IReadOnlyList<Enrollment> open, DateTimeOffset now)
    {
        if (loop.IsStarted || (storage.Postgres is null && WorkerLock.IsHeld(WorkerLock.FileIn(folder))))
        {
            return null;
        }

        var waiting = EnrollmentState.Waiting.ToText();
        var left = open.Where(e => e.State == waiting && e.DueAt < now - LongestWait).Min(e => e.DueAt);
        return storage.Postgres is not null && left is null ? null : new Silence(SilenceKind.NoWorker) { Since = left };
    }
}
