using FollowUpAgent.Contacts;
using FollowUpAgent.Signals;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events.Visits;

/// <summary>
/// Finds out whose the visits are that browsers report. A link's token names its contact; a browser that is recognised names the contact whose
/// link was followed there last, unless two people use it; everything else stays nobody's, and is joined once a token comes.
/// </summary>
internal sealed class VisitIntake(PageGroups pages)
{
    /// <summary>Names the contacts of recognised browsers where no token does.</summary>
    public static async Task<IReadOnlyList<Incoming>> RecogniseAsync(Session session, IReadOnlyList<Incoming> some)
    {
        var nameless = some.Where(i => i.Heard is { Browser.Visitor: not null, Names.Count: 0 }).Select(i => i.Heard.Browser!.Visitor!).ToList();
        if (nameless.Count == 0)
        {
            return some;
        }

        var owners = await FindOwnersAsync(session, nameless);
        return [.. some.Select(i => i.Heard is { Browser.Visitor: { } key, Names.Count: 0 } heard && owners.GetValueOrDefault(TextOf(key)) is { } owner
            ? i with { Heard = heard with { Contact = owner } }
            : i)];
    }

    /// <summary>Takes in what concerns browsers, and leaves the visits that are somebody's, with all other events.</summary>
    public async Task<IReadOnlyList<Found>> TakeAsync(Session session, IReadOnlyList<Found> all, DateTimeOffset now)
    {
        var reports = all.Where(f => f.In.Heard.Browser is not null).ToList();
        if (reports.Count == 0)
        {
            return all;
        }

        // In the order in which they came: who takes the consent back and gives it again has agreed.
        foreach (var one in reports.Where(r => r.In.Heard.Browser!.Visitor is not null))
        {
            await TakeAsync(session, one, one.In.Heard.Browser!.Visitor!, now);
        }

        var owners = await FindOwnersAsync(session, reports.Select(r => r.In.Heard.Browser!.Visitor).OfType<byte[]>());
        return [.. all.Where(f => f.In.Heard.Browser is not { } browser || (f.In.Heard.Page is not null && !browser.IsForgotten && MayTrack(f.Contact) && IsStillTheirs(f, browser)))];

        // Another one of these may have shown that two people use it.
        bool IsStillTheirs(Found one, Browser browser) => one.Message is not null || owners.GetValueOrDefault(TextOf(browser.Visitor!)) == one.Contact!.Id;
    }

    private async Task TakeAsync(Session session, Found one, byte[] key, DateTimeOffset now)
    {
        if (one.In.Heard.Browser!.IsForgotten)
        {
            await session.ForgetVisitorAsync(key);
            return;
        }

        var isNamed = one.Message is not null && MayTrack(one.Contact);
        if (isNamed)
        {
            await session.LinkVisitorAsync(key, one.Contact!.Id, now);
        }

        var owners = await FindOwnersAsync(session, [key]);
        var isShared = owners.TryGetValue(TextOf(key), out var owner) && owner is null;
        var isNobodys = one is { Contact: null, Message: null, In.Heard.Page: not null };
        if (isNobodys && !isShared)
        {
            await session.AddAnonymousVisitsAsync([new AnonymousVisit(one.In.Draft.Id, key, pages.GroupOf(one.In.Heard.Page), one.In.Draft.OccurredAt)]);
        }

        // The second where the browser got its owner a moment ago, among these.
        if (isNamed || (isNobodys && owner is not null))
        {
            await JoinAsync(session, key, owner, now);
        }
    }

    // Where two people use it, what came before is nobody's.
    private static async Task JoinAsync(Session session, byte[] key, ContactId? owner, DateTimeOffset now)
    {
        var earlier = await session.TakeAnonymousVisitsAsync(key);
        await session.AddSignalsAsync(owner is not { } contact
            ? []
            : [.. earlier.Select(v => new Signal(v.Id, contact, SignalKind.Visit, v.Name, null, v.OccurredAt, now))]);
    }

    private static async Task<Dictionary<string, ContactId?>> FindOwnersAsync(Session session, IEnumerable<byte[]> keys) =>
        (await session.FindVisitorsAsync(keys.DistinctBy(TextOf))).ToDictionary(v => TextOf(v.VisitorKey), v => v.ContactId);

    private static bool MayTrack(Contact? contact) => contact is { Profiling: true, Tracking: not false };

    private static string TextOf(byte[] key) => Convert.ToHexString(key);
}
