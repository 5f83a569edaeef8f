using FollowUpAgent.Contacts;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Oversight;

/// <summary>What people say about tasks: that one is done, that they have answered a contact. Harmless when repeated.</summary>
internal sealed class TaskDesk(Database database, TasksOptions options, TimeProvider clock)
{
    /// <summary>
    /// Closes a task. What the reply had ended stays ended. The contact's other sequences go on: at once, or after the quiet time where a person
    /// has answered and does not ask to resume.
    /// </summary>
    /// <returns>The task as it is now, or null where there is none.</returns>
    public Task<OwnerTask?> CloseAsync(TaskId id, string outcome, string? by, bool resumes, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return database.WriteAsync(
            async session =>
            {
                if (await session.FindTaskAsync(id) is { ClosedAt: null, ContactId: { } contact })
                {
                    await session.LockContactAsync(contact);
                    if (await session.CloseTaskAsync(id, outcome, by, now))
                    {
                        await GoOnAsync(session, contact, outcome == TaskOutcome.Answered && !resumes, by, now);
                    }
                }

                return await session.FindTaskAsync(id);
            },
            cancellationToken);
    }

    /// <summary>A person has written to the contact: their open task is answered, and the agent keeps quiet for a while.</summary>
    /// <returns>Until when, or null where the contact is not known.</returns>
    public Task<DateTimeOffset?> AnsweredAsync(ContactId contact, string? by, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return database.WriteAsync(
            async session => await session.LockContactAsync(contact) is null ? (DateTimeOffset?)null : await AnsweredAsync(session, contact, by, now),
            cancellationToken);
    }

    /// <summary>The same in the caller's transaction, which holds the contact.</summary>
    public async Task<DateTimeOffset> AnsweredAsync(Session session, ContactId contact, string? by, DateTimeOffset now)
    {
        if (await session.FindOpenTaskAsync(contact) is { } task)
        {
            await session.CloseTaskAsync(task.Id, TaskOutcome.Answered, by, now);
        }

        await GoOnAsync(session, contact, keepsQuiet: true, by, now);
        return now + options.QuietAfterAnswer;
    }

    private async Task GoOnAsync(Session session, ContactId contact, bool keepsQuiet, string? by, DateTimeOffset now)
    {
        var from = keepsQuiet ? now + options.QuietAfterAnswer : now;
        if (keepsQuiet)
        {
            await session.NoteQuietAsync(contact, QuietCause.Answered, from, now, by);
        }
        else
        {
            await session.EndQuietAsync(contact, QuietCause.Answered);
        }

        await session.LetGoAsync(contact, from);
    }
}
