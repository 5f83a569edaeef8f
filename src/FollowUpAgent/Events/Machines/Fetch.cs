namespace FollowUpAgent.Events.Machines;

/// <summary>One request for a link or the picture of a mail, as labelling sees it.</summary>
internal sealed record Fetch
{
    /// <summary>The event's id.</summary>
    public Guid Id { get; init; }

    /// <summary>Clicked, opened, or the page to unsubscribe looked at.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The number of the link, or null.</summary>
    public int? Link { get; init; }

    /// <summary>A mark of the network it came from, the same within one mail; null where that is not known.</summary>
    public string? Network { get; init; }

    /// <summary>What it shows of itself: words of <see cref="MachineMarks"/>, with blanks between.</summary>
    public string? Marks { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset OccurredAt { get; init; }

    /// <summary>Whether it is called a machine's so far.</summary>
    public bool Machine { get; init; }

    /// <summary>When it is to be labelled; null where it was.</summary>
    public DateTimeOffset? LabelAt { get; init; }

    /// <summary>The reasons of its label, or null.</summary>
    public string? MachineReasons { get; init; }

    /// <summary>Whether it is surely no person's own act, whatever else is known.</summary>
    public bool IsCertain => Link == Messages.TrackedLink.Honeypot || (Marks?.Split(' ').Any(MachineMarks.IsCertain) ?? false);

    /// <summary>Whether it shows this mark.</summary>
    public bool Has(string mark) => Marks?.Split(' ').Contains(mark) ?? false;
}

/// <summary>All that is known around the requests for one mail.</summary>
/// <param name="Fetches">Every request, oldest first.</param>
/// <param name="DeliveredAt">When the recipient's server took the mail, or the relay where nobody reported that; null where neither is known.</param>
/// <param name="Presences">What the person did of own will: visits to our site, answers.</param>
internal sealed record Evidence(IReadOnlyList<Fetch> Fetches, DateTimeOffset? DeliveredAt, IReadOnlyList<Presence> Presences);

/// <summary>A sign of the person's own will.</summary>
/// <param name="At">When.</param>
/// <param name="Within">How long before it the click may be that it goes with.</param>
internal readonly record struct Presence(DateTimeOffset At, TimeSpan Within);

/// <summary>What a request is taken for.</summary>
/// <param name="Score">The sum of its reasons.</param>
/// <param name="Reasons">The reasons with their points, as in <c>burst+4 early+3</c>; empty where there is none.</param>
internal readonly record struct MachineLabel(int Score, string Reasons)
{
    /// <summary>
    /// How probable a machine is: 1 / (1 + e^(3.5 - score)). The bound between the labels, 4 against 3 points, lies at one half; no evidence gives
    /// 0.03, a burst right after delivery 0.97. The points come from reference mails, not from a fit: read it as an order, not as a frequency.
    /// </summary>
    public double Probability => 1 / (1 + Math.Exp(MachineScore.MachineFrom - 0.5 - Score));

    /// <summary>Whether it is counted apart.</summary>
    public bool IsMachine => Score >= MachineScore.MachineFrom;
}
