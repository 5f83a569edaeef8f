using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions.Goals;
using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Oversight;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dispatch;

/// <summary>
/// Budgets of harm: how many complaints or unsubscribes a mail may cost. From half of it on, the agent tries out less; once it is used, nothing
/// is sent until the window has moved on. Counted by day, so that no batch of plans counts events.
/// </summary>
internal static class Budget
{
    /// <summary>Of few mails a rate says little: so many events use up a budget whatever the rate is.</summary>
    public const int Fewest = 3;

    /// <summary>Why nothing is sent, as text in the ledger.</summary>
    public const string Reason = "budget";

    private const string All = "all";
    private const double Careful = 0.5;
    private static readonly TimeSpan Rest = TimeSpan.FromHours(1);

    /// <summary>The counters of harm.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Enum.GetValues<BudgetOf>().Select(KindOf)];

    /// <summary>How much of a budget so many events use; 1 is all of it.</summary>
    public static double UseOf(Guardrail rule, long events, long mails) => events / Math.Max(Fewest, rule.Rate * mails);

    /// <summary>How much of the usual exploration is left, in tenths, so that decisions share their forecasts.</summary>
    public static double ExploredAt(double use) => use < Careful ? 1 : Math.Round(Math.Max(0, 1 - use) / (1 - Careful), 1);

    /// <summary>What holds a mail back, or null. Holdouts get none anyway.</summary>
    public static Held? HoldOf(Enrollment enrollment, PlanningFacts facts, DateTimeOffset now) =>
        enrollment.GroupName != Group.Holdout.ToText() && facts.Budgets.Values.Any(use => use >= 1) ? new Held(Reason, now + Rest) : null;

    /// <summary>The budgets that leave less to be tried out; only treatment tries anything out.</summary>
    public static IEnumerable<RuleApplied> CautionsOf(Enrollment enrollment, PlanningFacts facts) => enrollment.GroupName == Group.Treatment.ToText()
        ? facts.Budgets.Where(b => b.Value is >= Careful and < 1).Select(b => RuleApplied.Cautioning(b.Key, ExploredAt(b.Value)))
        : [];

    /// <summary>The same, and those that are used up, which leave nothing to be sent.</summary>
    public static IEnumerable<RuleApplied> LimitsOf(Enrollment enrollment, PlanningFacts facts) =>
        [.. CautionsOf(enrollment, facts), .. facts.Budgets.Where(b => b.Value >= 1).Select(b => RuleApplied.Bounding(b.Key, [], 0, 0))];

    /// <summary>Counts what a contact did.</summary>
    public static Task NoteAsync(Session session, ExitReason happened, DateTimeOffset at) => happened switch
    {
        ExitReason.Complained => AddAsync(session, BudgetOf.Complaints, at),
        ExitReason.Unsubscribed => AddAsync(session, BudgetOf.Unsubscribes, at),
        _ => Task.CompletedTask,
    };

    /// <summary>How much of each budget is used, of the rules by their names and of the goals by their keys.</summary>
    public static async Task<Dictionary<string, double>> FindBudgetsAsync(this Session session, Guardrails rules, GoalCatalog goals, DateTimeOffset now)
    {
        var uses = await session.FindGoalBudgetsAsync(goals, now);
        foreach (var rule in rules.BudgetsAt(now))
        {
            var kind = KindOf(rule.BudgetOf);
            var sums = await session.SumCountersAsync([kind, Caps.Mailbox], null, rule.Within, now);
            uses[rule.Key] = UseOf(rule, sums.GetValueOrDefault(kind), sums.GetValueOrDefault(Caps.Mailbox));
        }

        return uses;
    }

    private static Task AddAsync(Session session, BudgetOf what, DateTimeOffset at) =>
        session.AddToCounterAsync(KindOf(what), All, at, 1);

    private static string KindOf(BudgetOf what) => what switch
    {
        BudgetOf.Complaints => "complaints",
        BudgetOf.Unsubscribes => "unsubscribes",
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, "No such budget."),
    };
}
