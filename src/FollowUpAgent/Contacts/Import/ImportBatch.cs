using FollowUpAgent.Storage;

namespace FollowUpAgent.Contacts.Import;

/// <summary>What became of a row that could be read.</summary>
internal enum RowVerdict
{
    /// <summary>A new contact.</summary>
    Added,

    /// <summary>A known contact that the row changed.</summary>
    Updated,

    /// <summary>A known contact that is as the row says.</summary>
    Unchanged,
}

/// <summary>One row after its batch was written.</summary>
/// <param name="Verdict">What became of the contact.</param>
/// <param name="Contact">The contact as it is now; null where it was erased on request and not stored again.</param>
/// <param name="IsSuppressed">Whether the address is suppressed.</param>
internal sealed record WrittenRow(RowVerdict Verdict, Contact? Contact, bool IsSuppressed);

/// <summary>Writes some drafts with different addresses in one transaction. Harmless when repeated.</summary>
internal sealed class ImportBatch(Session session, ContactDraft defaults, DateTimeOffset now)
{
    private readonly Dictionary<UInt128, WrittenRow> written = [];

    /// <summary>Suppresses the addresses that want no mail, then writes the drafts.</summary>
    /// <param name="drafts">The drafts.</param>
    /// <param name="optOuts">The keys of the addresses.</param>
    /// <param name="evidence">Where they said so.</param>
    /// <returns>How many addresses are new on the list, and what became of each draft, in the same order.</returns>
    public async Task<(int OptOuts, IReadOnlyList<WrittenRow> Rows)> WriteAsync(IReadOnlyList<ContactDraft> drafts, IEnumerable<byte[]> optOuts, string evidence)
    {
        var added = 0;
        foreach (var key in optOuts)
        {
            added += await session.SuppressAsync(new Suppression { AddressKey = key, Reason = SuppressionReason.Imported, Evidence = evidence, Since = now });
        }

        return (added, await WriteAsync(drafts));
    }

    /// <summary>Adds what is new, changes what is different, leaves the rest untouched.</summary>
    /// <returns>What became of each draft, in the same order.</returns>
    public async Task<IReadOnlyList<WrittenRow>> WriteAsync(IReadOnlyList<ContactDraft> drafts)
    {
        var suppressed = await FindSuppressedAsync(drafts);
        var erased = drafts.ToLookup(d => suppressed.GetValueOrDefault(d.Handle) == SuppressionReason.Erased);
        foreach (var draft in erased[true])
        {
            written[draft.Handle] = new WrittenRow(RowVerdict.Unchanged, null, true);
        }

        await ChangeKnownAsync(await AddNewAsync([.. erased[false]]));
        return [.. drafts.Select(d => written[d.Handle] with { IsSuppressed = suppressed.ContainsKey(d.Handle) })];
    }

    private async Task<Dictionary<UInt128, string>> FindSuppressedAsync(IReadOnlyList<ContactDraft> drafts)
    {
        var found = await session.FindSuppressionsAsync(drafts.Select(d => d.AddressKey), now);
        return found.ToDictionary(s => ContactDraft.HandleOf(s.AddressKey), s => s.Reason);
    }

    /// <summary>Adds the new contacts.</summary>
    /// <returns>The drafts that say something else than the known contact does, or the one that another import has just added.</returns>
    private async Task<List<ContactDraft>> AddNewAsync(List<ContactDraft> drafts)
    {
        var known = await FindAsync(drafts);
        var added = drafts.Where(d => !known.ContainsKey(d.Handle)).Select(d => d.ToContact(defaults, now)).ToList();
        if (await session.AddContactsAsync(added) < added.Count)
        {
            known = await FindAsync(drafts);
            added.RemoveAll(c => known[ContactDraft.HandleOf(c.AddressKey)].Id != c.Id);
        }

        added.ForEach(c => written[ContactDraft.HandleOf(c.AddressKey)] = new WrittenRow(RowVerdict.Added, c, false));
        List<ContactDraft> different = [];
        foreach (var draft in drafts.Where(d => !written.ContainsKey(d.Handle)))
        {
            var contact = known[draft.Handle];
            written[draft.Handle] = new WrittenRow(RowVerdict.Unchanged, contact, false);
            if (draft.ApplyTo(contact, defaults) != contact)
            {
                different.Add(draft);
            }
        }

        return different;
    }

    private async Task ChangeKnownAsync(List<ContactDraft> different)
    {
        if (different.Count == 0)
        {
            return;
        }

        // Read again and held: another import may be merging its own columns into the same contacts.
        var held = (await session.HoldContactsAsync(different.Select(d => d.AddressKey))).ToDictionary(c => ContactDraft.HandleOf(c.AddressKey));
        List<Contact> changed = [];
        foreach (var draft in different)
        {
            if (!held.TryGetValue(draft.Handle, out var contact))
            {
                // Erased between the two reads: gone, and not to come back.
                written[draft.Handle] = new WrittenRow(RowVerdict.Unchanged, null, true);
                continue;
            }

            var merged = draft.ApplyTo(contact, defaults);
            if (merged != contact)
            {
                merged = merged with { UpdatedAt = now };
                changed.Add(merged);
                written[draft.Handle] = new WrittenRow(RowVerdict.Updated, merged, false);
            }
        }

        await session.UpdateContactsAsync(changed);
    }

    private async Task<Dictionary<UInt128, Contact>> FindAsync(List<ContactDraft> drafts) =>
        (await session.FindContactsAsync(drafts.Select(d => d.AddressKey))).ToDictionary(c => ContactDraft.HandleOf(c.AddressKey));
}
