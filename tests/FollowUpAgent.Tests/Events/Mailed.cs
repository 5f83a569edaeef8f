using FollowUpAgent.Contacts;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Events;
using FollowUpAgent.Hosting;
using FollowUpAgent.Sequences;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Events;

/// <summary>An agent that has sent its first mails, with its public door open.</summary>
internal sealed class Mailed : IAsyncDisposable
{
    private Mailed(AgentInTest agent, List<OutboxMessage> messages)
    {
        (Agent, Messages) = (agent, messages);
        // As the outside world comes in: redirects are looked at, not followed.
        // By itself a client waits a second for leave to send its body, and once it sends, it reads no answer: on a busy machine too short.
        var browser = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, Expect100ContinueTimeout = TimeSpan.FromSeconds(90) };
        Client = new HttpClient(browser) { BaseAddress = agent.AddressOf(0) };
    }

    public AgentInTest Agent { get; }

    public List<OutboxMessage> Messages { get; }

    public OutboxMessage Message => Messages[0];

    public HttpClient Client { get; }

    public static async Task<Mailed> SendAsync(
        DatabaseKind kind, int contacts = 1, IReadOnlyDictionary<string, string?>? settings = null, Func<int, string>? address = null)
    {
        var agent = await AgentInTest.BuildAsync(kind, settings);
        for (var i = 0; i < contacts; i++)
        {
            await agent.AddContactAsync(address?.Invoke(i) ?? $"person{i}@example{i}.test");
        }

        await agent.EnrollAllAsync("hello");
        await agent.RunUntilIdleAsync();
        await agent.ServeAsync();
        return new Mailed(agent, await agent.QueryAsync<OutboxMessage>($"SELECT {OutboxStore.Columns} FROM message ORDER BY created_at, id"));
    }

    /// <summary>A path as it stands in the mail.</summary>
    public string Path(TokenPurpose purpose, OutboxMessage? message = null, int link = 0)
    {
        var token = Agent.Get<SignedTokens>().Create(purpose, (message ?? Message).Id.Value, link);
        return purpose switch
        {
            TokenPurpose.Unsubscribe => $"/u/{token}",
            TokenPurpose.Click => $"/c/{token}",
            TokenPurpose.Open => $"/o/{token}.gif",
            _ => throw new ArgumentOutOfRangeException(nameof(purpose)),
        };
    }

    public Task<HttpResponseMessage> UnsubscribeAsync(OutboxMessage? message = null) => Client.PostAsync(
        Path(TokenPurpose.Unsubscribe, message), new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]));

    public Task<List<Event>> EventsAsync() => Agent.QueryAsync<Event>("SELECT * FROM event ORDER BY occurred_at, id");

    public Task<List<Suppression>> SuppressionsAsync() => Agent.QueryAsync<Suppression>("SELECT * FROM suppression");

    public Task<List<Enrollment>> EnrollmentsAsync() => Agent.QueryAsync<Enrollment>("SELECT * FROM enrollment ORDER BY id");

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Agent.DisposeAsync();
    }
}
