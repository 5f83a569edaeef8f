namespace FollowUpAgent.Sequences;

/// <summary>One mailbox that mails come from.</summary>
internal sealed record Sender
{
    public required string Key { get; init; }

    public required string Name { get; init; }

    public required string Address { get; init; }

    /// <summary>Where answers go, if not to <see cref="Address"/>.</summary>
    public string? ReplyTo { get; init; }

    public required string Relay { get; init; }

    /// <summary>The cap of a grown mailbox.</summary>
    public required int PerDay { get; init; }

    /// <summary>The zone in which its days are counted; known.</summary>
    public required string TimeZone { get; init; }

    public RampUp? RampUp { get; init; }

    /// <summary>Most messages on this day of its own; never more than <see cref="PerDay"/>.</summary>
    public int CapOn(DateOnly day) => RampUp is null ? PerDay : (int)Math.Min(PerDay, RampUp.CapOn(day));
}

/// <summary>How a young mailbox grows: so many on the first day, each day so many more, none before.</summary>
internal sealed record RampUp(DateOnly StartedOn, int FirstDay, int GrowthPerDay)
{
    public long CapOn(DateOnly day) =>
        day < StartedOn ? 0 : FirstDay + ((long)GrowthPerDay * (day.DayNumber - StartedOn.DayNumber));
}
