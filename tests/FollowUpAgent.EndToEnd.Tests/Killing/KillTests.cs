using FollowUpAgent.Tests.House;
using Xunit.Abstractions;

namespace FollowUpAgent.EndToEnd.Tests.Killing;

public sealed class KillTests(ITestOutputHelper output)
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Killed_workers_lose_nothing_and_double_only_what_was_in_flight(DatabaseKind kind)
    {
        var plan = new KillPlan(
            Mails: 300,
            Workers: kind is DatabaseKind.Sqlite ? 1 : 2,
            Kills: 3,
            Longest: TimeSpan.FromSeconds(90),
            Pace: TimeSpan.FromMilliseconds(40)).FromEnvironment(TestScale.Factor);

        var report = await KillRun.RunAsync(kind, plan);

        output.WriteLine($"{kind}: {plan}\n{report}");
        Assert.Equal((0, 0, 0), (report.Lost, report.OtherIdentities, report.Quarantined));
        Assert.Equal(plan.Kills, report.Kills);
        Assert.InRange(report.Duplicates, 0, report.Kills * KillPlan.Connections);
        Assert.Equal(report.MaybeSent, report.Counted);
    }
}
