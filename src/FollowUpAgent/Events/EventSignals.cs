using FollowUpAgent.Contacts;
using FollowUpAgent.Signals;

namespace FollowUpAgent.Events;

/// <summary>Says which events are signs of a contact's own will. Pure.</summary>
internal static class EventSignals
{
    /// <summary>The signal of an event, or null: a machine gives none, and of whom we may not profile or track we keep none.</summary>
    public static Signal? Of(Event happened, Contact contact)
    {
        var kind = KindOf(happened.Kind);
        return kind is null || happened.Machine || happened.Withdrawn || !contact.Profiling || (contact.Tracking is false && SignalKind.NeedsTracking(kind))
            ? null
            : new Signal(happened.Id, contact.Id, kind, happened.MessageId?.Value, happened.OccurredAt);
    }

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
