using System.Buffers.Binary;
using System.Text;
using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Sequences;

/// <summary>Puts contacts into a sequence and says of each who was not let in, and why. Repeating it changes nothing.</summary>
internal sealed class Enroller(Database database, SequenceCatalog catalog, Allotment allotment, IdSource ids, TimeProvider clock)
{
    private const int PageSize = 1000;

    /// <summary>Enrolls every contact that the filter lets through, page by page; an interrupted run is finished by repeating it.</summary>
    /// <param name="definition">The sequence.</param>
    /// <param name="filter">Which contacts; the others are not mentioned.</param>
    /// <param name="isDryRun">Only judges, writes nothing.</param>
    /// <param name="heard">Told every verdict.</param>
    /// <param name="cancellationToken">Ends it after the page in hand.</param>
    public async Task EnrollAsync(
        SequenceDefinition definition, Func<Contact, bool> filter, bool isDryRun, Action<EnrollVerdict> heard, CancellationToken cancellationToken)
    {
        var after = default(ContactId);
        while (true)
        {
            var page = await database.ReadAsync(s => s.ReadContactsAsync(after, PageSize), cancellationToken);
            if (page.Count == 0)
            {
                return;
            }

            after = page[^1].Id;
            var wanted = page.Where(filter).ToList();
            foreach (var verdict in await EnrollPageAsync(definition, wanted, isDryRun, cancellationToken))
            {
                heard(verdict);
            }
        }
    }

    /// <summary>Enrolls these contacts, in one transaction.</summary>
    public async Task<IReadOnlyList<EnrollVerdict>> EnrollPageAsync(
        SequenceDefinition definition, IReadOnlyList<Contact> contacts, bool isDryRun, CancellationToken cancellationToken)
    {
        if (contacts.Count == 0)
        {
            return [];
        }

        var now = clock.GetUtcNow();
        // Ids are made outside of the transaction, which may run twice.
        var drafts = contacts.Select(c => new EnrollmentId(ids.New())).ToList();
        return isDryRun
            ? await database.ReadAsync(s => JudgeAsync(s, definition, contacts, drafts, now), cancellationToken)
            : await database.WriteAsync(
                async session =>
                {
                    var verdicts = await JudgeAsync(session, definition, contacts, drafts, now);
                    await WriteAsync(session, verdicts);
                    await session.NoteSharesAsync(catalog.Shares, now);
                    return verdicts;
                },
                cancellationToken);
    }

    private async Task<IReadOnlyList<EnrollVerdict>> JudgeAsync(
        Session session, SequenceDefinition definition, IReadOnlyList<Contact> contacts, List<EnrollmentId> drafts, DateTimeOffset now)
    {
        var earlier = (await session.FindEnrollmentsAsync(contacts.Select(c => c.Id))).ToLookup(e => e.ContactId);
        var suppressed = await session.FindSuppressedAsync(contacts.Select(c => c.Id), now);
        return [.. contacts.Select((contact, i) =>
            EnrollRules.WhyNot(contact, definition, earlier[contact.Id], suppressed.Contains(contact.Id), now) is { } refusal
                ? new EnrollVerdict(contact, null, refusal)
                : new EnrollVerdict(contact, Draft(drafts[i], contact, definition, earlier[contact.Id], now), null))];
    }

    private Enrollment Draft(
        EnrollmentId id, Contact contact, SequenceDefinition definition, IEnumerable<Enrollment> earlier, DateTimeOffset now) => new()
        {
            Id = id,
            ContactId = contact.Id,
            Sequence = definition.Key,
            Entry = earlier.Where(e => e.Sequence == definition.Key).Select(e => e.Entry).DefaultIfEmpty(0).Max() + 1,
            GroupName = contact.GroupName ?? GroupOf(contact).ToText(),
            Sender = SenderOf(contact, definition),
            State = EnrollmentState.Waiting.ToText(),
            Step = definition.Steps[0].Key,
            DueAt = now + definition.Steps[0].Wait,
            EnteredAt = now,
        };

    private Group GroupOf(Contact contact) => allotment.GroupOf(
        contact.AddressKey,
        catalog.Shares.Unit is AllotmentUnit.Company && contact.Company is { } company
            ? Encoding.UTF8.GetBytes(company.Trim().ToLowerInvariant())
            : [],
        contact.Profiling);

    // By the contact's key, so that a repeated enrollment meets the same sender.
    private static string SenderOf(Contact contact, SequenceDefinition definition) =>
        definition.Senders[(int)(BinaryPrimitives.ReadUInt32BigEndian(contact.AddressKey) % (uint)definition.Senders.Count)];

    private static async Task WriteAsync(Session session, IReadOnlyList<EnrollVerdict> verdicts)
    {
        var enrolled = verdicts.Where(v => v.Enrollment is not null).ToList();
        foreach (var group in enrolled.Where(v => v.Contact.GroupName is null).GroupBy(v => v.Enrollment!.GroupName))
        {
            await session.FixGroupAsync(group.Select(v => v.Contact.Id), group.Key);
        }

        await session.AddEnrollmentsAsync(enrolled.Select(v => v.Enrollment!));
    }
}

/// <summary>What became of one contact.</summary>
/// <param name="Contact">Who.</param>
/// <param name="Enrollment">The enrollment, or null where it was refused.</param>
/// <param name="Refusal">Why it was refused, or null.</param>
internal sealed record EnrollVerdict(Contact Contact, Enrollment? Enrollment, string? Refusal);
