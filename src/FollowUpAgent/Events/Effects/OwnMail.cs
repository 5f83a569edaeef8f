using FollowUpAgent.Contacts;
using FollowUpAgent.Events.Mail;
using FollowUpAgent.Oversight;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Events.Effects;

/// <summary>
/// Tells mails of ours from those of contacts: what a colleague writes to a contact is no reply of the contact, and what the agent wrote
/// itself, or gets back for a notice, is nothing at all.
/// </summary>
internal sealed class OwnMail(Owners owners, AddressKeys addresses, TaskDesk desk)
{
    /// <summary>What a mail of ours is, or null where it is a contact's.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="heard">What the mail was taken for.</param>
    /// <param name="contact">Whose answer it was taken for, or null.</param>
    /// <param name="isThread">Whether it names a mail of ours to that contact.</param>
    public async Task<OwnMailRead?> RecogniseAsync(Session session, Heard heard, Contact? contact, bool isThread)
    {
        // Who tries the agent on oneself is a contact: that answers, and is not answered.
        if (heard.Parties is not { From: { } from } parties || (isThread && contact?.Address == from))
        {
            return null;
        }

        var addressed = await FindAsync(session, parties);
        if (!owners.IsOurs(from) && !addressed.Append(contact).OfType<Contact>().Any(c => c.Address != from && owners.OwnerIn(c) == from))
        {
            return parties.AnswersNotice && contact?.Address != from ? new OwnMailRead("an answer to a notice", null, []) : null;
        }

        var isPersons = !heard.IsMachine && !parties.IsMarked && addressed.Count > 0;
        return isPersons ? new OwnMailRead(null, from.Split('@')[0], addressed) : new OwnMailRead("our own mail", null, []);
    }

    /// <summary>Lets a colleague's mail take effect on those it was written to.</summary>
    public async Task TakeAsync(Session session, OwnMailRead mail, DateTimeOffset now)
    {
        foreach (var contact in mail.Contacts.OrderBy(c => c.Id.Value))
        {
            if (await session.LockContactAsync(contact.Id) is not null)
            {
                await desk.AnsweredAsync(session, contact.Id, mail.By, now);
            }
        }
    }

    private async Task<List<Contact>> FindAsync(Session session, MailParties parties)
    {
        var keys = parties.To.Where(a => !owners.IsOurs(a)).Select(addresses.KeyOf).ToList();
        return keys.Count == 0 ? [] : await session.FindContactsAsync(keys);
    }
}

/// <summary>A mail of ours.</summary>
/// <param name="Detail">What it is where nothing follows, or null.</param>
/// <param name="By">Who wrote it: the left half of the address; or null.</param>
/// <param name="Contacts">To whom, of those that are known.</param>
internal sealed record OwnMailRead(string? Detail, string? By, IReadOnlyList<Contact> Contacts)
{
    /// <summary>The event as it is stored. One about several people names none of them.</summary>
    public Event Of(Event draft) => draft with
    {
        Kind = Detail is null ? EventKind.Answered : EventKind.Other,
        Detail = Detail,
        Machine = false,
        Negative = false,
        ContactId = Contacts.Count == 1 ? Contacts[0].Id : null,
        Matched = Contacts.Count == 1 ? Match.Address : null,
    };
}
