using FollowUpAgent.Contacts;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Reasons;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dashboard.Ledger;

/// <summary>Reads a page of the ledger, newest first.</summary>
internal sealed class LedgerReader(Database database, AddressKeys addresses, SequenceCatalog catalog)
{
    private const int RowsOfPage = 50;

    // A page looks through so many rows for what is asked for, and says so where it found too little: the ledger may hold millions.
    private const int MostLookedAt = 10_000;

    /// <summary>The page.</summary>
    public Task<LedgerView> ReadAsync(LedgerFilter filter, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var contact = filter.Contact is null ? null : AddressKeys.Normalise(filter.Contact) is { } address ? await session.FindContactAsync(addresses.KeyOf(address)) : null;
            if (filter.Contact is not null && contact is null)
            {
                return new LedgerView(filter, catalog, [], null, IsUnknown: true);
            }

            var before = filter.Before ?? new LedgerMark(DateTimeOffset.MaxValue, Guid.Empty);
            var end = contact is null ? await session.FindLedgerEndAsync(before.At, MostLookedAt) : null;
            var marks = await session.FindLedgerAsync(filter, contact?.Id, before, end, RowsOfPage + 1);
            var next = marks.Count > RowsOfPage ? marks[RowsOfPage - 1].ToMark() : end is { } from ? new LedgerMark(from, Guid.Empty) : null;
            return new LedgerView(filter, catalog, await ExplainAsync(session, [.. marks.Take(RowsOfPage)]), next, IsUnknown: false);
        },
        cancellationToken);

    private static async Task<IReadOnlyList<Explanation>> ExplainAsync(Session session, IReadOnlyList<LedgerRow> marks)
    {
        var rows = await session.FindDecisionRowsAsync(marks.Select(m => m.Id));
        var byId = (await ExplanationReader.ReadPlainAsync(session, rows)).ToDictionary(e => e.Decision);
        return [.. marks.Select(m => byId[m.Id])];
    }
}

/// <summary>What the page of the ledger shows.</summary>
/// <param name="Filter">What was asked for.</param>
/// <param name="Catalog">The sequences that can be asked for.</param>
/// <param name="Rows">The decisions, newest first.</param>
/// <param name="Next">Where the next page begins; null where there is none.</param>
/// <param name="IsUnknown">Whether nobody has the address that was asked for.</param>
internal sealed record LedgerView(LedgerFilter Filter, SequenceCatalog Catalog, IReadOnlyList<Explanation> Rows, LedgerMark? Next, bool IsUnknown);
