using System.Collections.Immutable;

namespace FollowUpAgent.Sequences;

/// <summary>A sequence as configured, checked and complete: every default is filled in, every key it names exists.</summary>
internal sealed record SequenceDefinition
{
    public required string Key { get; init; }

    /// <summary>In order; never empty.</summary>
    public required IReadOnlyList<StepDefinition> Steps { get; init; }

    public required SendWindow SendWindow { get; init; }

    /// <summary>In the order of the day, inside the send window, without overlap; never empty.</summary>
    public required IReadOnlyList<PartOfDay> PartsOfDay { get; init; }

    /// <summary>Ascending, in open days after the step falls due; never empty.</summary>
    public required IReadOnlyList<int> DayOffsets { get; init; }

    /// <summary>The common ones and its own.</summary>
    public required IReadOnlyList<Blackout> BlackoutDates { get; init; }

    public required string DefaultLanguage { get; init; }

    /// <summary>A known time zone.</summary>
    public required string DefaultTimeZone { get; init; }

    /// <summary>The keys of the senders it may use; never empty.</summary>
    public required IReadOnlyList<string> Senders { get; init; }

    /// <summary>What ends an enrollment early; a bounce, a complaint and an unsubscribe are always among them.</summary>
    public required IReadOnlyList<StopSignal> StopsOn { get; init; }

    public required bool StopsCompanyOnReply { get; init; }

    public required CompanyMark StopsCompanyBy { get; init; }

    /// <summary>The address of who gets its tasks, or null.</summary>
    public string? Owner { get; init; }

    public required bool AwaitsReturn { get; init; }

    public required Reentry Reentry { get; init; }

    public required bool IsExclusive { get; init; }

    public required bool MailsElsewhereData { get; init; }

    public required SequenceTracking Tracking { get; init; }

    public required TimeSpan MaxDuration { get; init; }

    public bool IsBlackout(DateOnly date) => BlackoutDates.Any(blackout => blackout.Contains(date));

    /// <summary>Whether the send window and the blackout dates allow the day.</summary>
    public bool IsAllowed(DateOnly date) => SendWindow.Days.Contains(date.DayOfWeek) && !IsBlackout(date);
}

/// <summary>One step; named by key, so that reordering the configuration does not move an enrollment.</summary>
/// <param name="Key">Unique in its sequence.</param>
/// <param name="Wait">After the real send time of the step before; for the first step, after enrollment.</param>
/// <param name="Variants">In order, the first is the baseline; never empty.</param>
/// <param name="ContinuesThread">Whether the mail answers the one before.</param>
internal sealed record StepDefinition(string Key, TimeSpan Wait, IReadOnlyList<VariantDefinition> Variants, bool ContinuesThread);

/// <summary>One wording of a step.</summary>
/// <param name="Key">Unique in its step.</param>
/// <param name="Template">The name of its template in the folder of the sequence.</param>
/// <param name="Traits">Laid over the template's own; sorted, so that the same traits always read the same.</param>
internal sealed record VariantDefinition(string Key, string Template, ImmutableSortedDictionary<string, string> Traits);

/// <summary>What can end an enrollment before its last step.</summary>
internal enum StopSignal
{
    Reply,
    Goal,
    Meeting,
    Bounce,
    Complaint,
    Unsubscribe,
}

/// <summary>Whether a contact may enter a sequence again.</summary>
internal enum Reentry
{
    Never,
    AfterEnd,
}

/// <summary>Whether a sequence tracks opens and clicks: as contact and service allow, or not at all.</summary>
internal enum SequenceTracking
{
    Inherit,
    Off,
}

/// <summary>What makes two contacts colleagues.</summary>
internal enum CompanyMark
{
    Domain,
    Company,
}
