using FollowUpAgent.Sequences;

namespace FollowUpAgent.Oversight;

/// <summary>Why no mail may go to a contact for now.</summary>
/// <param name="HasTask">Whether a task is open: until it is closed, however long that takes.</param>
/// <param name="AnsweredUntil">A person has answered: until then; or null.</param>
/// <param name="AwayUntil">The contact is away: until then, for sequences that await the return; or null.</param>
internal sealed record StandDown(bool HasTask, DateTimeOffset? AnsweredUntil, DateTimeOffset? AwayUntil)
{
    /// <summary>Nothing holds mails back.</summary>
    public static readonly StandDown None = new(false, null, null);

    /// <summary>What holds back the mails of a sequence, or null where they may go.</summary>
    public Held? For(SequenceDefinition? sequence)
    {
        if (HasTask)
        {
            return new Held(SequenceStore.WaitsForTask, null);
        }

        var away = sequence?.AwaitsReturn == false ? null : AwayUntil;
        return AnsweredUntil is null || AnsweredUntil < away
            ? away is null ? null : new Held(QuietCause.Away, away)
            : new Held(QuietCause.Answered, AnsweredUntil);
    }
}

/// <summary>A mail is held back.</summary>
/// <param name="Reason">Why: a task, or one of <see cref="QuietCause"/>.</param>
/// <param name="Until">Until when, or null until a person lets it go.</param>
internal sealed record Held(string Reason, DateTimeOffset? Until);

/// <summary>Why a contact is left in quiet for some time, as text in the database.</summary>
internal static class QuietCause
{
    /// <summary>A person wrote to them.</summary>
    public const string Answered = "answered";

    /// <summary>They are away.</summary>
    public const string Away = "away";
}
