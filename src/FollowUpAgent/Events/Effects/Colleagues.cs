using FollowUpAgent.Contacts;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events.Effects;

/// <summary>Stops a sequence for everybody of a company where one of them has answered and the sequence says so.</summary>
internal sealed class Colleagues(SequenceCatalog catalog, EventsOptions options)
{
    /// <summary>Stops them.</summary>
    public async Task StopAsync(Session session, ContactId contact, DateTimeOffset now)
    {
        if (await session.FindContactAsync(contact) is not { } known)
        {
            return;
        }

        var sequences = (await session.FindEnrollmentsAsync([contact])).Select(e => e.Sequence).Distinct().Select(catalog.Find).OfType<SequenceDefinition>();
        foreach (var sequence in sequences.Where(s => s.StopsCompanyOnReply && HasColleagues(known, s.StopsCompanyBy)))
        {
            await session.StopCompanyAsync(known, sequence.StopsCompanyBy, sequence.Key, ExitReason.CompanyReplied, now);
        }
    }

    private bool HasColleagues(Contact contact, CompanyMark mark) => mark switch
    {
        CompanyMark.Company => contact.CompanyKey is not null,
        CompanyMark.Domain => !IsPublic(contact.Domain) && !IsPublic(contact.CompanyDomain),
        _ => throw new ArgumentOutOfRangeException(nameof(mark), mark, "No such mark of a company."),
    };

    private bool IsPublic(string domain) =>
        PublicMailDomains.Contains(domain) || options.PublicMailDomains.Contains(domain, StringComparer.OrdinalIgnoreCase);
}
