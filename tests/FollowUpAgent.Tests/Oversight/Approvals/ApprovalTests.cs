using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Dispatch.Approvals;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Oversight.Approvals;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Oversight.Approvals;

public sealed class ApprovalTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Nothing_is_sent_until_a_person_says_yes_and_then_exactly_what_was_shown(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind);
        var shown = await asked.OnlyAsync();
        await asked.PassAsync(TimeSpan.FromHours(1));
        var before = await asked.MessagesAsync();

        await asked.ApproveAsync(shown.DecisionId);
        await asked.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Empty(before);
        var sent = Assert.Single(await asked.MessagesAsync());
        Assert.Equal(("sent", shown.DecisionId, shown.Variant, shown.Fingerprint), (sent.State, sent.DecisionId, sent.Variant, sent.Fingerprint));
        var said = await asked.OnlyAsync();
        Assert.Equal((ApprovalState.Approved, "anna", "knows them", "default"), (said.State, said.AnsweredBy, said.Reason, said.Rule));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_nobody_answers_in_time_is_passed_over_and_counts_as_a_skip(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind, settings: ("Autonomy:AnswerWithin", "04:00:00"));
        await asked.PassAsync(TimeSpan.FromHours(5));

        var expired = await asked.OnlyAsync();
        Assert.Equal((ApprovalState.Expired, "skip", (string?)null), (expired.State, expired.DoneSlot, expired.AnsweredBy));
        Assert.Equal(("skipped", "unanswered"), ((await asked.RoundsAsync())[0].How, (await asked.RoundsAsync())[0].Reason));
        Assert.Equal(("waiting", "second", 0), ((await asked.EnrollmentAsync()).State, (await asked.EnrollmentAsync()).Step, (await asked.EnrollmentAsync()).Skips));
        Assert.Empty(await asked.MessagesAsync());
    }

    [Fact]
    public async Task Nothing_is_passed_over_for_want_of_an_answer_while_everything_is_paused()
    {
        await using var asked = await AskedAgent.AskAsync(DatabaseKind.Sqlite, settings: ("Autonomy:AnswerWithin", "04:00:00"));
        await asked.Agent.Get<PauseDesk>().PauseAsync(null, "anna", "the office is closed", null, CancellationToken.None);
        await asked.PassAsync(TimeSpan.FromHours(5));
        var paused = await asked.OnlyAsync();
        await asked.Agent.Get<PauseDesk>().ResumeAsync(null, "anna", "back again", CancellationToken.None);
        await asked.PassAsync(TimeSpan.FromMinutes(15));

        Assert.Equal((ApprovalState.Pending, ApprovalState.Expired), (paused.State, (await asked.OnlyAsync()).State));
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("baseline")]
    public async Task Where_it_is_configured_so_silence_lets_a_mail_go(string otherwise)
    {
        await using var asked = await AskedAgent.AskAsync(DatabaseKind.Sqlite, contacts: 6, ("Autonomy:AnswerWithin", "04:00:00"), ("Autonomy:Otherwise", otherwise));
        var proposed = (await asked.ApprovalsAsync()).ToDictionary(a => a.DecisionId, a => a.Variant);
        await asked.PassAsync(TimeSpan.FromHours(5));

        var sent = await asked.MessagesAsync();
        Assert.Equal(6, sent.Count);
        Assert.All(sent, m => Assert.StartsWith(otherwise == "auto" ? proposed[m.DecisionId] : "plain@", m.Variant, StringComparison.Ordinal));
        Assert.Equal(2, proposed.Values.Distinct().Count());
    }

    [Fact]
    public async Task Business_as_usual_is_what_the_rules_leave_of_it()
    {
        await using var asked = await AskedAgent.AskAsync(
            DatabaseKind.Sqlite,
            contacts: 3,
            ("Autonomy:AnswerWithin", "04:00:00"),
            ("Autonomy:Otherwise", "baseline"),
            ("Guardrails:no-plain:Kind", "never"),
            ("Guardrails:no-plain:Variant", "plain"),
            ("Guardrails:no-plain:Owner", "anna"),
            ("Guardrails:no-plain:Reason", "The brand asks for it."));
        await asked.PassAsync(TimeSpan.FromHours(5));

        Assert.All(await asked.MessagesAsync(), m => Assert.StartsWith("asking@", m.Variant, StringComparison.Ordinal));
        Assert.Equal(3, (await asked.MessagesAsync()).Count);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_rule_forbids_to_people_what_it_forbids_to_the_agent(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind, contacts: 2);
        var (changed, approved) = ((await asked.ApprovalsAsync())[0].DecisionId, (await asked.ApprovalsAsync())[1]);
        var rule = approved.Variant.Split('@')[0];
        await asked.ApproveAsync(approved.DecisionId);
        await asked.RestartAsync(
            ("Guardrails:no:Kind", "never"), ("Guardrails:no:Variant", rule), ("Guardrails:no:Owner", "anna"), ("Guardrails:no:Reason", "Not any more."));

        var refused = await asked.ChangeAsync(changed, variant: rule);
        await asked.PassAsync(TimeSpan.FromMinutes(30));

        Assert.Contains("variant", Assert.Single(refused.Faults).Key, StringComparison.Ordinal);
        Assert.Empty(await asked.MessagesAsync());
        Assert.Contains(await asked.RoundsAsync(), r => r is { How: "lapsed", Reason: "guardrail" });
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_slot_that_passes_before_the_answer_is_drawn_again_and_asked_again_without_more_time(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind);
        await asked.PassAsync(TimeSpan.FromDays(1));

        var (first, second) = ((await asked.ApprovalsAsync())[0], (await asked.ApprovalsAsync())[1]);
        Assert.Equal((ApprovalState.Withdrawn, ApprovalState.Pending), (first.State, second.State));
        Assert.Equal((first.FirstAskedAt, first.AnswerBy), (second.FirstAskedAt, second.AnswerBy));
        Assert.Equal(("lapsed", "unanswered"), ((await asked.RoundsAsync())[0].How, (await asked.RoundsAsync())[0].Reason));
        Assert.Equal(0, (await asked.EnrollmentAsync()).Lapses);
        Assert.Equal([Refusal.Moot], (await asked.ApproveAsync(first.DecisionId)).Refused.Select(r => r.Why));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_answer_that_comes_after_the_contacts_own_counts_for_nothing(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind);
        var shown = await asked.OnlyAsync();
        await asked.ReplyAsync(shown.ContactId!.Value);

        var early = await asked.ApproveAsync(shown.DecisionId);
        await asked.Agent.RunUntilIdleAsync();
        var late = await asked.ApproveAsync(shown.DecisionId);

        Assert.Equal([Refusal.Moot, Refusal.Moot], early.Refused.Concat(late.Refused).Select(r => r.Why));
        Assert.Equal(ApprovalState.Withdrawn, (await asked.OnlyAsync()).State);
        Assert.Empty(await asked.MessagesAsync());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Of_two_people_who_answer_at_once_the_first_counts_and_the_second_is_told(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind);
        var decision = (await asked.OnlyAsync()).DecisionId;

        var answers = await Task.WhenAll(
            asked.Desk.ApproveAsync([decision], new Said("anna", null), inBulk: false, CancellationToken.None),
            asked.Desk.SkipAsync([decision], new Said("bob", null), CancellationToken.None));

        Assert.Equal(1, answers.Sum(a => a.Done.Count));
        Assert.Contains(Assert.Single(answers.SelectMany(a => a.Refused)).Why, (string[])[Refusal.Answered, Refusal.Moot]);
        Assert.Equal(answers[0].Done.Count == 1 ? "anna" : "bob", (await asked.OnlyAsync()).AnsweredBy);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_text_that_changed_after_the_yes_is_not_sent_but_asked_again(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind);
        var shown = await asked.OnlyAsync();
        asked.Agent.Clock.Advance(TimeSpan.FromMinutes(1));
        await asked.ApproveAsync(shown.DecisionId);
        await asked.Agent.Database.WriteAsync(s => s.ExecuteAsync("UPDATE contact SET first_name = 'Zed'"), CancellationToken.None);
        await asked.PassAsync(TimeSpan.FromMinutes(30));

        Assert.Empty(await asked.MessagesAsync());
        Assert.Equal(("lapsed", Asking.TextChanged), ((await asked.RoundsAsync())[0].How, (await asked.RoundsAsync())[0].Reason));
        Assert.NotEqual(shown.Fingerprint, Assert.Single(await asked.PendingAsync()).Fingerprint);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_person_passes_over_a_step_or_ends_the_sequence(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind, contacts: 2);
        var (skipped, stopped) = ((await asked.ApprovalsAsync())[0], (await asked.ApprovalsAsync())[1]);

        await asked.Desk.SkipAsync([skipped.DecisionId], AskedAgent.Anna, CancellationToken.None);
        await asked.Desk.StopAsync([stopped.DecisionId], AskedAgent.Anna, CancellationToken.None);
        await asked.Agent.RunUntilIdleAsync();

        var states = await asked.Agent.QueryAsync<string>("SELECT COALESCE(exit_reason, state || ' ' || step) FROM enrollment");
        Assert.Equal(["manual", "waiting second"], states.Order());
        Assert.Equal(["skipped", "stopped"], (await asked.RoundsAsync()).Select(r => r.How).Order());
        Assert.Empty(await asked.MessagesAsync());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_yes_is_taken_back_until_the_mail_begins_to_leave(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind);
        var decision = (await asked.OnlyAsync()).DecisionId;
        await asked.ApproveAsync(decision);

        var early = await asked.Desk.UndoAsync(decision, CancellationToken.None);
        var reopened = await asked.OnlyAsync();
        await asked.ApproveAsync(decision);
        await asked.PassAsync(TimeSpan.FromMinutes(30));
        var late = await asked.Desk.UndoAsync(decision, CancellationToken.None);

        Assert.Equal((1, 0), (early.Done.Count, early.Refused.Count));
        Assert.Equal((ApprovalState.Pending, null), (reopened.State, reopened.AnsweredBy));
        Assert.Equal([Refusal.Begun], late.Refused.Select(r => r.Why));
        Assert.Equal("sent", Assert.Single(await asked.MessagesAsync()).State);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_mail_in_the_outbox_that_nobody_has_begun_is_taken_back_too(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind);
        var decision = (await asked.OnlyAsync()).DecisionId;
        await asked.ApproveAsync(decision);
        asked.Agent.Clock.Advance(TimeSpan.FromMinutes(30));
        foreach (var pump in asked.Agent.Pumps("which"))
        {
            await pump.PassAsync(CancellationToken.None);
        }

        var undone = await asked.Desk.UndoAsync(decision, CancellationToken.None);
        await asked.Agent.RunUntilIdleAsync();

        Assert.Single(undone.Done);
        Assert.Equal("cancelled", Assert.Single(await asked.MessagesAsync()).State);
        Assert.Equal(("lapsed", "undone"), ((await asked.RoundsAsync())[0].How, (await asked.RoundsAsync())[0].Reason));
        Assert.Single(await asked.PendingAsync());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_mail_that_people_were_told_of_goes_out_unless_one_says_otherwise(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind, contacts: 2, ("Autonomy:Default", "notify"));
        var told = await asked.ApprovalsAsync();
        var objected = await asked.Desk.SkipAsync([told[0].DecisionId], AskedAgent.Anna, CancellationToken.None);
        await asked.PassAsync(TimeSpan.FromMinutes(50));
        var early = await asked.MessagesAsync();
        await asked.PassAsync(TimeSpan.FromMinutes(20));

        Assert.Empty(early);
        Assert.All(told, a => Assert.Equal(ApprovalState.Notified, a.State));
        Assert.Single(objected.Done);
        Assert.Equal([told[1].DecisionId], (await asked.MessagesAsync()).Select(m => m.DecisionId));
    }

    [Fact]
    public async Task What_is_to_be_looked_at_one_by_one_is_left_out_of_a_bulk_answer()
    {
        await using var asked = await AskedAgent.AskAsync(DatabaseKind.Sqlite, settings: ("Autonomy:Default", "manual"));
        var decision = (await asked.OnlyAsync()).DecisionId;

        var bulk = await asked.Desk.ApproveAsync([decision], AskedAgent.Anna, inBulk: true, CancellationToken.None);
        var named = await asked.ApproveAsync(decision);

        Assert.Equal([Refusal.OneByOne], bulk.Refused.Select(r => r.Why));
        Assert.Equal([decision], named.Done);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Asked_or_not_a_decision_replays_to_the_bit(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind, contacts: 3);
        var pending = await asked.PendingAsync();
        await asked.ApproveAsync(pending[0].DecisionId);
        await asked.Desk.SkipAsync([pending[1].DecisionId], AskedAgent.Anna, CancellationToken.None);
        await asked.PassAsync(TimeSpan.FromDays(5));

        var tally = await new LedgerReplay(asked.Agent.Database, asked.Agent.Get<IEnumerable<IOutcomeModelTrainer>>()).RunAllAsync(new Progress<int>(), CancellationToken.None);

        Assert.Equal((true, 0), (tally.Equal > 4, tally.Different));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_erased_contacts_mail_is_not_waited_for_and_its_text_is_gone(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind);
        var shown = await asked.OnlyAsync();
        await asked.Agent.Get<PersonalData>().EraseAsync("person0@example0.test", "test", keepMailable: false, CancellationToken.None);
        await asked.Agent.RunUntilIdleAsync();

        var left = await asked.OnlyAsync();
        Assert.Equal((null, null, ApprovalState.Withdrawn), (left.ContactId, left.Subject, left.State));
        Assert.Empty(await asked.Agent.QueryAsync<string>("SELECT mail FROM approval_mail"));
    }
}
