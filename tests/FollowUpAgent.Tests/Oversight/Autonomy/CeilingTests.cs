using FollowUpAgent.Tests.House;
using FollowUpAgent.Tests.Oversight.Approvals;

namespace FollowUpAgent.Tests.Oversight.Autonomy;

public sealed class CeilingTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_day_sends_no_more_by_itself_than_the_ceiling_allows_and_the_rest_follows(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind, contacts: 5, ("Autonomy:Default", "auto"), ("Autonomy:MostAutomaticPerDay", "2"));
        await asked.Agent.LiveAsync(TimeSpan.FromHours(12), TimeSpan.FromHours(1));
        var first = await SentAsync(asked);
        await asked.Agent.LiveAsync(TimeSpan.FromDays(1), TimeSpan.FromHours(1));
        var second = await SentAsync(asked);
        await asked.Agent.LiveAsync(TimeSpan.FromDays(1), TimeSpan.FromHours(1));

        Assert.Equal((2, 4), (first, second));
        Assert.All(await asked.Agent.QueryAsync<int>("SELECT used FROM send_counter WHERE kind = 'automatic'"), used => Assert.InRange(used, 1, 2));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_a_person_said_yes_to_is_not_under_the_ceiling(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind, contacts: 4, ("Autonomy:MostAutomaticPerDay", "0"));
        var pending = await asked.PendingAsync();

        await asked.ApproveAsync([.. pending.Take(3).Select(a => a.DecisionId)]);
        await asked.PassAsync(TimeSpan.FromHours(1));

        Assert.Equal(3, await SentAsync(asked));
    }

    private static async Task<int> SentAsync(AskedAgent asked) => (await asked.MessagesAsync()).Count(m => m.State == "sent");
}
