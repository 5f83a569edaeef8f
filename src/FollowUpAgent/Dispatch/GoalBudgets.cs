using FollowUpAgent.Decisions.Goals;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch;

/// <summary>
/// Budgets of goals: so many mails, and so many unsubscribes and complaints, in a goal's time. Of harm, from half of it on the agent tries out
/// less, as with any budget; once either is used up, nothing is sent until that time is over. Mails are counted in commit A: no number of
/// workers passes the limit.
/// </summary>
internal static class GoalBudgets
{
    /// <summary>Why a mail waits, as text in the ledger.</summary>
    public const string Reason = "goal-budget";

    private const string Lock = "goal-lock";
    private static readonly TimeSpan Rest = TimeSpan.FromHours(1);

    /// <summary>The key of a budget in the settings, and its name in the ledger.</summary>
    public static string KeyOf(Goal goal, string budget) => $"{GoalOptions.Section}:{goal.Key}:{nameof(GoalOptions.Budget)}:{budget}";

    /// <summary>What a goal's time has cost by now. Days are those of the counters: a mailbox's own, else UTC.</summary>
    public static async Task<GoalUse> FindGoalUseAsync(this Session session, Goal goal, DateTimeOffset now)
    {
        var (from, until) = goal.SpanAt(now);
        var sums = await session.SumCountersAsync([Caps.Mailbox, .. Budget.Kinds], null, Caps.DayOf(from), Caps.DayOf(until));
        return new GoalUse(sums.GetValueOrDefault(Caps.Mailbox), Budget.Kinds.Sum(k => sums.GetValueOrDefault(k)));
    }

    /// <summary>How much of each goal's budgets is used, by key; 1 is all of it. Mails are used up or not: half of a month's mails is no warning.</summary>
    public static async Task<Dictionary<string, double>> FindGoalBudgetsAsync(this Session session, GoalCatalog goals, DateTimeOffset now)
    {
        var uses = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var goal in goals.All.Where(g => g.HasBudget && g.IsOnAt(now)))
        {
            var use = await session.FindGoalUseAsync(goal, now);
            if (goal.MostSends is { } mails)
            {
                uses[KeyOf(goal, nameof(GoalBudgetOptions.Sends))] = use.Sends >= mails ? 1 : 0;
            }

            if (goal.MostUnsubscribes is { } most)
            {
                uses[KeyOf(goal, nameof(GoalBudgetOptions.Unsubscribes))] = use.Unsubscribes == 0 ? 0 : use.Unsubscribes / (double)Math.Max(1, most);
            }
        }

        return uses;
    }

    /// <summary>Whether a budget of mails holds now: then each mail is counted by itself.</summary>
    public static bool CountMails(GoalCatalog goals, DateTimeOffset now) => goals.All.Any(g => g.MostSends is not null && g.IsOnAt(now));

    /// <summary>The budget of mails that is used up, or null. Nobody else counts for these goals until the commit.</summary>
    public static async Task<BindingCap?> FindUsedUpAsync(Session session, GoalCatalog goals, DateTimeOffset now)
    {
        foreach (var goal in goals.All.Where(g => g.MostSends is not null && g.IsOnAt(now)))
        {
            await session.HoldCounterAsync(Lock, goal.Key);
            if ((await session.FindGoalUseAsync(goal, now)).Sends >= goal.MostSends)
            {
                return new BindingCap(Reason, now + Rest);
            }
        }

        return null;
    }
}

/// <summary>What a goal's time has cost.</summary>
/// <param name="Sends">Mails.</param>
/// <param name="Unsubscribes">Contacts who unsubscribed or complained.</param>
internal sealed record GoalUse(long Sends, long Unsubscribes);
