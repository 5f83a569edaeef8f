using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Notices.Webhooks;
using FollowUpAgent.Tests.House;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace FollowUpAgent.Tests.Notices.Webhooks;

/// <summary>An agent that tells one receiver, "crm", what happens; what happens is that contacts leave a sequence.</summary>
internal sealed class Told : IAsyncDisposable
{
    public const string Secret = Events.Webhook.Secret;

    private Told(AgentInTest agent, Receiver receiver) => (Agent, Receiver) = (agent, receiver);

    public AgentInTest Agent { get; }

    public Receiver Receiver { get; }

    public WebhookDesk Desk => Agent.Get<WebhookDesk>();

    /// <summary>The settings that name a receiver.</summary>
    public static Dictionary<string, string?> Settings(string url, string key = "crm") => new()
    {
        [$"Notices:Webhooks:{key}:Url"] = url,
        [$"Notices:Webhooks:{key}:Secrets:0"] = Secret,
        [$"Notices:Webhooks:{key}:AllowPrivate"] = "true",
    };

    public static async Task<Told> StartAsync(DatabaseKind kind, params (string Key, string? Value)[] settings)
    {
        var receiver = await Receiver.StartAsync();
        var all = Settings(receiver.Url);
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        var agent = await AgentInTest.BuildAsync(kind, all);
        await agent.Pumps("webhook-news").Single().PassAsync(CancellationToken.None);
        return new Told(agent, receiver);
    }

    /// <summary>So many contacts leave a sequence, and deliveries are made of it; nothing is sent yet.</summary>
    public async Task HappenAsync(int times = 1, string prefix = "person")
    {
        for (var i = 0; i < times; i++)
        {
            await Agent.AddContactAsync($"{prefix}{i}@example{i}.test");
        }

        await Agent.EnrollAllAsync("hello");
        await Agent.Database.WriteAsync(
            s => s.ExecuteAsync("UPDATE enrollment SET state = 'ended', exit_reason = 'completed', ended_at = @now WHERE state <> 'ended'", new { now = Agent.Clock.GetUtcNow() }),
            CancellationToken.None);
        while (await Agent.Pumps("webhook-news").Single().PassAsync(CancellationToken.None) > 0)
        {
        }
    }

    /// <summary>A pass of the pump of an endpoint.</summary>
    public Task<int> SendAsync(string key = "crm", CancellationToken cancellationToken = default) => Agent.Pumps($"webhook-{key}").Single().PassAsync(cancellationToken);

    /// <summary>The pump of "crm" as another worker has it.</summary>
    public WebhookPump AnotherPump() => new(
        "crm", Agent.Database, Agent.Get<WebhookEndpoints>(), Agent.Get<WebhookPost>(), Agent.Get<Chance>(), Agent.Clock, NullLogger<WebhookPump>.Instance);

    public Task<List<WebhookDelivery>> DeliveriesAsync() => Agent.QueryAsync<WebhookDelivery>("SELECT * FROM webhook_delivery ORDER BY made_at, id");

    public async Task<WebhookDelivery> OnlyAsync() => Assert.Single(await DeliveriesAsync());

    public Task<HealthReading> SignAsync() => Agent.Services.GetServices<IHealthSign>().OfType<WebhooksSign>().Single().ReadAsync(CancellationToken.None);

    /// <summary>Time passes, so that a worker that died has lost its lease.</summary>
    public Task LoseLeasesAsync() => Agent.Database.WriteAsync(s => s.ExecuteAsync("UPDATE webhook_delivery SET lease_until = 0"), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Agent.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}
