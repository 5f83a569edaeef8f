using System.Text.Json;
using FollowUpAgent.Hosting;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Contacts.Import;

/// <summary>Adds and changes contacts that programs send, by the rules of an import. The same again changes nothing.</summary>
internal sealed class ContactEntries(Database database, AddressKeys keys, IdSource ids, TimeProvider clock)
{
    // Where an opt-out came from, as the suppression list remembers it.
    private const string Evidence = "api";

    /// <summary>Writes what can be used, in one transaction; a bad entry never keeps the others out.</summary>
    /// <param name="entries">The contacts as JSON.</param>
    /// <param name="address">Whom a single entry is about, normalised; null where entries say it themselves.</param>
    /// <param name="cancellationToken">Ends the work before the commit.</param>
    /// <returns>What became of each, in the same order.</returns>
    public async Task<IReadOnlyList<EntryVerdict>> WriteAsync(IReadOnlyList<JsonElement> entries, string? address, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var reader = new ContactEntry(keys, now);
        var verdicts = new EntryVerdict?[entries.Count];
        Dictionary<UInt128, int> places = [];
        List<ContactDraft> drafts = [];
        List<byte[]> optOuts = [];
        for (var i = 0; i < entries.Count; i++)
        {
            var draft = new ContactDraft { Id = new ContactId(ids.New()), Address = address ?? "", AddressKey = address is null ? [] : keys.KeyOf(address) };
            var fault = reader.Read(ref draft, entries[i], out var isOptOut);
            if (isOptOut && draft.Address.Length > 0)
            {
                optOuts.Add(draft.AddressKey);
            }

            if (fault is not null)
            {
                verdicts[i] = EntryVerdict.Rejected(fault);
            }
            else if (places.TryAdd(draft.Handle, i))
            {
                drafts.Add(draft);
            }
            else
            {
                verdicts[i] = EntryVerdict.Duplicate(places[draft.Handle]);
            }
        }

        var (_, rows) = await database.WriteAsync(
            session => new ImportBatch(session, new ContactDraft(), now).WriteAsync(drafts, optOuts, Evidence), cancellationToken);
        foreach (var (draft, row) in drafts.Zip(rows))
        {
            verdicts[places[draft.Handle]] = EntryVerdict.Of(row, now);
        }

        return verdicts!;
    }
}

/// <summary>What became of one contact.</summary>
/// <param name="Verdict">added, updated, unchanged, suppressed, duplicate or rejected.</param>
/// <param name="Contact">Its id; null where it is not stored.</param>
/// <param name="Reason">Why it was not used, or is not mailed.</param>
internal sealed record EntryVerdict(string Verdict, Guid? Contact, string? Reason)
{
    /// <summary>The word for what could not be used.</summary>
    public const string RejectedWord = "rejected";

    /// <summary>The word for a new contact.</summary>
    public const string AddedWord = "added";

    /// <summary>It cannot be used.</summary>
    public static EntryVerdict Rejected(string fault) => new(RejectedWord, null, fault);

    /// <summary>Its address came earlier in the list.</summary>
    public static EntryVerdict Duplicate(int first) => new("duplicate", null, $"the same address as item {first}");

    /// <summary>It was written.</summary>
    public static EntryVerdict Of(WrittenRow row, DateTimeOffset now) => row switch
    {
        { IsSuppressed: true, Contact: null } => new EntryVerdict("suppressed", null, "erased on request: not stored again"),
        { IsSuppressed: true } => new EntryVerdict("suppressed", row.Contact.Id.Value, "kept up to date, and not mailed"),
        _ => new EntryVerdict(WordOf(row.Verdict), row.Contact?.Id.Value, row.Contact?.WhyNotMailable(now)?.InWords()),
    };

    private static string WordOf(RowVerdict verdict) => verdict switch
    {
        RowVerdict.Added => AddedWord,
        RowVerdict.Updated => "updated",
        RowVerdict.Unchanged => "unchanged",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "No such verdict."),
    };
}
