using FollowUpAgent.Decisions.Goals;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Scenarios.Goals;

/// <summary>Says how each goal stands, what is to be expected, and whether it will be met.</summary>
internal sealed class GoalDesk(Database database, SteeringDesk steeringDesk, TimeProvider clock)
{
    // Older decisions say little of what comes now.
    private static readonly TimeSpan LongestEvidence = TimeSpan.FromDays(180);

    /// <summary>All goals, as people want them now.</summary>
    public Task<IReadOnlyList<GoalProgress>> ReadAsync(CancellationToken cancellationToken) => ReadAsync(clock.GetUtcNow(), cancellationToken);

    /// <summary>All goals, as they stood at a moment of late: contacts that have moved on since then count where they stand now.</summary>
    public Task<IReadOnlyList<GoalProgress>> ReadAsync(DateTimeOffset at, CancellationToken cancellationToken) =>
        ReadAsync(steering => steering.Get<GoalCatalog>().All, at, cancellationToken);

    /// <summary>How often each outcome is to be expected in the seven days from a moment of late on.</summary>
    public Task<IReadOnlyList<GoalProgress>> ForecastWeekAsync(DateTimeOffset from, CancellationToken cancellationToken)
    {
        var first = DateOnly.FromDateTime(from.UtcDateTime);
        return ReadAsync(
            steering => [.. steering.Outcomes.All.Select(o => new Goal { Key = o.Key, Outcome = o, Target = 1, From = first, Deadline = first.AddDays(6) })], from, cancellationToken);
    }

    private Task<IReadOnlyList<GoalProgress>> ReadAsync(Func<Steering, IReadOnlyList<Goal>> goals, DateTimeOffset at, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<GoalProgress>>(
            async session =>
            {
                var steering = await steeringDesk.AtAsync(session, at);
                var stepsLeft = StepsLeft(await session.CountStandingAsync(), steering.Sequences);
                var all = new List<GoalProgress>();
                foreach (var goal in goals(steering))
                {
                    all.Add(await ReadAsync(session, goal, steering.Pauses.Everything, stepsLeft, at));
                }

                return all;
            },
            cancellationToken);

    private static async Task<GoalProgress> ReadAsync(Session session, Goal goal, bool isPaused, long stepsLeft, DateTimeOffset now)
    {
        var (from, until) = goal.SpanAt(now);
        var seen = now < until ? now : until;
        var reached = await session.CountRewardsAsync(goal.Outcome.Key, from, seen);
        var use = await session.FindGoalUseAsync(goal, now);
        var (sends, unsubscribes) = (new GoalBudget(use.Sends, goal.MostSends), new GoalBudget(use.Unsubscribes, goal.MostUnsubscribes));
        var sendsLeft = unsubscribes.IsUsedUp ? 0 : sends.Left;
        var outlook = new Outlook(await FindEvidenceAsync(session, goal, sendsLeft, isPaused, stepsLeft, now), goal, now);
        var forecast = outlook.Forecast(reached);
        var (verdict, because) = outlook.Judge(forecast, reached);
        return new GoalProgress
        {
            Goal = goal.Key,
            Outcome = goal.Outcome.Key,
            Weight = goal.Outcome.Weight,
            WeightBySegment = goal.Outcome.Segments.ToDictionary(s => s.Segment.Key, s => s.Weight),
            IsLongTerm = goal.IsLongTerm,
            Window = goal.Outcome.Window,
            From = from,
            Until = until,
            Target = goal.Target,
            Reached = reached,
            Forecast = forecast,
            Verdict = verdict,
            Because = because,
            Sends = sends,
            Unsubscribes = unsubscribes,
        };
    }

    private static async Task<Evidence> FindEvidenceAsync(Session session, Goal goal, long? sendsLeft, bool isPaused, long stepsLeft, DateTimeOffset now)
    {
        var (key, matured) = (goal.Outcome.Key, now - goal.Outcome.Window);
        var oldest = matured - LongestEvidence;
        return new Evidence
        {
            Matured = (await session.CountCarriedOutAsync(oldest, matured)).Decisions,
            Earned = await session.CountEarnedAsync(key, oldest, matured),
            Delays = await session.FindDelaysAsync(key, oldest, matured),
            Open = await session.CountByDayAsync(matured, now),
            Pace = await session.CountCarriedOutAsync(Outlook.PaceFrom(now), now),
            StepsLeft = stepsLeft,
            SendsLeft = sendsLeft,
            IsPaused = isPaused,
        };
    }

    private static long StepsLeft(IEnumerable<Standing> standing, SequenceCatalog catalog) => standing.Sum(s =>
        s.Enrollments * (catalog.Find(s.Sequence)?.Steps.SkipWhile(step => step.Key != s.Step).Count() ?? 0));
}
