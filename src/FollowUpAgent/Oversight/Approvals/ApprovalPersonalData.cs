using System.Text.Json.Nodes;
using FollowUpAgent.Contacts;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Oversight.Approvals;

/// <summary>The questions about mails to a person. Erasing removes the texts; what was proposed and answered stays, for the statistics.</summary>
internal sealed class ApprovalPersonalData : IPersonalData
{
    /// <inheritdoc />
    public string Room => "approvals";

    /// <inheritdoc />
    public IReadOnlyList<string> Tables { get; } = ["approval", "approval_mail"];

    /// <inheritdoc />
    public async Task<JsonNode?> ExportAsync(Session session, ContactId contact)
    {
        var approvals = await session.FindApprovalsAsync(contact);
        return approvals.Count == 0 ? null : new JsonArray([.. approvals.Select(a => new JsonObject
        {
            ["decision"] = a.DecisionId.Value,
            ["sequence"] = a.Sequence,
            ["step"] = a.Step,
            ["variant"] = a.Variant,
            ["subject"] = a.Subject,
            ["askedAt"] = a.AskedAt,
            ["state"] = a.State,
            ["answeredAt"] = a.AnsweredAt,
            ["answeredBy"] = a.AnsweredBy,
            ["reason"] = a.Reason,
            ["edited"] = a.Edited,
        })]);
    }

    /// <inheritdoc />
    public Task<int> EraseAsync(Session session, ContactId contact) => session.EraseApprovalsAsync(contact);
}
