using FollowUpAgent.Contacts;
using FollowUpAgent.Delivery;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Sequences;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Dispatch;

/// <summary>What each answer on the wire leads to: the message, its enrollment, the address, the relay.</summary>
public sealed class OutcomeTests
{
    /// <summary>Each end of an attempt, on each database; the row names what it leads to.</summary>
    public static TheoryData<DatabaseKind, string, string> Ends()
    {
        var rows = new TheoryData<DatabaseKind, string, string>();
        foreach (var row in Table.Keys)
        {
            rows.Add(DatabaseKind.Sqlite, nameof(DeliveryMode.AtLeastOnce), row);
            rows.Add(DatabaseKind.Sqlite, nameof(DeliveryMode.AtMostOnce), row);
            rows.Add(DatabaseKind.Postgres, nameof(DeliveryMode.AtLeastOnce), row);
        }

        return rows;
    }

    private static readonly Dictionary<string, Row> Table = new()
    {
        ["accepted"] = new(new SendOutcome.Accepted("Q1", "250 ok"), MessageState.Sent, "waiting", "sent", 1),
        ["RCPT 550 5.1.1"] = new(Refused("RCPT", 550, "5.1.1"), MessageState.Failed, "ended:bounced", "stopped", 0) { IsSuppressed = true },
        ["RCPT 550"] = new(Refused("RCPT", 550, null), MessageState.Failed, "ended:bounced", "stopped", 0),
        ["RCPT 552 5.2.2"] = new(Refused("RCPT", 552, "5.2.2"), MessageState.Failed, "ended:bounced", "stopped", 0),
        ["RCPT 550 5.7.1"] = new(Refused("RCPT", 550, "5.7.1"), MessageState.Queued, "sending", null, 0),
        ["MAIL 550 5.7.1"] = new(Refused("MAIL", 550, "5.7.1"), MessageState.Queued, "sending", null, 0) { PausesRelay = true },
        ["MAIL 530 5.7.0"] = new(Refused("MAIL", 530, "5.7.0"), MessageState.Queued, "sending", null, 0) { PausesRelay = true },
        ["MAIL 553 5.1.8"] = new(Refused("MAIL", 553, "5.1.8"), MessageState.Queued, "sending", null, 0) { PausesRelay = true },
        ["DATA 554 5.7.1"] = new(Refused(".", 554, "5.7.1"), MessageState.Queued, "sending", null, 0),
        ["DATA 554 5.6.0"] = new(Refused(".", 554, "5.6.0"), MessageState.Failed, "waiting", "stopped", 0),
        ["MAIL 451"] = new(Deferred("MAIL", 451), MessageState.Queued, "sending", null, 0),
        ["RCPT 450"] = new(Deferred("RCPT", 450), MessageState.Queued, "sending", null, 0),
        ["DATA 421"] = new(Deferred("DATA", 421), MessageState.Queued, "sending", null, 0),
        ["dot 452"] = new(Deferred(".", 452), MessageState.Queued, "sending", null, 0),
        ["line lost before the dot"] = new(new SendOutcome.NotAccepted("line lost"), MessageState.Queued, "sending", null, 0),
        ["line lost after the dot"] = new(new SendOutcome.Unknown("line lost"), MessageState.Unknown, "sending", null, 1),
    };

    [Theory, MemberData(nameof(Ends))]
    public async Task Every_answer_has_its_end(DatabaseKind kind, string mode, string row)
    {
        var expected = Table[row];
        await using var desk = await DispatchDesk.OpenAsync(kind, 1, ("Dispatch:Mode", mode));
        await desk.PlanAsync();
        var guard = new RelayGuard(desk.Agent.Clock);
        desk.Sink.OnSend = _ => expected.Outcome;

        await desk.Worker(guard: guard).PassAsync(CancellationToken.None);

        var enrollment = await desk.EnrollmentAsync();
        var contact = (await desk.Agent.QueryAsync<Contact>("SELECT * FROM contact")).Single();
        Assert.Equal(expected.Message, (await desk.MessageAsync()).State);
        Assert.Equal(expected.Enrollment, enrollment.ExitReason is null ? enrollment.State : $"{enrollment.State}:{enrollment.ExitReason}");
        Assert.Equal(expected.Round, (await desk.RoundsAsync()).SingleOrDefault()?.How);
        Assert.Equal(expected.Counted, await desk.CountedAsync("mailbox"));
        Assert.Equal(expected.Counted, await desk.CountedAsync("domain"));
        Assert.Equal(expected.PausesRelay, guard.IsOpen);
        Assert.Equal(expected.IsSuppressed, await desk.Agent.Database.ReadAsync(
            s => s.FindSuppressionAsync(contact.AddressKey, desk.Agent.Clock.GetUtcNow()), CancellationToken.None) is not null);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_deferred_mail_comes_again_after_growing_pauses_under_one_identity(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 1);
        await desk.PlanAsync();
        desk.Sink.OnSend = _ => Deferred("RCPT", 450);

        for (var attempt = 1; attempt <= 5; attempt++)
        {
            await desk.DeliverAsync();
            var pause = (await desk.MessageAsync()).DueAt - desk.Agent.Clock.GetUtcNow();
            Assert.InRange(pause.TotalMinutes, Math.Pow(2, attempt - 1) * 0.8, Math.Pow(2, attempt - 1) * 1.2);
            desk.Agent.Clock.Advance(pause);
        }

        desk.Sink.OnSend = null;
        await desk.DeliverAsync();

        var sent = await desk.MessageAsync();
        Assert.Equal((MessageState.Sent, 6), (sent.State, sent.Attempts));
        Assert.Equal([sent.HeaderId], desk.Sink.Delivered);
        Assert.Equal(6, (await desk.Agent.QueryAsync<int>("SELECT COUNT(*) FROM attempt WHERE outcome IS NOT NULL")).Single());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Temporary_refusals_end_when_it_is_time_to_give_up(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 1, ("Dispatch:GiveUpAfter", "00:10:00"));
        await desk.PlanAsync();
        desk.Sink.OnSend = _ => new SendOutcome.Deferred(new SmtpReply(".", 451, null, ""));

        for (var i = 0; i < 10; i++)
        {
            await desk.DeliverAsync();
            desk.Agent.Clock.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.Equal((MessageState.Failed, "gave up: . 451"), ((await desk.MessageAsync()).State, (await desk.MessageAsync()).Reason));
        Assert.Equal("second", (await desk.EnrollmentAsync()).Step);
        Assert.Equal(0, await desk.CountedAsync("mailbox"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_deferral_near_the_end_of_the_slot_lapses_once_and_not_five_times_at_once(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 1);
        await desk.PlanAsync();
        desk.Agent.Clock.JumpTo((await desk.MessageAsync()).SlotUntil - TimeSpan.FromSeconds(10));
        desk.Sink.OnSend = _ => Deferred("RCPT", 450);

        await desk.DeliverAsync();
        await desk.PlanAsync();
        await desk.DeliverAsync();

        var enrollment = await desk.EnrollmentAsync();
        Assert.Equal(("waiting", 1, 2, "first"), (enrollment.State, enrollment.Lapses, enrollment.Round, enrollment.Step));
        Assert.Equal([("lapsed", "deferred")], (await desk.RoundsAsync()).Select(r => (r.How, r.Reason!)));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_deferral_after_a_reply_never_sets_the_sequence_going_again(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 1);
        await desk.PlanAsync();
        desk.Agent.Clock.JumpTo((await desk.MessageAsync()).SlotUntil - TimeSpan.FromSeconds(10));
        var enrollment = await desk.EnrollmentAsync();
        desk.Sink.OnSend = _ =>
        {
            desk.Agent.Database.WriteAsync(
                s => s.StopAsync(enrollment.Id, ExitReason.Replied, desk.Agent.Clock.GetUtcNow()), CancellationToken.None).GetAwaiter().GetResult();
            return Deferred("RCPT", 450);
        };

        await desk.DeliverAsync();

        Assert.Equal(("ended", "replied"), ((await desk.EnrollmentAsync()).State, (await desk.EnrollmentAsync()).ExitReason));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task One_recipients_own_rules_do_not_pause_the_relay_but_three_refusals_in_a_row_do(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 0);
        await AddApartAsync(desk, 0, 6);
        await desk.PlanAsync();
        var strict = (await desk.MessagesAsync())[0].HeaderId;
        var guard = new RelayGuard(desk.Agent.Clock);
        desk.Sink.OnSend = mail => mail.MessageId == strict ? Refused("RCPT", 550, "5.7.1") : desk.Sink.Take(mail);
        await desk.DeliverAsync(desk.Worker(guard: guard, connections: 1));
        Assert.False(guard.IsOpen);

        await AddApartAsync(desk, 6, 6);
        await desk.PlanAsync();
        desk.Sink.OnSend = _ => Refused("RCPT", 550, "5.7.1");
        await desk.DeliverAsync(desk.Worker(guard: guard, connections: 1));

        Assert.True(guard.IsOpen);
        Assert.Equal(3, (await desk.MessagesAsync()).Count(m => m is { State: MessageState.Queued, Attempts: 0 }));
        Assert.DoesNotContain(await desk.MessagesAsync(), m => m.State is not (MessageState.Sent or MessageState.Queued));
    }

    // Each at a domain of its own: one that refuses us for policy is left alone for a while.
    private static async Task AddApartAsync(DispatchDesk desk, int from, int count)
    {
        for (var i = from; i < from + count; i++)
        {
            await desk.AddAsync(i, 1, $"example{i}.test");
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_relay_that_is_down_costs_no_attempt_and_no_message(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 10);
        await desk.PlanAsync();
        desk.Sink.OnOpen = () => throw new MailerUnavailableException("localhost:25", MailerPhase.Connect, "refused", isPermanent: false);
        var worker = desk.Worker();

        await desk.DeliverAsync(worker);
        Assert.All(await desk.MessagesAsync(), m => Assert.Equal((MessageState.Queued, 0, 0), (m.State, m.Attempts, m.LeaseLosses)));
        desk.Sink.OnOpen = null;
        desk.Agent.Clock.Advance(TimeSpan.FromMinutes(6));
        await desk.DeliverAsync(worker);

        Assert.Equal(10, desk.Sink.Delivered.Distinct().Count());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_unknown_mail_waits_for_its_confirm_window_before_it_is_sent_again(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 1, ("Dispatch:ConfirmWindow", "00:10:00"));
        await desk.PlanAsync();
        desk.Sink.OnSend = _ => new SendOutcome.Unknown("line lost");
        await desk.DeliverAsync();
        desk.Sink.OnSend = null;

        var recovery = new RecoveryPump(desk.Agent.Database, desk.Agent.Get<Progress>(), desk.Agent.Get<DispatchOptions>(), desk.Agent.Clock);
        await recovery.PassAsync(CancellationToken.None);
        Assert.Equal(MessageState.Unknown, (await desk.MessageAsync()).State);
        await desk.ExpireAsync();
        await recovery.PassAsync(CancellationToken.None);
        await desk.DeliverAsync();

        Assert.Equal((MessageState.Sent, true), ((await desk.MessageAsync()).State, (await desk.MessageAsync()).MaybeSent));
        Assert.Single(desk.Sink.Delivered);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task In_at_most_once_mode_an_unknown_mail_is_left_to_a_person_and_the_sequence_goes_on(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 1, ("Dispatch:Mode", "AtMostOnce"));
        await desk.PlanAsync();
        desk.Sink.OnSend = _ => new SendOutcome.Unknown("line lost");
        await desk.DeliverAsync();
        desk.Sink.OnSend = null;

        await desk.RecoverAsync();
        await desk.DeliverAsync();

        var enrollment = await desk.EnrollmentAsync();
        Assert.Empty(desk.Sink.Delivered);
        Assert.Equal(MessageState.Unknown, (await desk.MessageAsync()).State);
        Assert.Equal([("sent", "unknown")], (await desk.RoundsAsync()).Select(r => (r.How, r.Reason!)));
        Assert.Equal(("waiting", "second"), (enrollment.State, enrollment.Step));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_unknown_mail_is_not_sent_again_at_night(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(
            kind,
            1,
            ("Sequences:hello:SendWindow:From", "08:00"),
            ("Sequences:hello:SendWindow:Until", "17:00"),
            ("Sequences:hello:PartsOfDay:0:From", "08:00"),
            ("Sequences:hello:PartsOfDay:0:Until", "17:00"));
        desk.Agent.Clock.Advance(TimeSpan.FromHours(2));
        await desk.PlanAsync();
        desk.Agent.Clock.Advance(TimeSpan.FromMinutes(30));
        await desk.PlanAsync();
        var message = await desk.MessageAsync();
        desk.Sink.OnSend = _ => new SendOutcome.Unknown("line lost");
        await desk.DeliverAsync();
        desk.Sink.OnSend = null;

        desk.Agent.Clock.JumpTo(message.SlotUntil + TimeSpan.FromMinutes(25));
        await desk.RecoverAsync();
        await desk.DeliverAsync();
        Assert.Empty(desk.Sink.Delivered);
        desk.Agent.Clock.JumpTo((await desk.MessageAsync()).DueAt);
        await desk.DeliverAsync();

        Assert.Equal(15, (desk.Agent.Clock.GetUtcNow() - message.SlotUntil).TotalHours);
        Assert.Equal([message.HeaderId], desk.Sink.Delivered);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Of_a_mail_that_may_have_gone_out_nothing_says_that_it_did_not(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 1);
        await desk.PlanAsync();
        desk.Sink.OnSend = _ => new SendOutcome.Unknown("line lost");
        await desk.DeliverAsync();
        desk.Sink.OnSend = null;
        await desk.Agent.Database.WriteAsync(
            async s => await s.StopAllAsync((await desk.MessageAsync()).ContactId, ExitReason.Replied, desk.Agent.Clock.GetUtcNow()), CancellationToken.None);

        await desk.RecoverAsync();
        await desk.DeliverAsync();

        Assert.Empty(desk.Sink.Delivered);
        Assert.Equal(MessageState.Unknown, (await desk.MessageAsync()).State);
        Assert.Equal([("sent", "unknown")], (await desk.RoundsAsync()).Select(r => (r.How, r.Reason!)));
    }

    private static SendOutcome.Refused Refused(string verb, int code, string? enhanced) => new(new SmtpReply(verb, code, enhanced, "no"));

    private static SendOutcome.Deferred Deferred(string verb, int code) => new(new SmtpReply(verb, code, null, "later"));

    private sealed record Row(SendOutcome Outcome, string Message, string Enrollment, string? Round, long Counted)
    {
        public bool PausesRelay { get; init; }

        public bool IsSuppressed { get; init; }
    }
}
