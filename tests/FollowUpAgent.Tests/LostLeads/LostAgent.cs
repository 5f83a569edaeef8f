using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting;
using FollowUpAgent.LostLeads;
using FollowUpAgent.Signals;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.LostLeads;

/// <summary>An agent whose revivals are enrolled in the sample's sample sequence, and what its contacts did.</summary>
internal static class LostAgent
{
    private static readonly double[] WeeklyTillWinter = [300, 293, 286, 279, 272, 265, 258, 251];

    public static Task<AgentInTest> BuildAsync(DatabaseKind kind, params (string Key, string Value)[] settings)
    {
        var over = new Dictionary<string, string?> { ["LostLeads:Sequence"] = "hello", ["LostLeads:WorthAtLeast"] = "0.0001" };
        foreach (var (key, value) in settings)
        {
            over[key] = value;
        }

        return AgentInTest.BuildAsync(kind, over);
    }

    /// <summary>Somebody who visited every week and fell silent eight months ago.</summary>
    public static async Task<Contact> AddLostAsync(this AgentInTest agent, string address, Func<Contact, Contact>? change = null)
    {
        var contact = await agent.AddContactAsync(address, change);
        await agent.AddVisitsAsync(contact, null, WeeklyTillWinter);
        return contact;
    }

    public static Task AddVisitsAsync(this AgentInTest agent, Contact contact, string? page, params double[] daysAgo)
    {
        var now = agent.Clock.GetUtcNow();
        var ids = agent.Get<IdSource>();
        Signal[] signals = [.. daysAgo.Select(d => new Signal(ids.New(), contact.Id, SignalKind.Visit, page, null, now.AddDays(-d), now))];
        return agent.Database.WriteAsync(s => s.AddSignalsAsync(signals), CancellationToken.None);
    }

    public static Task AddOpenAsync(this AgentInTest agent, Contact contact, Guid? mail, DateTimeOffset at, bool isMachine)
    {
        var ids = agent.Get<IdSource>();
        return agent.Database.WriteAsync(
            s => s.ExecuteAsync(
                """
                INSERT INTO event (id, inbox_id, position, kind, message_id, contact_id, machine, occurred_at, rewarded)
                VALUES (@Id, @Inbox, 0, 'opened', @mail, @Contact, @isMachine, @at, true)
                """,
                new { Id = ids.New(), Inbox = ids.New(), mail, Contact = contact.Id, isMachine, at }),
            CancellationToken.None);
    }

    public static Task RefreshAsync(this AgentInTest agent) => agent.Get<LeadJob>().RefreshAsync(CancellationToken.None);

    public static Task<LeadList> QueueAsync(this AgentInTest agent, int most = 100) => agent.Get<LeadQueue>().ReadAsync(most, CancellationToken.None);

    public static Task<int> CountAsync(this AgentInTest agent, string sql) => agent.Database.ReadAsync(s => s.QueryValueAsync<int>(sql), CancellationToken.None);
}
