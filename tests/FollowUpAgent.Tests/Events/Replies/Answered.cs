using FollowUpAgent.Events.Replies;
using FollowUpAgent.Messages;
using FollowUpAgent.Tests.Events.Mail;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Events.Replies;

/// <summary>An agent that has sent its first mails and gets answers by mail.</summary>
internal sealed class Answered : IAsyncDisposable
{
    private const string Secret = "0123456789abcdef0123456789abcdef";

    private Answered(Mailed mailed) => Mailed = mailed;

    public Mailed Mailed { get; }

    public AgentInTest Agent => Mailed.Agent;

    public static async Task<Answered> SendAsync(DatabaseKind kind, int contacts = 1, params (string Key, string? Value)[] settings)
    {
        var all = new Dictionary<string, string?>(settings.Select(s => KeyValuePair.Create(s.Key, s.Value))) { ["Webhooks:Mail:Secrets:0"] = Secret };
        return new Answered(await Mailed.SendAsync(kind, contacts, all));
    }

    /// <summary>A contact answers the first mail, and the agent understands it.</summary>
    public async Task<Reply> AnswerAsync(string text, string from = "person0@example0.test", string id = "1")
    {
        using var mail = new ByteArrayContent(Raw.Answer(from.StartsWith("person0", StringComparison.Ordinal) ? await NameOfAsync(from) : null, text, from, id));
        (await Mailed.Client.PostAsync($"/hooks/mail/{Secret}", mail)).EnsureSuccessStatusCode();
        await Agent.RunUntilIdleAsync();
        return (await RepliesAsync())[^1];
    }

    public Task<List<Reply>> RepliesAsync() => Agent.QueryAsync<Reply>("SELECT * FROM reply ORDER BY received_at, event_id");

    public ValueTask DisposeAsync() => Mailed.DisposeAsync();

    private async Task<string> NameOfAsync(string address)
    {
        var contact = Assert.Single(await Agent.QueryAsync<Guid>("SELECT id FROM contact WHERE address = @address", new { address }));
        return MessageIds.Of(Mailed.Messages.Single(m => m.ContactId.Value == contact).Id.Value, "acme.test");
    }
}
