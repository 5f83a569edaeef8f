namespace FollowUpAgent.Sequences;

/// <summary>
/// The part of the configuration that says who may get which mails, from whom and when. Bound from the root of
/// appsettings.json; every list is null where the file is silent, because the binder appends to a default instead of replacing it.
/// </summary>
internal sealed class SequencesOptions
{
    /// <summary>The sequences by key: lower-case letters, digits and hyphens, at most 63. Default: none.</summary>
    public Dictionary<string, SequenceOptions?> Sequences { get; init; } = [];

    /// <summary>The senders by key. Default: none; as soon as there is a sequence, at least one.</summary>
    public Dictionary<string, SenderOptions?> Senders { get; init; } = [];

    /// <summary>
    /// Days on which no sequence sends: <c>2026-12-24</c>, every year <c>--12-25</c>, or from the first to the last day of
    /// <c>2026-12-24/2027-01-02</c> or <c>--12-24/--01-02</c>, both included. Default: none.
    /// </summary>
    public string?[]? BlackoutDates { get; init; }

    /// <summary>How much one contact and one recipient domain get over all sequences together.</summary>
    public LimitsOptions Limits { get; init; } = new();

    /// <summary>How new contacts are shared out over the groups.</summary>
    public GroupsOptions Groups { get; init; } = new();
}
