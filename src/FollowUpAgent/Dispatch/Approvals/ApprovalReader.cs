using System.Text.Json;
using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch.Approvals;

/// <summary>Puts together what a person needs to answer: the mail, and what else could be sent with its forecast.</summary>
internal sealed class ApprovalReader(EditedTexts edited)
{
    // Of a normal distribution, this many deviations hold 90 %.
    private const double Deviations = 1.645;

    /// <summary>An approval as it is shown, or null where nobody was asked.</summary>
    public async Task<ShownApproval?> ReadAsync(Session session, DecisionId decision)
    {
        if (await session.FindApprovalAsync(decision) is not { } approval)
        {
            return null;
        }

        var contact = approval.ContactId is { } id ? await session.FindContactAsync(id) : null;
        var enrollment = await session.FindEnrollmentAsync(approval.EnrollmentId);
        var source = contact is null || enrollment is null ? null : edited.SourceOf(enrollment with { Step = approval.Step }, contact, approval.Variant);
        var rows = await session.FindDecisionAsync(decision);
        return new ShownApproval(approval, await session.FindApprovalMailAsync(decision), source, [.. rows.SelectMany(Alternatives)]);
    }

    private static IEnumerable<Alternative> Alternatives(Decision row)
    {
        var actions = JsonSerializer.Deserialize<string[]>(row.Actions)!;
        var probabilities = JsonSerializer.Deserialize<double[]>(row.Propensities)!;
        var forecasts = row.Forecasts is null ? null : JsonSerializer.Deserialize<double[][]>(row.Forecasts);
        return actions.Select((action, i) => new Alternative(
            row.Stage,
            action,
            action == row.Chosen,
            // Where no model took part, the probabilities would tell the group.
            forecasts is null ? null : probabilities[i],
            forecasts?[i][0],
            forecasts is null ? null : forecasts[i][0] - (Deviations * forecasts[i][1]),
            forecasts is null ? null : forecasts[i][0] + (Deviations * forecasts[i][1])));
    }
}

/// <summary>What a person is shown.</summary>
/// <param name="Approval">The question.</param>
/// <param name="Mail">The mail, as JSON; null once erased or old.</param>
/// <param name="Source">The template's text, to begin an edited one with; or null.</param>
/// <param name="Alternatives">What else could be done.</param>
internal sealed record ShownApproval(Approval Approval, string? Mail, string? Source, IReadOnlyList<Alternative> Alternatives);

/// <summary>One action of one stage.</summary>
/// <param name="Stage">When or which.</param>
/// <param name="Action">The slot, skip, or the version.</param>
/// <param name="IsProposed">Whether it was drawn.</param>
/// <param name="Probability">With which probability it could have been; null where no model took part.</param>
/// <param name="Value">What it is expected to be worth, in the goal's unit; or null.</param>
/// <param name="Low">The lower end of the 90 % interval; or null.</param>
/// <param name="High">The upper end; or null.</param>
internal sealed record Alternative(string Stage, string Action, bool IsProposed, double? Probability, double? Value, double? Low, double? High);
