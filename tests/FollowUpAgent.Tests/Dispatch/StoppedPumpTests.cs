using FollowUpAgent.Dispatch;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Sequences;
using FollowUpAgent.Tests.House;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpAgent.Tests.Dispatch;

public sealed class StoppedPumpTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_contact_that_replies_between_draw_and_slot_leaves_a_closed_round_with_the_reason(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 3);
        await DrainAsync(desk, "when");
        var replied = (await desk.EnrollmentsAsync())[1];
        await StopAsync(desk, replied, ExitReason.Replied);

        await DrainAsync(desk, "stopped");

        var rounds = await desk.Agent.QueryAsync<EnrollmentId>("SELECT d.enrollment_id FROM closed_round r JOIN decision d ON d.id = r.decision_id");
        Assert.Equal([replied.Id], rounds);
        Assert.Equal([("stopped", "replied")], (await desk.RoundsAsync()).Select(r => (r.How, r.Reason!)));
        Assert.Equal(0, await PassAsync(desk, "stopped"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_round_whose_mail_is_on_its_way_is_closed_by_the_mail(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 1);
        await desk.PlanAsync();
        var message = Assert.Single(await desk.HandOver.ClaimAsync("default", "worker", CancellationToken.None));
        await desk.HandOver.BeginAsync(message, CancellationToken.None);
        await StopAsync(desk, await desk.EnrollmentAsync(), ExitReason.Replied);

        await DrainAsync(desk, "stopped");
        Assert.Empty(await desk.RoundsAsync());
        await desk.HandOver.EndAsync(message, new AttemptEnd(AttemptKind.Accepted, 250), CancellationToken.None);

        Assert.Equal(["sent"], (await desk.RoundsAsync()).Select(r => r.How));
        Assert.Equal(("ended", "replied"), ((await desk.EnrollmentAsync()).State, (await desk.EnrollmentAsync()).ExitReason));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_enrollment_that_ended_by_itself_is_not_looked_at_again(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 2);
        await desk.PlanAsync();
        await desk.DeliverAsync();
        foreach (var waiting in await desk.EnrollmentsAsync())
        {
            await StopAsync(desk, waiting, ExitReason.GoalReached);
        }

        Assert.Equal(0, await PassAsync(desk, "stopped"));
    }

    private static Task StopAsync(DispatchDesk desk, Enrollment enrollment, ExitReason reason) => desk.Agent.Database.WriteAsync(
        s => s.StopAsync(enrollment.Id, reason, desk.Agent.Clock.GetUtcNow()), CancellationToken.None);

    private static Task<int> PassAsync(DispatchDesk desk, string pump) =>
        desk.Agent.Services.GetServices<IPump>().Single(p => p.Name == pump).PassAsync(CancellationToken.None);

    private static async Task DrainAsync(DispatchDesk desk, string pump)
    {
        while (await PassAsync(desk, pump) > 0)
        {
        }
    }
}
