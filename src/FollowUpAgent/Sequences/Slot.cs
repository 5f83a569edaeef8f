namespace FollowUpAgent.Sequences;

/// <summary>A time to send, as moments in UTC.</summary>
/// <param name="Key">The day and the part of the day, as in d0-morning; the day counts open days after the step fell due.</param>
/// <param name="From">Included.</param>
/// <param name="Until">Excluded; later than <paramref name="From"/>.</param>
internal sealed record Slot(string Key, DateTimeOffset From, DateTimeOffset Until);

/// <summary>The slots of a step that fell due.</summary>
/// <param name="Slots">In the order of time, without overlap; empty only where the sequence is closed for a whole year.</param>
/// <param name="Zone">The time zone the slots were made in.</param>
/// <param name="IsZoneUnknown">Whether the contact names a time zone that does not exist, so that the sequence's own was used.</param>
internal sealed record SlotOffer(IReadOnlyList<Slot> Slots, string Zone, bool IsZoneUnknown)
{
    /// <summary>Whether send window and blackout dates leave no day open for a whole year.</summary>
    public bool IsClosed => Slots.Count == 0;

    /// <summary>The slot that business as usual takes: the first; null where the sequence is closed.</summary>
    public Slot? Default => Slots.Count == 0 ? null : Slots[0];
}
