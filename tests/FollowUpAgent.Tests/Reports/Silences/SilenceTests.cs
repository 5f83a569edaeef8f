using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Reports.Silences;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;
using FollowUpAgent.Tests.Dispatch;
using FollowUpAgent.Tests.House;
using FollowUpAgent.Tests.Oversight.Approvals;

namespace FollowUpAgent.Tests.Reports.Silences;

public sealed class SilenceTests
{
    private const string Person = "person0@example.test";

    [Theory, OnSqlite, OnPostgres]
    public async Task Who_is_unknown_erased_suppressed_or_in_no_sequence_is_told_apart(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 2);
        await desk.Agent.AddContactAsync("free@example.test", c => c with { LawfulBasis = null });
        var list = desk.Agent.Get<SuppressionList>();
        await list.SuppressAsync(Person, "anna", null, CancellationToken.None);
        await desk.Agent.Get<PersonalData>().EraseAsync("person1@example.test", "anna", keepMailable: false, CancellationToken.None);
        await desk.Agent.RunUntilIdleAsync();

        Assert.Equal([SilenceKind.Unknown], await KindsAsync(desk.Agent, "nobody@example.test"));
        Assert.Equal([SilenceKind.Unknown, SilenceKind.Erased], (await KindsAsync(desk.Agent, "person1@example.test")).Order());
        Assert.Equal([SilenceKind.NotMailable, SilenceKind.NeverEnrolled], await KindsAsync(desk.Agent, "free@example.test"));
        var both = await ReasonsAsync(desk.Agent, Person);
        Assert.Equal([SilenceKind.Suppressed, SilenceKind.Ended], both.Select(r => r.Kind));
        Assert.Equal(("manual", "suppressed", "hello"), (both[0].What, both[1].What, both[1].Sequence));
        Assert.Null(await desk.Agent.Database.ReadAsync(s => desk.Agent.Get<SilenceReader>().ReadAsync(s, "no name"), CancellationToken.None));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Every_reason_that_holds_is_named_the_most_binding_first(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 1);
        var paused = (DirectiveAnswer.Made)await desk.Agent.Get<PauseDesk>().PauseAsync("hello", "anna", "wrong price", null, CancellationToken.None);
        var contact = (await desk.EnrollmentAsync()).ContactId;
        await desk.ExecuteAsync(
            "INSERT INTO quiet_time (contact_id, cause, until, since) VALUES (@contact, 'answered', @until, @now), (@contact, 'away', @later, @now)",
            new { contact, now = Now(desk), until = Now(desk) + TimeSpan.FromDays(3), later = Now(desk) + TimeSpan.FromDays(9) });
        await desk.ExecuteAsync("INSERT INTO send_counter (kind, name, day, used) VALUES ('domain', 'example.test', '2026-03-02', 100000)");
        await desk.ExecuteAsync(
            "INSERT INTO sender_guard (sender, state, reason, since, counted_from) VALUES ('anna', 'stopped', 'three complaints', @now, 0)", new { now = Now(desk) });

        var reasons = await ReasonsAsync(desk.Agent, Person);

        Assert.Equal(
            [SilenceKind.Paused, SilenceKind.MailboxStopped, SilenceKind.Answered, SilenceKind.Away, SilenceKind.DomainCap, SilenceKind.Due, SilenceKind.MailFolder],
            reasons.Select(r => r.Kind).Where(k => k is not SilenceKind.NoWorker));
        Assert.Equal((paused.Directive.Id.Value, "anna", "wrong price"), (reasons[0].Id, reasons[0].Who, reasons[0].Why));
        Assert.Equal(("three complaints", 100_000L), (reasons[1].Why, reasons.Single(r => r.Kind is SilenceKind.DomainCap).Used));
        Assert.Equal(Now(desk) + TimeSpan.FromDays(9), reasons.Single(r => r.Kind is SilenceKind.Away).Until);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_line_of_a_full_mailbox_is_the_one_in_which_planning_takes_it(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 9, ("Senders:anna:PerDay", "3"));
        await PassAsync(desk, "when");
        desk.Agent.Clock.Advance(TimeSpan.FromHours(1));
        foreach (var (enrollment, worth) in (await desk.EnrollmentsAsync()).Select((e, i) => (e, (i * 7 % 9) + 0.5)))
        {
            await desk.ExecuteAsync("UPDATE enrollment SET group_name = 'treatment', expected_gain = @worth WHERE id = @Id", new { enrollment.Id, worth });
        }

        var line = await LineAsync(desk);
        await PassAsync(desk, "which");

        Assert.Equal([3, 4, 5, 6, 7, 8], line.Values.OfType<QueuePlaceOf>().Select(p => p.Before).Order());
        Assert.Equal([1, 1, 1, 2, 2, 2], line.Values.OfType<QueuePlaceOf>().Select(p => p.Days).Order());
        var taken = (await desk.MessagesAsync()).Select(m => m.EnrollmentId).ToHashSet();
        Assert.Equal(taken, line.Where(l => l.Value is null).Select(l => l.Key).ToHashSet());
        Assert.Equal(3, taken.Count);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task After_a_mail_the_next_step_waits_and_the_cap_of_the_contact_says_until_when(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 1, ("Sequences:hello:DayOffsets:0", "1"));
        await PassAsync(desk, "when");
        var drawn = await KindsAsync(desk.Agent, Person);
        desk.Agent.Clock.Advance(TimeSpan.FromHours(25));
        await desk.PlanAsync();
        var written = (await ReasonsAsync(desk.Agent, Person)).Single(r => r.Kind is SilenceKind.InOutbox);
        await desk.DeliverAsync();
        var sent = await ReasonsAsync(desk.Agent, Person);

        Assert.Contains(SilenceKind.SlotDrawn, drawn);
        Assert.Equal("queued", written.What);
        Assert.Equal(Now(desk) + TimeSpan.FromDays(1), sent.Single(r => r.Kind is SilenceKind.ContactCap).Until);
        Assert.Equal(("second", Now(desk) + TimeSpan.FromDays(3)), (sent.Single(r => r.Kind is SilenceKind.NotDue).Step, sent.Single(r => r.Kind is SilenceKind.NotDue).Until));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_question_says_who_is_to_answer_and_a_rule_whose_it_is(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind, 1, ("People:anna:Name", "Anna"), ("People:anna:Role", "admin"), ("People:vic:Name", "Vic"));
        var question = (await ReasonsAsync(asked.Agent, "person0@example0.test")).Single(r => r.Kind is SilenceKind.Approval);
        var approval = await asked.OnlyAsync();
        await asked.Agent.Get<DirectiveDesk>().AddAsync(
            new NewDirective("anna", "lawsuit", new Dictionary<string, string?>
            {
                ["Guardrails:hush:Kind"] = "never",
                ["Guardrails:hush:Sequence"] = "hello",
                ["Guardrails:hush:Owner"] = "law",
                ["Guardrails:hush:Reason"] = "a lawsuit",
            }),
            CancellationToken.None);
        var ruled = (await ReasonsAsync(asked.Agent, "person0@example0.test")).Single(r => r.Kind is SilenceKind.Guardrail);

        Assert.Equal(("default", "skip", "anna", approval.DecisionId.Value, approval.AnswerBy), (question.What, question.Why, question.Who, question.Id, question.Until));
        Assert.Equal(("hush", "law", "a lawsuit"), (ruled.What, ruled.Who, ruled.Why));
    }

    [Fact]
    public async Task On_a_file_the_lock_says_whether_a_worker_is_at_work()
    {
        await using var desk = await DispatchDesk.OpenAsync(DatabaseKind.Sqlite, 1);
        var without = await KindsAsync(desk.Agent, Person);
        using var taken = WorkerLock.Take(WorkerLock.FileIn(desk.Agent.Folder));
        var with = await KindsAsync(desk.Agent, Person);

        Assert.Contains(SilenceKind.NoWorker, without);
        Assert.DoesNotContain(SilenceKind.NoWorker, with);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task It_is_asked_by_API_with_a_key_that_reads(DatabaseKind kind)
    {
        var (key, sha256) = ApiKeys.Make("crm", new SeededChance(7));
        await using var desk = await DispatchDesk.OpenAsync(kind, 1, ("Api:Keys:crm:Sha256", sha256), ("Api:Keys:crm:Scopes:0", "read"));
        await desk.Agent.ServeAsync();
        using var api = new HttpClient { BaseAddress = desk.Agent.AddressOf(1) };
        var closed = await api.GetAsync(new Uri($"/api/v1/contacts/{Person}/why-silent", UriKind.Relative));
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);

        var silent = await api.GetFromJsonAsync<JsonElement>($"/api/v1/contacts/{Person}/why-silent");
        var refused = await api.GetAsync(new Uri("/api/v1/contacts/no-name/why-silent", UriKind.Relative));

        Assert.Equal((401, 422), ((int)closed.StatusCode, (int)refused.StatusCode));
        Assert.Equal((await desk.EnrollmentAsync()).ContactId.Value, silent.GetProperty("contact").GetGuid());
        Assert.Contains("mail-folder", silent.GetProperty("reasons").EnumerateArray().Select(r => r.GetProperty("kind").GetString()));
    }

    private static DateTimeOffset Now(DispatchDesk desk) => desk.Agent.Clock.GetUtcNow();

    private static async Task PassAsync(DispatchDesk desk, string pump) => await desk.Agent.Pumps(pump).Single().PassAsync(CancellationToken.None);

    private static async Task<IReadOnlyList<Silence>> ReasonsAsync(AgentInTest agent, string asked) =>
        (await agent.Database.ReadAsync(s => agent.Get<SilenceReader>().ReadAsync(s, asked), CancellationToken.None))!.Reasons;

    private static async Task<List<SilenceKind>> KindsAsync(AgentInTest agent, string asked) => [.. (await ReasonsAsync(agent, asked)).Select(r => r.Kind)];

    // By enrollment: its place, or null where the mailbox holds it back no longer.
    private static async Task<Dictionary<EnrollmentId, QueuePlaceOf?>> LineAsync(DispatchDesk desk)
    {
        var line = new Dictionary<EnrollmentId, QueuePlaceOf?>();
        foreach (var enrollment in await desk.EnrollmentsAsync())
        {
            var place = (await ReasonsAsync(desk.Agent, $"{enrollment.ContactId}")).FirstOrDefault(r => r.Kind is SilenceKind.MailboxCap)?.Place;
            line[enrollment.Id] = place is null ? null : new QueuePlaceOf(place.Before, (int)(place.Turn!.Value.Date - Now(desk).Date).TotalDays);
        }

        return line;
    }

    private sealed record QueuePlaceOf(int Before, int Days);
}
