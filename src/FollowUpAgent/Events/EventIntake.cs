using System.Security.Cryptography;
using System.Text;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Events.Bounces;
using FollowUpAgent.Events.Effects;
using FollowUpAgent.Events.Machines;
using FollowUpAgent.Events.Replies;
using FollowUpAgent.Events.Visits;
using FollowUpAgent.Hosting;
using FollowUpAgent.Signals;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events;

/// <summary>
/// Takes in the events that a reader understood, in the transaction of their rows: finds whom each is about, stores it once, and lets it
/// take effect. The same event again, in this row or another, changes nothing.
/// </summary>
internal sealed class EventIntake(
    EventLookup lookup,
    VisitIntake visits,
    EventMaking making,
    OwnMail ownMail,
    EventEffects effects,
    BounceEffects bounces,
    ReplyEffects replies,
    Confirmation confirmation,
    IdSource ids)
{
    // As many parameters as SQLite takes without getting slow.
    private const int MostAtOnce = 500;

    /// <summary>The key by which a source's event is known in the database.</summary>
    public static byte[] KeyOf(string endpoint, string key) => SHA256.HashData(Encoding.UTF8.GetBytes($"{endpoint}\n{key}"));

    /// <summary>The event as it will be stored, before anybody is looked up; made once, since a transaction may run twice.</summary>
    public Event Draft(InboxRow row, Heard heard, int position) => new()
    {
        Id = ids.New(),
        InboxId = row.Id,
        Position = position,
        Kind = heard.Kind,
        Link = heard.Link,
        Machine = heard.IsMachine,
        Negative = heard.IsNegative,
        Detail = heard.Detail is { Length: > 0 } detail ? detail : null,
        DedupeKey = heard.Key is null ? null : KeyOf(row.Endpoint, heard.Key),
        OccurredAt = Clamp(heard.At ?? row.ReceivedAt, row.ReceivedAt),
    };

    /// <summary>Takes them in, in their order, with few questions to the database.</summary>
    public async Task TakeInAsync(Session session, IReadOnlyList<Incoming> all, DateTimeOffset now)
    {
        var some = new List<Incoming>();
        foreach (var one in all)
        {
            if (some.Count == MostAtOnce || one.Heard.Withdraws is not null)
            {
                await TakeInAtOnceAsync(session, some, now);
                some.Clear();
            }

            if (one.Heard.Withdraws is { } key)
            {
                var withdrawn = await session.WithdrawAsync(KeyOf(one.Row.Endpoint, key), now);
                await session.RemoveSignalsAsync(withdrawn.Select(e => e.Id));
                await session.RelabelAsync(withdrawn, now);
                continue;
            }

            some.Add(one);
        }

        await TakeInAtOnceAsync(session, some, now);
    }

    private async Task TakeInAtOnceAsync(Session session, List<Incoming> some, DateTimeOffset now)
    {
        if (some.Count == 0)
        {
            return;
        }

        var made = new List<Made>();
        var known = await lookup.FindAsync(session, await VisitIntake.RecogniseAsync(session, some));
        foreach (var found in await visits.TakeAsync(session, known, now))
        {
            if (await ownMail.RecogniseAsync(session, found.In.Heard, found.Contact, found.Message is not null) is not { } own)
            {
                made.Add(await making.MakeAsync(session, found, now));
            }
            else if (await session.AddEventAsync(own.Of(found.In.Draft)))
            {
                await ownMail.TakeAsync(session, own, now);
            }
        }

        var added = await session.AddEventsAsync([.. made.Select(m => m.Event)]);
        var news = made.Where((_, i) => added[i]).ToList();
        await session.RelabelAsync([.. news.Select(n => n.Event)], now);
        await session.AddSignalsAsync([.. news.Select(n => SignalOf(n, now)).OfType<Signal>()]);
        foreach (var one in news)
        {
            await TakeEffectAsync(session, one, now);
        }
    }

    private static Signal? SignalOf(Made one, DateTimeOffset now) => one.Contact is null || one.Event.AwaitsLabel ? null : EventSignals.Of(one.Event, one.Contact, now);

    private async Task TakeEffectAsync(Session session, Made one, DateTimeOffset now)
    {
        if (one.Message is not null && EventKind.ProvesSending(one.Event.Kind))
        {
            await confirmation.ConfirmAsync(session, one.Message, now);
        }

        if (one.Contact is null)
        {
            return;
        }

        if (one.Heard.Reply is { } reading)
        {
            await session.AddReplyAsync(Reply.Of(one.Event, one.Contact.Id, reading));
        }

        await effects.TakeAsync(session, one.Event, one.Contact.Id, now);
        await bounces.TakeAsync(session, one.Event, one.Contact, one.Message, one.IsBelieved, now);
        await replies.TakeAsync(session, one.Event, one.Heard.Reply, one.Message ?? one.Alike, one.Contact, now);
    }

    // An event from the future would own rewards that have not been earned yet; one from before our time is a wrong clock.
    private static DateTimeOffset Clamp(DateTimeOffset at, DateTimeOffset receivedAt) =>
        at > receivedAt ? receivedAt : at < DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch : at;
}
