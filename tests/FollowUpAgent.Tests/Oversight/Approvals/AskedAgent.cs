using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Dispatch.Approvals;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Sequences;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Oversight.Approvals;

/// <summary>An agent that asks about every mail, with people enrolled whose first step is due.</summary>
internal sealed class AskedAgent : IAsyncDisposable
{
    public static readonly Said Anna = new("anna", "knows them");

    private AskedAgent(AgentInTest agent) => Agent = agent;

    public AgentInTest Agent { get; private set; }

    public ApprovalDesk Desk => Agent.Get<ApprovalDesk>();

    public static async Task<AskedAgent> AskAsync(DatabaseKind kind, int contacts = 1, params (string Key, string? Value)[] settings)
    {
        var all = new Dictionary<string, string?> { ["Autonomy:Default"] = "approve" };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        var agent = await AgentInTest.BuildAsync(kind, all);
        for (var i = 0; i < contacts; i++)
        {
            await agent.AddContactAsync($"person{i}@example{i}.test");
        }

        await agent.EnrollAllAsync("hello");
        await agent.RunUntilIdleAsync();
        return new AskedAgent(agent);
    }

    public Task<List<Approval>> ApprovalsAsync() => Agent.QueryAsync<Approval>("SELECT * FROM approval ORDER BY asked_at, decision_id");

    public async Task<Approval> OnlyAsync() => Assert.Single(await ApprovalsAsync());

    public Task<List<Approval>> PendingAsync() => Agent.QueryAsync<Approval>("SELECT * FROM approval WHERE state = 'pending' ORDER BY asked_at, decision_id");

    public Task<List<OutboxMessage>> MessagesAsync() => Agent.QueryAsync<OutboxMessage>($"SELECT {OutboxStore.Columns} FROM message ORDER BY created_at, id");

    public async Task<Enrollment> EnrollmentAsync() => Assert.Single(await Agent.QueryAsync<Enrollment>("SELECT * FROM enrollment"));

    public Task<List<ClosedRound>> RoundsAsync() => Agent.QueryAsync<ClosedRound>("SELECT * FROM closed_round ORDER BY closed_at, decision_id");

    public Task<Answered> ApproveAsync(params DecisionId[] decisions) => Desk.ApproveAsync(decisions, Anna, inBulk: false, CancellationToken.None);

    public Task<ChangeOutcome> ChangeAsync(DecisionId decision, string? variant = null, DateTimeOffset? at = null, string? text = null) =>
        Agent.Get<ChangeDesk>().ChangeAsync(decision, new Change(variant, at, text), Anna, CancellationToken.None);

    public async Task PassAsync(TimeSpan time)
    {
        Agent.Clock.Advance(time);
        await Agent.RunUntilIdleAsync();
    }

    public async Task ReplyAsync(ContactId contact) => await Agent.Database.WriteAsync(
        s => s.StopAllAsync(contact, ExitReason.Replied, Agent.Clock.GetUtcNow()), CancellationToken.None);

    public async Task RestartAsync(params (string Key, string? Value)[] changed) => Agent = await Agent.RestartAsync(changed);

    public ValueTask DisposeAsync() => Agent.DisposeAsync();
}
