using FollowUpAgent.Tests.House;
using Xunit.Abstractions;

namespace FollowUpAgent.EndToEnd.Tests.Faults;

[Collection("faults")]
public sealed class FrozenWorkerTests(ITestOutputHelper output)
{
    private const string HeldBy = "FROM message WHERE owner = @owner AND state IN ('leased', 'sending')";

    [Theory, OnPostgres]
    public async Task A_worker_frozen_beyond_its_lease_begins_nothing_that_another_took_over(DatabaseKind kind)
    {
        var freezes = TestScale.Factor;
        await using var ground = await OpenAsync(kind, freezes);
        var frozen = ground.Start();
        await ground.UntilArrivedAsync(10);
        var owner = await ground.ReadAsync<string>("SELECT MIN(owner) FROM attempt");
        ground.Start();
        var held = new List<Held>();
        for (var freeze = 0; freeze < freezes; freeze++)
        {
            await ground.UntilArrivedAsync(10 + ((freeze + 1) * ground.Mails / (freezes + 2)));
            frozen.Signal("STOP");
            held.AddRange(await ground.QueryAsync<Held>($"SELECT CAST(id AS text) AS id, fence, state {HeldBy}", new { owner }));
            await ground.UntilAsync("the other took over", async () => await ground.ReadAsync<int>($"SELECT COUNT(*) {HeldBy}", new { owner }) == 0);
            frozen.Signal("CONT");
        }

        await ground.UntilDoneAsync();

        var begun = await ground.QueryAsync<Held>("SELECT id, fence FROM law_journal WHERE became = 'sending' AND owner = @owner", new { owner });
        var unbegun = held.Where(h => h.State == "leased").Select(h => (h.Id, h.Fence)).ToList();
        output.WriteLine($"{kind}: {ground.Mails} mails, {freezes} freezes, {held.Count} in hand, {unbegun.Count} not begun, {ground.Duplicates} doubled");
        Assert.NotEmpty(unbegun);
        Assert.Empty(unbegun.Intersect(begun.Select(b => (b.Id, b.Fence))));
        await ground.AssertLawfulAsync(mostDuplicates: freezes * Ground.Connections);
    }

    [Theory, OnSqlite]
    public async Task The_only_worker_frozen_beyond_its_lease_goes_on_where_it_stood(DatabaseKind kind)
    {
        var freezes = TestScale.Factor;
        await using var ground = await OpenAsync(kind, freezes);
        var worker = ground.Start();
        for (var freeze = 0; freeze < freezes; freeze++)
        {
            await ground.UntilArrivedAsync((freeze + 1) * ground.Mails / (freezes + 1));
            worker.Signal("STOP");
            await ground.UntilAsync(
                "its leases ran out",
                async () => await ground.ReadAsync<int>($"SELECT COUNT(*) FROM message WHERE lease_until > {ground.Database.Dialect.NowMicros}") == 0);
            worker.Signal("CONT");
        }

        await ground.UntilDoneAsync();

        output.WriteLine($"{kind}: {ground.Mails} mails, {freezes} freezes, {ground.Duplicates} doubled");
        Assert.False(worker.HasExited);
        await ground.AssertLawfulAsync(mostDuplicates: freezes * Ground.Connections);
    }

    // What it froze in may be a transaction: the database cuts that off sooner here than the agent asks for by itself.
    private static async Task<Ground> OpenAsync(DatabaseKind kind, int freezes) => await Ground.OpenAsync(
        kind,
        120 * (freezes + 2),
        TimeSpan.FromMilliseconds(40),
        new() { ["Dispatch:Lease"] = "00:00:02", ["Dispatch:LeaseMargin"] = "00:00:00.5" },
        kind is DatabaseKind.Postgres ? await PrivatePostgres.NewDatabaseAsync() + ";Options=-c idle_in_transaction_session_timeout=3s" : null);

    /// <summary>A message in a worker's hand.</summary>
    private sealed class Held
    {
        public string Id { get; set; } = "";

        public long Fence { get; set; }

        public string State { get; set; } = "";
    }
}
