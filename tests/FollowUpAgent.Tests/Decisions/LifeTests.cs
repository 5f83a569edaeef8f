using FollowUpAgent.Decisions;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Sequences;
using FollowUpAgent.Tests.Dispatch;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Decisions;

/// <summary>What becomes of a step: drawn, skipped, lapsed, removed, over.</summary>
public sealed class LifeTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task The_slot_is_drawn_when_the_step_is_due_and_the_variant_on_fresh_features_when_the_slot_begins(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(
            kind,
            1,
            ("Decisions:Features:0", "plan"),
            ("Sequences:hello:SendWindow:From", "12:00"),
            ("Sequences:hello:PartsOfDay:0:From", "12:00"));
        await desk.ExecuteAsync("""UPDATE contact SET fields = '{"plan":"small"}'""");
        await desk.PlanAsync();
        Assert.Equal(["when"], (await RowsAsync(desk)).Select(r => r.Stage));
        await desk.ExecuteAsync("""UPDATE contact SET fields = '{"plan":"large"}'""");
        desk.Agent.Clock.JumpTo((await desk.EnrollmentAsync()).DueAt!.Value);

        await desk.PlanAsync();

        var rows = await RowsAsync(desk);
        Assert.Equal(["when", "which"], rows.Select(r => r.Stage));
        Assert.Contains("small", rows[0].Context, StringComparison.Ordinal);
        Assert.Contains("large", rows[1].Context, StringComparison.Ordinal);
        Assert.Single(rows.Select(r => r.Id).Distinct());
        Assert.InRange(rows[1].DecidedAt, new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 3, 2, 12, 20, 0, TimeSpan.Zero));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Baseline_takes_the_first_variant_in_the_default_slot(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 8, ("Groups:Control", "0"), ("Groups:Baseline", "1"), ("Sequences:hello:DayOffsets:1", "1"));

        await desk.PlanAsync();

        var rows = await RowsAsync(desk);
        Assert.Equal(8, rows.Count(r => r is { Stage: "when", Chosen: "d0-day", Propensity: 1 }));
        Assert.Equal(8, rows.Count(r => r.Stage == "which" && r.Chosen.StartsWith("plain@", StringComparison.Ordinal) && r.Propensity == 1));
        Assert.All(rows, r => Assert.Null(r.SnapshotId));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Holdout_gets_nothing_and_goes_through_to_the_end(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 4, ("Groups:Control", "0"), ("Groups:Holdout", "1"), ("Sequences:hello:Steps:2:Key", "third"), ("Sequences:hello:Steps:2:Wait", "1.00:00:00"), ("Sequences:hello:Steps:2:Variants:0:Key", "plain"), ("Sequences:hello:Steps:2:Variants:0:Template", "first-plain"));

        await LiveAsync(desk, TimeSpan.FromDays(8));

        Assert.Empty(await desk.MessagesAsync());
        Assert.All(await desk.EnrollmentsAsync(), e => Assert.Equal(("completed", 3), (e.ExitReason, e.Skips)));
        Assert.All(await RowsAsync(desk), r => Assert.Equal((Decision.Skip, 1.0), (r.Chosen, r.Propensity)));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Control_skips_one_in_ten_and_takes_every_slot_alike(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 5, ("Decisions:ControlSkip", "0.1"), ("Sequences:hello:DayOffsets:1", "1"), ("Sequences:hello:DayOffsets:2", "2"));

        await desk.PlanAsync();

        Assert.All((await RowsAsync(desk)).Where(r => r.Stage == "when"), r => Assert.Equal(
            r.Chosen == Decision.Skip ? 0.1 : 0.3, r.Propensity, 12));
        Assert.All((await RowsAsync(desk)).Where(r => r.Stage == "which"), r => Assert.Equal(0.5, r.Propensity));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_skip_passes_over_the_step_and_two_in_a_row_end_the_enrollment(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 60, ("Decisions:ControlSkip", "0.5"));
        var began = desk.Agent.Clock.GetUtcNow();
        await desk.PlanAsync();
        var once = (await desk.EnrollmentsAsync()).Where(e => e.Skips == 1).ToList();

        await LiveAsync(desk, TimeSpan.FromDays(6));

        Assert.NotEmpty(once);
        Assert.All(once, e => Assert.Equal(("second", began + TimeSpan.FromDays(3)), (e.Step, e.DueAt!.Value)));
        var ended = (await desk.EnrollmentsAsync()).Where(e => once.Exists(o => o.Id == e.Id)).ToList();
        Assert.Contains(ended, e => e is { ExitReason: "agent-stopped", Skips: 2 });
        Assert.Contains(ended, e => e is { ExitReason: "completed", Skips: 0 });
        Assert.DoesNotContain(ended, e => e.ExitReason is not ("agent-stopped" or "completed"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_missed_slot_closes_the_round_with_its_reason_and_after_five_the_sequence_goes_on(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 1);

        for (var round = 1; round <= 5; round++)
        {
            await RunWhenAsync(desk);
            var enrollment = await desk.EnrollmentAsync();
            Assert.Equal((round, "decided", "first"), (enrollment.Round, enrollment.State, enrollment.Step));
            desk.Agent.Clock.JumpTo(enrollment.SlotUntil!.Value);
            await RunWhichAsync(desk);
        }

        Assert.Equal(Enumerable.Repeat(("lapsed", "late"), 5), (await desk.RoundsAsync()).Select(r => (r.How, r.Reason!)));
        Assert.Equal(("second", 1, 0, "waiting"), await EnrollmentAsync(desk));
        Assert.Equal(5, (await RowsAsync(desk)).Count);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_removed_step_ends_the_enrollment(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 1);
        await desk.ExecuteAsync("UPDATE enrollment SET step = 'no-more'");

        await desk.PlanAsync();

        Assert.Equal("step-removed", (await desk.EnrollmentAsync()).ExitReason);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_sequence_that_takes_too_long_ends_as_lapsed_out(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 1);
        await RunWhenAsync(desk);
        desk.Agent.Clock.Advance(desk.Agent.Get<SequenceCatalog>().Find("hello")!.MaxDuration + TimeSpan.FromMinutes(1));

        await desk.PlanAsync();

        Assert.Equal("lapsed-out", (await desk.EnrollmentAsync()).ExitReason);
        Assert.Equal("stopped", Assert.Single(await desk.RoundsAsync()).How);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_next_wait_counts_from_the_real_time_of_sending(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 1);
        await desk.PlanAsync();
        desk.Agent.Clock.Advance(TimeSpan.FromHours(5));

        await desk.DeliverAsync();

        Assert.Equal(desk.Agent.Clock.GetUtcNow(), (await desk.MessageAsync()).SentAt);
        Assert.Equal(desk.Agent.Clock.GetUtcNow() + TimeSpan.FromDays(3), (await desk.EnrollmentAsync()).DueAt);
    }

    private static async Task<(string Step, int Round, int Lapses, string State)> EnrollmentAsync(DispatchDesk desk)
    {
        var enrollment = await desk.EnrollmentAsync();
        return (enrollment.Step, enrollment.Round, enrollment.Lapses, enrollment.State);
    }

    private static Task RunWhenAsync(DispatchDesk desk) =>
        new WhenPump(desk.Agent.Database, desk.Agent.Get<Planning>(), desk.Agent.Get<DispatchOptions>(), desk.Agent.Clock).PassAsync(CancellationToken.None);

    private static Task RunWhichAsync(DispatchDesk desk) => new WhichPump(
        desk.Agent.Database, desk.Agent.Get<Planning>(), desk.Agent.Get<SequenceCatalog>(), desk.Agent.Get<SteeringDesk>(), desk.Agent.Get<DispatchOptions>(), desk.Agent.Clock)
        .PassAsync(CancellationToken.None);

    private static Task<List<Decision>> RowsAsync(DispatchDesk desk) =>
        desk.Agent.QueryAsync<Decision>("SELECT * FROM decision ORDER BY decided_at, round, stage");

    private static async Task LiveAsync(DispatchDesk desk, TimeSpan duration)
    {
        for (var until = desk.Agent.Clock.GetUtcNow() + duration; desk.Agent.Clock.GetUtcNow() < until; desk.Agent.Clock.Advance(TimeSpan.FromHours(6)))
        {
            await desk.PlanAsync();
            await desk.DeliverAsync();
        }
    }
}
