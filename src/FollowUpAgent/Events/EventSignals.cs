using FollowUpAgent.Contacts;
using FollowUpAgent.Signals;

namespace FollowUpAgent.Events;

/// <summary>Says which events are signs of a contact's own will. Pure.</summary>
internal static class EventSignals
{
    /// <summary>The signal of an event, or null: a machine gives none, and of whom we may not profile or track we keep none.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="contact">Who did it.</param>
    /// <param name="now">Business time: when it is recorded.</param>
    public static Signal? Of(Event happened, Contact contact, DateTimeOffset now)
    {
        var kind = KindOf(happened.Kind);
        return kind is null || happened.Machine || happened.Withdrawn || !contact.Profiling || (contact.Tracking is false && SignalKind.NeedsTracking(kind))
            ? null
            : new Signal(happened.Id, contact.Id, kind, NameOf(kind, happened), happened.MessageId?.Value, happened.OccurredAt, now);
    }

    private static string? NameOf(string kind, Event happened) => kind switch
    {
        SignalKind.Visit => happened.Detail,
        SignalKind.Custom => happened.Kind,
        _ => null,
    };

    private static string? KindOf(string kind) => kind switch
    {
        EventKind.Replied => SignalKind.Reply,
        EventKind.Clicked => SignalKind.Click,
        EventKind.Visited => SignalKind.Visit,
        EventKind.Accepted or EventKind.Deferred or EventKind.Delivered or EventKind.Bounced or EventKind.Rejected or EventKind.Failed => null,
        EventKind.AutoReplied or EventKind.Opened or EventKind.Unsubscribed or EventKind.Resubscribed or EventKind.Complained => null,
        EventKind.Answered or EventKind.UnsubscribeViewed or EventKind.Withdrawn or EventKind.Other => null,
        _ => SignalKind.Custom,
    };
}
