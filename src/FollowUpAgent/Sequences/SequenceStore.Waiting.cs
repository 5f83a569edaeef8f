using FollowUpAgent.Contacts;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Sequences;

/// <content>How a contact's enrollments wait for something outside of their sequence.</content>
internal static partial class SequenceStore
{
    /// <summary>Why an enrollment is paused that waits for a task to be closed.</summary>
    public const string WaitsForTask = "task";

    /// <summary>Lets a contact's enrollments go on that waited for a task, and none that waits for its step before this moment.</summary>
    /// <returns>How many it touched.</returns>
    public static Task<int> LetGoAsync(this Session session, ContactId contact, DateTimeOffset from) =>
        session.ExecuteAsync(LetGo, new { contact, from, WaitsForTask });

    /// <summary>Moves the next step of an enrollment to this moment, if it waits for an earlier one.</summary>
    public static async Task<bool> DelayAsync(this Session session, EnrollmentId id, DateTimeOffset until) =>
        await session.ExecuteAsync(Delay, new { id, until }) == 1;

    // The fence drops what a worker is planning right now: it has not seen that the task is closed, and would wait for it for ever.
    private const string LetGo =
        """
        UPDATE enrollment
        SET due_at = CASE WHEN state = 'paused' OR (state = 'waiting' AND due_at < @from) THEN @from ELSE due_at END,
            reason = CASE WHEN state = 'paused' THEN NULL ELSE reason END,
            state = CASE WHEN state = 'paused' THEN 'waiting' ELSE state END,
            fence = fence + 1,
            lease_until = 0
        WHERE contact_id = @contact AND (state IN ('waiting', 'decided') OR (state = 'paused' AND reason = @WaitsForTask))
        """;

    private const string Delay =
        "UPDATE enrollment SET due_at = @until, fence = fence + 1, lease_until = 0 WHERE id = @id AND state = 'waiting' AND due_at < @until";
}
