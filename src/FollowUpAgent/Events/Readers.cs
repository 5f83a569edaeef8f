using FollowUpAgent.Events.Mail;
using FollowUpAgent.Events.Providers;

namespace FollowUpAgent.Events;

/// <summary>Knows who reads the body of which endpoint. Pure.</summary>
internal sealed class Readers(IEnumerable<IEventProvider> providers, IMailReader mails)
{
    private readonly Dictionary<string, IEventProvider> adapters = providers.ToDictionary(p => p.Name, StringComparer.Ordinal);

    /// <summary>What a row says. An endpoint that is not a provider's speaks the words of the event webhook.</summary>
    public Hearing Read(InboxRow row)
    {
        var kind = row.Endpoint.Split('/')[0];
        if (kind == MailEndpoint.Endpoint)
        {
            return new Hearing([.. MailClassifier.Read(mails.Read(row.Body), row.ReceivedAt).Select((heard, i) => (i, heard))], null);
        }

        if (kind == EventsApi.Endpoint)
        {
            return ApiEventReader.Read(row.Body);
        }

        return adapters.TryGetValue(kind, out var provider) ? provider.Read(row.Body) : EventReader.Read(row.Body);
    }
}
