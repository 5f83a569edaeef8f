using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Messages;
using FollowUpAgent.Reports.Reasons;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Cli;

/// <summary>Finds what a person asks about, by whatever name they have for it.</summary>
/// <param name="keys">Knows contacts by address.</param>
/// <param name="explanations">Explains what was found.</param>
/// <param name="most">How many decisions about a contact are read.</param>
internal sealed class ExplainSearch(AddressKeys keys, ExplanationReader explanations, int most)
{
    /// <summary>The contact or decision of this name, or null.</summary>
    public async Task<ExplainedSubject?> FindAsync(Session session, string asked)
    {
        if (MessageIds.TryRead(asked, out var id) || MessageIds.TryReadLeft(NameOfFile(asked), out id) || Guid.TryParse(asked, out id))
        {
            return await FindByIdAsync(session, id);
        }

        return AddressKeys.Normalise(asked) is { } address && await session.FindContactAsync(keys.KeyOf(address)) is { } contact
            ? await OfContactAsync(session, contact.Id)
            : null;
    }

    private static string NameOfFile(string asked)
    {
        var name = Path.GetFileName(asked.Trim().Trim('<', '>'));
        return name.EndsWith(".eml", StringComparison.OrdinalIgnoreCase) ? name[..^".eml".Length] : name;
    }

    private async Task<ExplainedSubject?> FindByIdAsync(Session session, Guid id)
    {
        var decision = await session.FindMessageAsync(new MessageId(id)) is { } message ? message.DecisionId : new DecisionId(id);
        var rows = await session.FindDecisionAsync(decision);
        if (rows.Count > 0)
        {
            return new ExplainedSubject(rows[0].ContactId, [], await explanations.ReadAsync(session, rows), 1);
        }

        return await session.FindContactAsync(new ContactId(id)) is { } contact ? await OfContactAsync(session, contact.Id) : null;
    }

    private async Task<ExplainedSubject> OfContactAsync(Session session, ContactId contact)
    {
        var enrollments = await session.FindEnrollmentsAsync([contact]);
        var decisions = await explanations.ReadAsync(session, await session.FindNewestDecisionsAsync(contact, most));
        return new ExplainedSubject(
            contact,
            [.. enrollments.Select(e => new ExplainedEnrollment(e.Sequence, e.Entry, e.GroupName, e.State, e.ExitReason, e.Step, e.DueAt))],
            decisions,
            await session.CountDecisionsAsync(contact));
    }
}
