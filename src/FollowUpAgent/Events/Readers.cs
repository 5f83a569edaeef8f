using System.Text.Json;
using FollowUpAgent.Events.Mail;
using FollowUpAgent.Events.Providers;
using FollowUpAgent.Events.Replies;
using FollowUpAgent.Events.Visits;

namespace FollowUpAgent.Events;

/// <summary>Knows who reads the body of which endpoint. Pure.</summary>
/// <param name="providers">The adapters.</param>
/// <param name="mails">Reads raw mail.</param>
/// <param name="replies">The reader of answers that is in force.</param>
internal sealed class Readers(IEnumerable<IEventProvider> providers, IMailReader mails, Func<ReplyReader> replies)
{
    private readonly Dictionary<string, IEventProvider> adapters = providers.ToDictionary(p => p.Name, StringComparer.Ordinal);

    /// <summary>What a row says. An endpoint that is not a provider's speaks the words of the event webhook.</summary>
    public Hearing Read(InboxRow row)
    {
        var kind = row.Endpoint.Split('/')[0];
        if (kind == MailEndpoint.Endpoint)
        {
            return new Hearing([.. MailClassifier.Read(mails.Read(row.Body), row.ReceivedAt, replies()).Select((heard, i) => (i, heard))], null);
        }

        if (kind == EventsApi.Endpoint)
        {
            return ApiEventReader.Read(row.Body);
        }

        if (kind == VisitEndpoints.Endpoint)
        {
            return VisitReader.ReadKept(row.Body);
        }

        return adapters.TryGetValue(kind, out var provider) ? ReadProvider(provider, row) : EventReader.Read(row.Body);
    }

    // Mails that it hands over are placed behind its events.
    private Hearing ReadProvider(IEventProvider provider, InboxRow row)
    {
        var headers = JsonSerializer.Deserialize<Dictionary<string, string>>(row.Headers) ?? [];
        var kept = new Dictionary<string, string>(headers, StringComparer.OrdinalIgnoreCase);
        var (events, inbound, fault) = provider.Read(new ProviderDelivery(kept.GetValueOrDefault, row.Body));
        var answers = inbound.SelectMany(mail => MailClassifier.Read(mail.ToReceived(mails), row.ReceivedAt, replies()));
        return new Hearing([.. events.Select(e => e.ToHeard()).Concat(answers).Select((heard, i) => (i, heard))], fault);
    }
}
