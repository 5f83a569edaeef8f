using FollowUpAgent.Delivery;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Sequences;
using FollowUpAgent.Tests.House;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace FollowUpAgent.Tests.Dispatch;

/// <summary>An agent whose mails go to a <see cref="SinkMailer"/>, with workers and lease time in the test's hand.</summary>
internal sealed class DispatchDesk : IAsyncDisposable
{
    private DispatchDesk(AgentInTest agent) => Agent = agent;

    public AgentInTest Agent { get; }

    public SinkMailer Sink { get; } = new();

    public HandOver HandOver => Agent.Get<HandOver>();

    /// <summary>An agent with so many contacts in the sample's sequence; unknown messages wait for no confirmation.</summary>
    public static async Task<DispatchDesk> OpenAsync(DatabaseKind kind, int contacts, params (string Key, string Value)[] settings)
    {
        var over = new Dictionary<string, string?> { ["Dispatch:ConfirmWindow"] = "00:00:00", ["Decisions:ControlSkip"] = "0" };
        foreach (var (key, value) in settings)
        {
            over[key] = value;
        }

        // In control with no skips everything is sent; what a test is about must not hang on a draw.
        over.TryAdd("Groups:Treatment", "0");
        over.TryAdd("Groups:Control", "1");
        var desk = new DispatchDesk(await AgentInTest.BuildAsync(kind, over));
        await desk.AddAsync(0, contacts);
        return desk;
    }

    /// <summary>Adds contacts and enrolls them.</summary>
    public async Task AddAsync(int from, int count, string domain = "example.test")
    {
        for (var i = from; i < from + count; i++)
        {
            await Agent.AddContactAsync($"person{i}@{domain}");
        }

        await Agent.EnrollAllAsync("hello");
    }

    /// <summary>Fills the outbox with what is due.</summary>
    public async Task PlanAsync()
    {
        var pumps = Agent.Services.GetServices<IPump>().Where(p => p.Name is "when" or "which").ToList();
        var moved = 1;
        for (var pass = 0; moved > 0 && pass < 1000; pass++)
        {
            moved = 0;
            foreach (var pump in pumps)
            {
                moved += await pump.PassAsync(CancellationToken.None);
            }
        }
    }

    /// <summary>A delivery pump as a worker of its own would run it.</summary>
    public DeliveryPump Worker(string name = "worker", int connections = 4, RelayGuard? guard = null, IMailer? mailer = null) => new(
        "default", mailer ?? Sink, connections, HandOver, guard ?? new RelayGuard(Agent.Clock), Agent.Clock, name, NullLogger<DeliveryPump>.Instance);

    /// <summary>Lets a worker drain the outbox.</summary>
    public async Task DeliverAsync(DeliveryPump? worker = null)
    {
        worker ??= Worker();
        for (var pass = 0; await worker.PassAsync(CancellationToken.None) > 0 && pass < 1000; pass++)
        {
        }
    }

    /// <summary>Lets the leases of dead workers run out and recovery find what they left.</summary>
    public async Task RecoverAsync()
    {
        await ExpireAsync();
        var recovery = Agent.Services.GetServices<IPump>().Single(p => p.Name == "recovery");
        for (var pass = 0; await recovery.PassAsync(CancellationToken.None) > 0 && pass < 1000; pass++)
        {
        }
    }

    /// <summary>Lets every lease run out.</summary>
    public async Task ExpireAsync()
    {
        await ExecuteAsync("UPDATE message SET lease_until = 1 WHERE lease_until > 0");
        await ExecuteAsync("UPDATE enrollment SET lease_until = 1 WHERE lease_until > 0");
    }

    public Task ExecuteAsync(string sql, object? parameters = null) =>
        Agent.Database.WriteAsync(s => s.ExecuteAsync(sql, parameters), CancellationToken.None);

    public Task<List<OutboxMessage>> MessagesAsync() =>
        Agent.QueryAsync<OutboxMessage>($"SELECT {OutboxStore.Columns} FROM message ORDER BY created_at, id");

    public async Task<OutboxMessage> MessageAsync() => Assert.Single(await MessagesAsync());

    public Task<List<Enrollment>> EnrollmentsAsync() => Agent.QueryAsync<Enrollment>("SELECT * FROM enrollment ORDER BY entered_at, id");

    public async Task<Enrollment> EnrollmentAsync() => Assert.Single(await EnrollmentsAsync());

    public Task<List<ClosedRound>> RoundsAsync() => Agent.QueryAsync<ClosedRound>("SELECT * FROM closed_round ORDER BY closed_at");

    /// <summary>What a counter says, over all days.</summary>
    public async Task<long> CountedAsync(string kind) =>
        (await Agent.QueryAsync<long>("SELECT CAST(COALESCE(SUM(used), 0) AS bigint) FROM send_counter WHERE kind = @kind", new { kind })).Single();

    public ValueTask DisposeAsync() => Agent.DisposeAsync();
}

/// <summary>A row of closed_round.</summary>
internal sealed class ClosedRound
{
    public string How { get; set; } = "";

    public string? Reason { get; set; }
}
