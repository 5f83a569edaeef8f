using System.CommandLine;
using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Messages;
using FollowUpAgent.Reports;
using FollowUpAgent.Rewards;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Cli;

/// <summary><c>followup explain</c>: why a contact got what it got, from the ledger.</summary>
internal static class ExplainVerb
{
    /// <summary>The verb.</summary>
    public static Verb Create(AgentOption agent, Output output)
    {
        var what = new Argument<string>("what") { Description = "A contact's address or id, a message's id or Message-ID, or a decision's id." };
        var json = Output.JsonOption();
        return new Verb(
            "explain",
            "Say why: what was chosen, what else could have been done and with which probability, which rules took part, what was expected.",
            "followup explain ada.brown@example.com --data my-agent",
            "followup explain '<m.ajk2xvcyp5pqphsxkvgw6z3tkq@example.com>' --json --data my-agent")
        {
            what, json,
        }.Does(async (parse, cancellationToken) =>
        {
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var asked = parse.GetValue(what)!;
            var keys = opened.Get<AddressKeys>();
            var subject = await opened.ReadAsync(s => FindAsync(s, asked, keys), cancellationToken) ?? throw new VerbException(
                $"Nothing is known as '{asked}': expected a contact's address or id, a message's id or Message-ID, or a decision's id.");
            if (parse.GetValue(json))
            {
                output.WriteJson(new { contact = subject.Contact, subject.Enrollments, decisions = subject.Decisions });
            }
            else
            {
                ExplanationText.Write(output, subject);
            }

            return ExitCode.Done;
        });
    }

    private static async Task<ExplainedSubject?> FindAsync(Session session, string asked, AddressKeys keys)
    {
        if (MessageIds.TryRead(asked, out var message) || Guid.TryParse(asked, out message))
        {
            return await FindByIdAsync(session, message);
        }

        return AddressKeys.Normalise(asked) is { } address && await session.FindContactAsync(keys.KeyOf(address)) is { } contact
            ? await OfContactAsync(session, contact.Id)
            : null;
    }

    private static async Task<ExplainedSubject?> FindByIdAsync(Session session, Guid id)
    {
        var decision = await session.FindMessageAsync(new MessageId(id)) is { } message ? message.DecisionId : new DecisionId(id);
        var rows = await session.FindDecisionAsync(decision);
        if (rows.Count > 0)
        {
            return new ExplainedSubject(rows[0].ContactId, [], await ExplainAsync(session, rows));
        }

        return await session.FindContactAsync(new ContactId(id)) is { } contact ? await OfContactAsync(session, contact.Id) : null;
    }

    private static async Task<ExplainedSubject> OfContactAsync(Session session, ContactId contact)
    {
        var enrollments = await session.FindEnrollmentsAsync([contact]);
        var decisions = await ExplainAsync(session, await session.FindDecisionsAsync(contact));
        return new ExplainedSubject(
            contact,
            [.. enrollments.Select(e => new ExplainedEnrollment(e.Sequence, e.Entry, e.GroupName, e.State, e.ExitReason, e.Step, e.DueAt))],
            decisions);
    }

    private static async Task<IReadOnlyList<Explanation>> ExplainAsync(Session session, IReadOnlyList<Decision> rows)
    {
        var ids = rows.Select(r => r.Id).Distinct().ToList();
        return Explanation.Of(
            rows, await session.FindClosedRoundsAsync(ids), await session.FindMessagesAsync(ids), await session.FindRewardsAsync(ids));
    }
}

/// <summary>What is explained.</summary>
/// <param name="Contact">The contact, or null once erased.</param>
/// <param name="Enrollments">Where the contact stands; empty where a single decision was asked for.</param>
/// <param name="Decisions">The decisions, oldest first.</param>
internal sealed record ExplainedSubject(
    ContactId? Contact, IReadOnlyList<ExplainedEnrollment> Enrollments, IReadOnlyList<Explanation> Decisions);

/// <summary>Where a contact stands in a sequence.</summary>
/// <param name="Sequence">The sequence's key.</param>
/// <param name="Entry">The how-manieth time.</param>
/// <param name="Group">The contact's group.</param>
/// <param name="State">Waiting, decided, sending, paused or ended.</param>
/// <param name="ExitReason">Why it ended, or null.</param>
/// <param name="Step">The step it stands at.</param>
/// <param name="DueAt">When it is next looked at.</param>
internal sealed record ExplainedEnrollment(
    string Sequence, int Entry, string Group, string State, string? ExitReason, string Step, DateTimeOffset? DueAt);
