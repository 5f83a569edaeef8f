using FollowUpAgent.Contacts;
using FollowUpAgent.Oversight;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events.Effects;

/// <summary>Moves the next step past the day on which a contact is back. Only forward, so the same answer again moves nothing.</summary>
internal sealed class Absences(SequenceCatalog catalog, TasksOptions options)
{
    // Two machines that answer each other would send for ever: what comes after these is kept and has no effect.
    private const int MostADay = 3;

    /// <summary>Waits for the return, where the day is told and the sequence waits for it.</summary>
    public async Task AwaitReturnAsync(Session session, Contact contact, DateOnly? back, DateTimeOffset now)
    {
        if (back is not { } day || await session.CountEventsAsync(contact.Id, EventKind.AutoReplied, now.AddDays(-1)) > MostADay)
        {
            return;
        }

        // The day after: the first day back belongs to what has piled up.
        var (until, latest) = (new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero), now + options.LongestAbsence);
        until = until < latest ? until : latest;
        if (until <= now)
        {
            return;
        }

        await session.LockContactAsync(contact.Id);
        await session.NoteQuietAsync(contact.Id, QuietCause.Away, until, now);
        var open = (await session.FindEnrollmentsAsync([contact.Id])).Where(e => e.State != EnrollmentState.Ended.ToText());
        foreach (var enrollment in open.Where(e => catalog.Find(e.Sequence)?.AwaitsReturn == true))
        {
            await session.DelayAsync(enrollment.Id, until);
        }
    }
}
