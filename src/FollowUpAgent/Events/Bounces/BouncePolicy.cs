namespace FollowUpAgent.Events.Bounces;

/// <summary>
/// What follows from a mail that came back. Only hard evidence suppresses at once; what may be an outage, a full mailbox or nothing said at all
/// has to come again; and what is the sender's own fault never suppresses anybody. Pure.
/// </summary>
internal sealed record BouncePolicy
{
    /// <summary>No route to the host may be a broken name server: the second in three days counts.</summary>
    public static readonly BouncePolicy NoRoute = new() { Word = "no-route", Times = 2, Within = TimeSpan.FromDays(3), Suppresses = true };

    /// <summary>No such mailbox, no such host.</summary>
    public static readonly BouncePolicy Hard = new() { Word = "hard", Times = 1, Suppresses = true, IsOfMailbox = true };

    /// <summary>A full or suspended mailbox: the third time in two weeks it is left alone for a while.</summary>
    public static readonly BouncePolicy Soft = new() { Word = "soft", Times = 3, Within = TimeSpan.FromDays(14), Pauses = true };

    /// <summary>Refused for good without a reason one can name: the third in a month counts as hard.</summary>
    public static readonly BouncePolicy Undetermined = new() { Word = "undetermined", Times = 3, Within = TimeSpan.FromDays(30), Suppresses = true };

    /// <summary>We are refused, not the person.</summary>
    public static readonly BouncePolicy Policy = new() { Word = "policy", OpensCircuit = true };

    /// <summary>This message is refused; the next step is another one.</summary>
    public static readonly BouncePolicy Content = new() { Word = "content" };

    /// <summary>A trouble that passes. The relay tries again; once it has given up, the next step tries.</summary>
    public static readonly BouncePolicy Transient = new() { Word = "transient" };

    private static readonly BouncePolicy[] All = [Hard, NoRoute, Soft, Undetermined, Policy, Content, Transient];

    /// <summary>Its word with the event.</summary>
    public required string Word { get; init; }

    /// <summary>How many such bounces it takes.</summary>
    public int Times { get; private init; } = 1;

    /// <summary>Within how long.</summary>
    public TimeSpan Within { get; private init; }

    /// <summary>Whether the address is suppressed then.</summary>
    public bool Suppresses { get; private init; }

    /// <summary>Whether it is left alone for a while then.</summary>
    public bool Pauses { get; private init; }

    /// <summary>Whether it opens the circuit between our mailbox and the domain.</summary>
    public bool OpensCircuit { get; private init; }

    /// <summary>Whether it says that our list is old: it counts against our mailbox.</summary>
    public bool IsOfMailbox { get; private init; }

    /// <summary>What follows from an event; null where nothing does.</summary>
    public static BouncePolicy? Of(Event happened) => happened.Bounce is null ? null : All.Single(p => p.Word == happened.Bounce);

    /// <summary>The word under which an event is kept and counted; null where it is no bounce.</summary>
    /// <param name="happened">The event, with the status code in front of its detail.</param>
    /// <param name="reason">Why, where that is believed.</param>
    public static string? WordOf(Event happened, BounceClass? reason)
    {
        var code = happened.Detail?.Split(' ')[0] ?? "";
        return (happened.Kind, reason) switch
        {
            (_, null) => null,
            // The domain slows us down for our rate or name. 4.7.1 is what servers answer to every first try (greylisting).
            (EventKind.Deferred, _) => code.StartsWith("4.7.", StringComparison.Ordinal) && code != "4.7.1" ? Policy.Word : null,
            // The provider did not try, mostly because it knows the address is gone: nothing else says anything about person or domain.
            (EventKind.Rejected, _) => reason is BounceClass.Hard ? Hard.Word : null,
            (EventKind.Bounced, BounceClass.Hard) => code == "5.4.4" ? NoRoute.Word : Hard.Word,
            (EventKind.Bounced, BounceClass.Undetermined) => code.StartsWith('4') ? Transient.Word : Undetermined.Word,
            (EventKind.Bounced, { } said) => said.ToText(),
            _ => null,
        };
    }
}
