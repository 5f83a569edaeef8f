using System.Text.Json;
using FollowUpAgent.Contacts;
using FollowUpAgent.Dashboard.Forms;
using FollowUpAgent.Decisions;
using FollowUpAgent.Dispatch.Approvals;
using FollowUpAgent.Messages;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Reports.Reasons;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dashboard.Approvals;

/// <summary>Reads what the pages of approvals show.</summary>
internal sealed class ApprovalPageReader(Database database, ApprovalReader approvals, ExplanationReader explanations, SequenceCatalog catalog, TimeProvider clock)
{
    private const int RowsOfPage = 50;

    /// <summary>One page of what waits, after the decision that was read last.</summary>
    public Task<ApprovalsView> ListAsync(ApprovalFilter filter, DecisionId? after, BulkNote? note, FormView form, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var last = after is { } decision ? await session.FindApprovalAsync(decision) : null;
            var rows = await session.ListPendingByDueAsync(filter, last?.AnswerBy ?? DateTimeOffset.UnixEpoch, last?.DecisionId ?? default, RowsOfPage + 1);
            var contacts = (await session.FindContactsAsync(rows.Select(a => a.ContactId).OfType<ContactId>())).ToDictionary(c => c.Id, c => c.Address);
            return new ApprovalsView
            {
                Now = clock.GetUtcNow(),
                Filter = filter,
                Rows = [.. rows.Take(RowsOfPage).Select(a => (a, a.ContactId is { } id ? contacts.GetValueOrDefault(id) : null))],
                Meant = (await session.CountPendingAsync(LiveFeed.MostCounted, filter)).Pending,
                HasMore = rows.Count > RowsOfPage,
                Kinds = await session.CountPendingByRuleAsync(),
                Note = note,
                Form = form,
            };
        },
        cancellationToken);

    /// <summary>The approvals that an answer to many means: of the filter, and asked by the moment at which the page was read.</summary>
    public async Task<List<DecisionId>> FindMeantAsync(ApprovalFilter filter, DateTimeOffset seen, CancellationToken cancellationToken) =>
        [.. (await database.ReadAsync(s => s.ListPendingAsync(filter, ApprovalMark.Start, ApprovalsApi.MostListed), cancellationToken))
            .Where(a => a.AskedAt <= seen).Select(a => a.DecisionId)];

    /// <summary>One approval; null where nobody was asked.</summary>
    public Task<ApprovalView?> ReadAsync(DecisionId id, FormView form, CancellationToken cancellationToken) => database.ReadAsync<ApprovalView?>(
        async session => await approvals.ReadAsync(session, id) is { } shown
            ? new ApprovalView
            {
                Shown = shown,
                Mail = shown.Mail is { } mail ? JsonSerializer.Deserialize<OutgoingMail>(mail) : null,
                Stages = [.. (await explanations.ReadAsync(session, await session.FindDecisionAsync(id))).SelectMany(e => e.Stages)],
                Offer = await OfferAsync(session, shown.Approval),
                Form = form,
            }
            : null,
        cancellationToken);

    /// <summary>A moment in the slot that ends then; null where it is not among the slots any more.</summary>
    public Task<DateTimeOffset?> FindMomentAsync(DecisionId id, DateTimeOffset until, CancellationToken cancellationToken) => database.ReadAsync<DateTimeOffset?>(
        async session =>
        {
            var offer = await session.FindApprovalAsync(id) is { } approval ? await OfferAsync(session, approval) : null;
            // A slot that has begun begins anew at each look: a minute on, it still holds.
            return offer?.Slots.FirstOrDefault(s => s.Until == until) is { } slot
                ? slot.From > clock.GetUtcNow() ? slot.From : Sooner(slot.From + TimeSpan.FromMinutes(1), slot.Until - TimeSpan.FromSeconds(1))
                : null;
        },
        cancellationToken);

    private static DateTimeOffset Sooner(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private async Task<SlotOffer?> OfferAsync(Session session, Approval approval) =>
        catalog.Find(approval.Sequence) is { } definition && approval.ContactId is { } id && await session.FindContactAsync(id) is { } contact
            ? LocalSchedule.SlotsFrom(clock.GetUtcNow(), contact.TimeZone, definition)
            : null;
}
