using FollowUpAgent.Contacts;
using FollowUpAgent.Dashboard.Forms;
using FollowUpAgent.Decisions;
using FollowUpAgent.Events.Replies;
using FollowUpAgent.Oversight;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Reasons;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dashboard.Persons;

/// <summary>Reads what the pages of contacts show.</summary>
internal sealed class PersonReader(Database database, AddressKeys addresses, TimeProvider clock)
{
    private const int RowsOfPage = 50;
    private const int MostOfCompany = 100;
    private const int MostHeard = 50;
    private const int MostDecisions = 30;
    private static readonly Guid Newest = new("ffffffff-ffff-ffff-ffff-ffffffffffff");

    /// <summary>One page of contacts, newest first; or some of a company.</summary>
    public Task<PersonsView> ListAsync(string? search, Guid? before, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            if (search is not null)
            {
                var found = await session.FindPersonsOfAsync(CompanyNames.KeyOf(search), search.ToLowerInvariant(), MostOfCompany);
                return new PersonsView(search, found, null, found.Count == MostOfCompany);
            }

            var rows = await session.FindPersonsAsync(before ?? Newest, RowsOfPage + 1);
            return new PersonsView(null, [.. rows.Take(RowsOfPage)], rows.Count > RowsOfPage ? rows[RowsOfPage - 1].Id : null, false);
        },
        cancellationToken);

    /// <summary>The contact with this address, or null.</summary>
    public Task<Contact?> FindAsync(string address, CancellationToken cancellationToken) => AddressKeys.Normalise(address) is { } normalised
        ? database.ReadAsync(s => s.FindContactAsync(addresses.KeyOf(normalised)), cancellationToken)
        : Task.FromResult<Contact?>(null);

    /// <summary>One contact with all that happened, newest first; null where there is none.</summary>
    public Task<PersonView?> ReadAsync(ContactId id, FormView form, CancellationToken cancellationToken) => database.ReadAsync<PersonView?>(
        async session => await session.FindContactAsync(id) is { } contact
            ? new PersonView(contact, clock.GetUtcNow(), await session.FindEnrollmentsAsync([id]), await session.FindOpenTaskAsync(id), await HappenedAsync(session, id), form)
            : null,
        cancellationToken);

    private static async Task<IReadOnlyList<Happening>> HappenedAsync(Session session, ContactId id)
    {
        var decisions = await ExplanationReader.ReadPlainAsync(session, await session.FindNewestDecisionsAsync(id, MostDecisions));
        var heard = await session.FindHeardAsync(id, MostHeard);
        var replies = await session.RepliesOfAsync(id);
        return
        [
            .. decisions.Select(d => new Happening(d.Stages.Max(s => s.DecidedAt)) { Decision = d })
                // An answer is an event too.
                .Concat(heard.Where(h => replies.TrueForAll(r => r.ReceivedAt != h.OccurredAt)).Select(h => new Happening(h.OccurredAt) { Heard = h }))
                .Concat(replies.Select(r => new Happening(r.ReceivedAt) { Reply = r }))
                .OrderByDescending(h => h.At),
        ];
    }
}

/// <summary>What the list of contacts shows.</summary>
/// <param name="Search">The company that was asked for, or null.</param>
/// <param name="Rows">The contacts.</param>
/// <param name="Next">After which the next page begins; null where there is none.</param>
/// <param name="IsCut">Whether there are more that are not shown.</param>
internal sealed record PersonsView(string? Search, IReadOnlyList<PersonRow> Rows, ContactId? Next, bool IsCut);

/// <summary>What the page of a contact shows.</summary>
/// <param name="Contact">Who.</param>
/// <param name="Now">When it was read.</param>
/// <param name="Enrollments">The sequences that it is or was in.</param>
/// <param name="Task">What a person is to do for it, or null.</param>
/// <param name="Happened">What happened, newest first.</param>
/// <param name="Form">The form that erases.</param>
internal sealed record PersonView(Contact Contact, DateTimeOffset Now, IReadOnlyList<Enrollment> Enrollments, OwnerTask? Task, IReadOnlyList<Happening> Happened, FormView Form);

/// <summary>One thing that happened; one of them is there.</summary>
/// <param name="At">When.</param>
internal sealed record Happening(DateTimeOffset At)
{
    /// <summary>A decision.</summary>
    public Explanation? Decision { get; init; }

    /// <summary>Something that was heard.</summary>
    public HeardRow? Heard { get; init; }

    /// <summary>An answer.</summary>
    public Reply? Reply { get; init; }
}
