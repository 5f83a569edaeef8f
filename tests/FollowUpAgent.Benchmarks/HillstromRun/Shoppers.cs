using FollowUpAgent.Cli.Demo;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Benchmarks.HillstromRun;

/// <summary>The customers: each visits, or not, after each mail and each skip, as the experiment's customers of the same kind did.</summary>
internal sealed class Shoppers(Database database, Cells cells, Doorstep doorstep, SimulatedClock clock) : IInhabitants
{
    private const long Seed = 64_000;
    private const int MostInOnePost = 1000;
    private const double LatestHour = 30;
    private readonly PriorityQueue<object, DateTimeOffset> planned = new();
    private DateTimeOffset since = DateTimeOffset.UnixEpoch;

    /// <summary>How many visits and other events were reported.</summary>
    public int Reported { get; private set; }

    /// <summary>The machine's time that reporting took.</summary>
    public TimeSpan Spent { get; private set; }

    /// <inheritdoc />
    public async Task ReadMailsAsync(CancellationToken cancellationToken)
    {
        var (from, until) = (since, clock.GetUtcNow());
        since = until;
        var carriedOut = await database.ReadAsync(s => s.QueryAsync<CarriedOut>(New, new { from, until }), cancellationToken);
        foreach (var one in carriedOut.OrderBy(c => c.Address, StringComparer.Ordinal))
        {
            Plan(one);
        }
    }

    /// <inheritdoc />
    public async Task ActUntilAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (planned.TryPeek(out _, out var at) && at <= until)
        {
            var some = new List<object>();
            while (some.Count < MostInOnePost && planned.TryPeek(out var next, out at) && at <= until)
            {
                planned.Dequeue();
                some.Add(next);
                clock.MoveTo(at);
            }

            await doorstep.PostAsync(some, cancellationToken);
            Reported += some.Count;
        }

        Spent += TimeProvider.System.GetElapsedTime(began);
    }

    private void Plan(CarriedOut one)
    {
        var customer = Cells.CustomerOf(one.Address);
        var chance = new SeededUniforms(unchecked((Seed * 1_000_003) + (customer * 31L) + one.Step.Length));
        var visits = chance.Next() < cells.VisitRate(customer, one.Variant?.Split('@')[0] ?? Cells.None);
        var at = one.At + TimeSpan.FromHours(1 + (LatestHour * chance.Next()));
        if (one.HeaderId is { } message)
        {
            planned.Enqueue(new { type = visits ? Season.Visit : "delivered", timestamp = at, data = new { messageId = $"<{message}>" } }, at);
        }
        else if (visits)
        {
            planned.Enqueue(new { type = Season.Visit, timestamp = at, data = new { email = one.Address } }, at);
        }
    }

    private const string New =
        """
        SELECT c.address, d.step, m.variant, m.header_id, r.closed_at AS at
        FROM closed_round r
        JOIN decision d ON d.id = r.decision_id AND d.stage = 'when'
        JOIN contact c ON c.id = d.contact_id
        LEFT JOIN message m ON m.decision_id = r.decision_id
        WHERE r.closed_at > @from AND r.closed_at <= @until AND r.how IN ('sent', 'skipped')
        """;

    private sealed class CarriedOut
    {
        public string Address { get; set; } = "";

        public string Step { get; set; } = "";

        public string? Variant { get; set; }

        public string? HeaderId { get; set; }

        public DateTimeOffset At { get; set; }
    }
}
