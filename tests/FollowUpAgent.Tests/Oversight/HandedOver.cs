using FollowUpAgent.Messages;
using FollowUpAgent.Oversight;
using FollowUpAgent.Sequences;
using FollowUpAgent.Tests.Events.Mail;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Oversight;

/// <summary>
/// An agent that has mailed person0 the first step of "hello" and hears its mail. There is a second sequence, "again", into which nobody is
/// enrolled yet; tasks are Olga's.
/// </summary>
internal sealed class HandedOver : IAsyncDisposable
{
    public const string Owner = "olga@acme.test";
    public const string Person = "person0@example0.test";

    private const string Secret = "0123456789abcdef0123456789abcdef";
    private int posted;

    private HandedOver(Events.Mailed mailed) => Mailed = mailed;

    public Events.Mailed Mailed { get; }

    public AgentInTest Agent => Mailed.Agent;

    public string HeaderId => MessageIds.Of(Mailed.Message.Id.Value, "acme.test");

    public string[] Notices => Directory.Exists(Agent.MailFolder) ? Directory.GetFiles(Agent.MailFolder, "n.*.eml") : [];

    public static async Task<HandedOver> SendAsync(DatabaseKind kind, params (string Key, string? Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Webhooks:Mail:Secrets:0"] = Secret,
            ["Tasks:Owner"] = Owner,
            ["Limits:PerContact:0:Messages"] = "10",
            ["Limits:PerContact:0:Within"] = "1.00:00:00",
            ["Groups:Treatment"] = "0",
            ["Groups:Control"] = "1",
            ["Decisions:ControlSkip"] = "0",
            ["Sequences:hello:Exclusive"] = "false",
            ["Sequences:again:Exclusive"] = "false",
            ["Sequences:again:DayOffsets:0"] = "0",
            ["Sequences:again:SendWindow:From"] = "00:00",
            ["Sequences:again:SendWindow:Until"] = "24:00",
            ["Sequences:again:PartsOfDay:0:Key"] = "day",
            ["Sequences:again:PartsOfDay:0:From"] = "00:00",
            ["Sequences:again:PartsOfDay:0:Until"] = "24:00",
            ["Sequences:again:StopOn:0"] = "goal",
            ["Sequences:again:Steps:0:Key"] = "only",
            ["Sequences:again:Steps:0:Wait"] = "00:00:00",
            ["Sequences:again:Steps:0:Variants:0:Key"] = "plain",
            ["Sequences:again:Steps:0:Variants:0:Template"] = "only-plain",
        };
        string[] days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        foreach (var (day, i) in days.Select((d, i) => (d, i)))
        {
            all[$"Sequences:again:SendWindow:Days:{i}"] = day;
        }

        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        return new HandedOver(await Events.Mailed.SendAsync(kind, 1, all));
    }

    /// <summary>The contact answers the first mail, and the agent understands it.</summary>
    public Task AnswerAsync(string text, string more = "", string from = Person) => HearAsync(Answer(text, more, from));

    public byte[] Answer(string text, string more = "", string from = Person) => Raw.Answer(HeaderId, text, from, $"{++posted}", more: more);

    /// <summary>A mail reaches the agent, which understands it.</summary>
    public async Task HearAsync(byte[] mail)
    {
        await PostAsync(mail);
        await Agent.RunUntilIdleAsync();
    }

    /// <summary>A mail reaches the agent.</summary>
    public async Task PostAsync(byte[] mail)
    {
        using var body = new ByteArrayContent(mail);
        (await Mailed.Client.PostAsync($"/hooks/mail/{Secret}", body)).EnsureSuccessStatusCode();
    }

    /// <summary>Puts everybody into the second sequence.</summary>
    public Task EnrollAgainAsync() => Agent.EnrollAllAsync("again");

    public Task<List<OwnerTask>> TasksAsync() => Agent.QueryAsync<OwnerTask>("SELECT * FROM task ORDER BY opened_at, id");

    public async Task<Enrollment> EnrollmentAsync(string sequence) => Assert.Single(await Mailed.EnrollmentsAsync(), e => e.Sequence == sequence);

    /// <summary>How many mails of a sequence have left.</summary>
    public async Task<int> SentAsync(string sequence) =>
        (await Agent.QueryAsync<int>("SELECT COUNT(*) FROM message WHERE sequence = @sequence AND state = 'sent'", new { sequence })).Single();

    public Task<OwnerTask?> CloseAsync(OwnerTask task, string outcome, bool resumes = false) =>
        Agent.Get<TaskDesk>().CloseAsync(task.Id, outcome, "olga", resumes, CancellationToken.None);

    public async Task RunAsync(params string[] pumps)
    {
        foreach (var pump in Agent.Pumps(pumps))
        {
            await pump.PassAsync(CancellationToken.None);
        }
    }

    /// <summary>A mail of a colleague to a contact, as a blind copy of it reaches the agent.</summary>
    public byte[] Copy(string from, string to = Person, string id = "copy-1", string more = "X-Nothing: here") => Raw.Of(
        $"""
        From: Olga <{from}>
        To: Someone <{to}>
        Subject: Re: Hello
        Message-ID: <{id}@acme.test>
        In-Reply-To: <1@example0.test>
        References: <{HeaderId}> <1@example0.test>
        {more}
        Content-Type: text/plain; charset=utf-8

        Shall we talk on Thursday?
        """);

    public ValueTask DisposeAsync() => Mailed.DisposeAsync();
}
