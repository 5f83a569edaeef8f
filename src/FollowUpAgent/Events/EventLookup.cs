using FollowUpAgent.Contacts;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Hosting;
using FollowUpAgent.Messages;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events;

/// <summary>An event on its way in.</summary>
/// <param name="Row">Where it was read.</param>
/// <param name="Heard">What was read.</param>
/// <param name="Draft">The event as it will be stored, but for whom it is about.</param>
internal sealed record Incoming(InboxRow Row, Heard Heard, Event Draft);

/// <summary>An event that is not known yet, and whom it is about.</summary>
/// <param name="In">The event.</param>
/// <param name="Message">The message that it names, or null.</param>
/// <param name="Contact">The contact, or null.</param>
/// <param name="IsWithdrawn">Whether its source took it back before it came.</param>
internal sealed record Found(Incoming In, OutboxMessage? Message, Contact? Contact, bool IsWithdrawn);

/// <summary>Finds out whom events are about, and leaves out those that are known already: a few questions for all of them, not a few for each.</summary>
internal sealed class EventLookup(WebhooksOptions webhooks, AddressKeys addresses, SignedTokens tokens)
{
    /// <summary>Those that are new, in their order.</summary>
    public async Task<IReadOnlyList<Found>> FindAsync(Session session, IReadOnlyList<Incoming> some)
    {
        var keys = some.Select(i => i.Draft.DedupeKey).OfType<byte[]>().ToList();
        var known = await KeysOfAsync(session.FindEventKeysAsync, keys);
        var withdrawn = await KeysOfAsync(session.FindWithdrawnKeysAsync, keys);
        // A key that is known from here on is that of an earlier one among these.
        var fresh = some.Where(i => i.Draft.DedupeKey is not { } key || known.Add(Convert.ToHexString(key))).ToList();
        var about = await FindMessagesAsync(session, fresh);
        var (byId, byKey) = await FindContactsAsync(session, about);
        return [.. about.Select(a => new Found(
            a.In,
            a.Message,
            a.Message is not null ? byId.GetValueOrDefault(a.Message.ContactId) : ContactOf(a.In.Heard, byId, byKey),
            a.In.Draft.DedupeKey is { } key && withdrawn.Contains(Convert.ToHexString(key))))];
    }

    private static async Task<HashSet<string>> KeysOfAsync(Func<IEnumerable<byte[]>, Task<List<byte[]>>> find, List<byte[]> keys) =>
        keys.Count == 0 ? [] : [.. (await find(keys)).Select(Convert.ToHexString)];

    private async Task<List<(Incoming In, OutboxMessage? Message)>> FindMessagesAsync(Session session, List<Incoming> some)
    {
        var named = some.Select(i => (In: i, Ids: i.Heard.Names.Select(MessageOf).OfType<MessageId>().ToList())).ToList();
        var ids = named.SelectMany(n => n.Ids).Distinct().ToList();
        var messages = ids.Count == 0 ? [] : (await session.FindMessagesAsync(ids)).ToDictionary(m => m.Id);
        var found = new List<(Incoming, OutboxMessage?)>();
        foreach (var (one, names) in named)
        {
            var message = names.Select(messages.GetValueOrDefault).FirstOrDefault(m => m is not null);
            found.Add((one, message ?? await FindByQueueIdAsync(session, one)));
        }

        return found;
    }

    private async Task<OutboxMessage?> FindByQueueIdAsync(Session session, Incoming one) =>
        one.Heard.QueueId is { Length: > 0 } queueId
        && webhooks.Providers.TryGetValue(one.Row.Endpoint[(one.Row.Endpoint.IndexOf('/', StringComparison.Ordinal) + 1)..], out var provider)
            ? await session.FindMessageAsync(provider.Relay, queueId)
            : null;

    // Of an erased person the message is still known, and nothing new is kept about the person.
    private async Task<(Dictionary<ContactId, Contact> ById, Dictionary<string, Contact> ByKey)> FindContactsAsync(
        Session session, List<(Incoming In, OutboxMessage? Message)> about)
    {
        var ids = about.Select(a => a.Message?.ContactId ?? a.In.Heard.Contact).OfType<ContactId>().Distinct().ToList();
        var keys = about.Where(a => a.Message is null && a.In.Heard.Contact is null).Select(a => KeyOf(a.In.Heard)).OfType<byte[]>().DistinctBy(Convert.ToHexString).ToList();
        var byId = ids.Count == 0 ? [] : await session.FindContactsAsync(ids);
        var byKey = keys.Count == 0 ? [] : await session.FindContactsAsync(keys);
        return (byId.ToDictionary(c => c.Id), byKey.ToDictionary(c => Convert.ToHexString(c.AddressKey)));
    }

    private Contact? ContactOf(Heard heard, Dictionary<ContactId, Contact> byId, Dictionary<string, Contact> byKey) =>
        heard.Contact is { } id ? byId.GetValueOrDefault(id) : KeyOf(heard) is { } key ? byKey.GetValueOrDefault(Convert.ToHexString(key)) : null;

    private byte[]? KeyOf(Heard heard) => AddressKeys.Normalise(heard.Email) is { } address ? addresses.KeyOf(address) : null;

    private MessageId? MessageOf(string name) =>
        MessageIds.TryRead(name, out var read) ? new MessageId(read) : tokens.TryRead(name, TokenPurpose.Reply, out var token) ? new MessageId(token.MessageId) : null;
}
