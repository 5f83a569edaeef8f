using FollowUpAgent.Contacts;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Events.Bounces;
using FollowUpAgent.Events.Machines;
using FollowUpAgent.Messages;
using FollowUpAgent.Signals;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events;

/// <summary>An event as it is stored, and what was known when it was made.</summary>
/// <param name="Found">Whom it is about.</param>
/// <param name="Event">The event.</param>
/// <param name="Alike">A message that it seems to be about by sender and subject, where it names none; or null.</param>
/// <param name="IsBelieved">Whether it is more than somebody's word.</param>
internal sealed record Made(Found Found, Event Event, OutboxMessage? Alike, bool IsBelieved)
{
    /// <summary>What was read.</summary>
    public Heard Heard => Found.In.Heard;

    /// <summary>The message that it names, or null.</summary>
    public OutboxMessage? Message => Found.Message;

    /// <summary>The contact, or null.</summary>
    public Contact? Contact => Found.Contact;
}

/// <summary>Makes events of what was found about them: how they were matched, whose fault a bounce is, what a request shows of itself.</summary>
internal sealed class EventMaking(MachineMarks marks, PageGroups pages)
{
    /// <summary>Makes the event.</summary>
    public async Task<Made> MakeAsync(Session session, Found found, DateTimeOffset now)
    {
        var (heard, message, contact) = (found.In.Heard, found.Message, found.Contact);
        var alike = message is null && contact is not null && heard.Parties is { } parties ? await session.FindMessageAsync(contact, parties.Subject, now) : null;
        var happened = found.In.Draft with
        {
            MessageId = (message ?? alike)?.Id,
            ContactId = contact?.Id,
            Withdrawn = found.IsWithdrawn,
            Detail = heard.Kind == EventKind.Visited ? pages.GroupOf(heard.Page ?? heard.Url) : found.In.Draft.Detail,
            Matched = contact is null ? null : message is not null ? Match.Message : alike is not null ? Match.Subject : Match.Address,
        };
        // Anybody may write a mail that looks like a report.
        var isBelieved = heard.IsProven || happened.Matched == Match.Message;
        var bounce = contact is null || !isBelieved ? null : WhyBounced(heard, contact);
        happened = await MarkedAsync(session, heard, happened with { Bounce = BouncePolicy.WordOf(happened, bounce) }, message);
        return new Made(found, happened, alike, isBelieved);
    }

    // A mail that was forwarded comes back for an address that is not the contact's.
    private static BounceClass? WhyBounced(Heard heard, Contact contact)
    {
        var isAnother = AddressKeys.Normalise(heard.FailedAddress) is { } failed && failed != contact.Address;
        return isAnother && heard.Bounce is BounceClass.Hard ? BounceClass.Undetermined : heard.Bounce;
    }

    // What a request shows of itself is known at once; what is around it, after a while.
    private async Task<Event> MarkedAsync(Session session, Heard heard, Event happened, OutboxMessage? message)
    {
        if (happened.Kind is not (EventKind.Clicked or EventKind.Opened or EventKind.UnsubscribeViewed))
        {
            return happened;
        }

        var shown = marks.Of(heard);
        var isLabelled = message is not null && !happened.Withdrawn && happened.Kind is not EventKind.UnsubscribeViewed;
        var link = heard.Link is null && heard.Url is not null && message is not null ? await session.FindLinkNumberAsync(message.Template, heard.Url) : heard.Link;
        return happened with
        {
            Link = link,
            Marks = shown,
            Network = message is null ? null : marks.NetworkOf(heard, message.Id),
            Machine = link == TrackedLink.Honeypot || (shown?.Split(' ').Any(MachineMarks.IsCertain) ?? false),
            LabelAt = isLabelled ? happened.OccurredAt + MachinePump.Wait : null,
        };
    }
}
