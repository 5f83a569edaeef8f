using FollowUpAgent.Dispatch;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Dispatch;

/// <summary>The checker of the fault tests can see: each law is broken on purpose, and it says which.</summary>
public sealed class LawCheckerTests
{
    private const string One = "(SELECT MIN(CAST(id AS text)) FROM message WHERE state = 'sent')";
    private const string Journal = "INSERT INTO law_journal (kind, id, contact, was, became, owner, fence_was, fence, lease_was, at) VALUES ";

    [Theory, OnSqlite, OnPostgres]
    public async Task An_agent_that_works_breaks_no_law(DatabaseKind kind)
    {
        await using var desk = await WorkedAsync(kind);

        Assert.Empty(await LawChecker.FindBreachesAsync(desk.Agent.Database, desk.Sink.Delivered));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Every_law_of_the_tables_is_seen_when_it_is_broken(DatabaseKind kind)
    {
        foreach (var (law, sabotage) in OfTables)
        {
            await using var desk = await WorkedAsync(kind);
            await desk.ExecuteAsync(sabotage);

            Assert.Contains(await LawChecker.FindBreachesAsync(desk.Agent.Database), b => b.StartsWith(law, StringComparison.Ordinal));
        }

        Assert.Equal(Laws.OfTables.Select(l => l.Name), OfTables.Select(t => t.Law));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Every_law_of_history_is_seen_when_it_is_broken(DatabaseKind kind)
    {
        await using var desk = await WorkedAsync(kind);

        foreach (var (_, sabotage) in OfHistory)
        {
            await desk.ExecuteAsync(Journal + sabotage);
        }

        var seen = (await LawChecker.FindBreachesAsync(desk.Agent.Database)).Select(b => b[..b.IndexOf(':', StringComparison.Ordinal)]).Distinct();
        Assert.Equal(Laws.OfHistory.Select(l => l.Name), seen);
        Assert.Equal(Laws.OfHistory.Select(l => l.Name), OfHistory.Select(t => t.Law));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_mail_too_many_and_a_mail_that_never_came_are_seen(DatabaseKind kind)
    {
        await using var desk = await WorkedAsync(kind);
        var arrived = desk.Sink.Delivered;

        var twice = await LawChecker.FindBreachesAsync(desk.Agent.Database, [.. arrived, arrived[0]]);
        var never = await LawChecker.FindBreachesAsync(desk.Agent.Database, arrived.Skip(1));

        Assert.Equal([$"{Laws.ArrivedUnbegun}: {arrived[0]}"], twice);
        Assert.Equal([$"{Laws.SentNotArrived}: {arrived[0]}"], never);
    }

    private static readonly (string Law, string Sabotage)[] OfTables =
    [
        ("attempts are numbered without a gap", "DELETE FROM attempt"),
        ("a message is begun at most once a claim", "UPDATE message SET fence = 0 WHERE state = 'sent'"),
        ("only a crash leaves an attempt without an end", "UPDATE attempt SET outcome = NULL"),
        (
            "only a crash or an unknown end lets a mail go out twice",
            "INSERT INTO attempt (message_id, number, owner, began_at, outcome) SELECT message_id, 2, owner, began_at, outcome FROM attempt"),
        ("a sent message has an accepted attempt", "UPDATE attempt SET outcome = 'deferred'"),
        ("a settled message has closed its round, an open one has not", "UPDATE message SET state = 'failed' WHERE state = 'sent'"),
        ("a message has one ledger row a stage", "UPDATE message SET step = 'second' WHERE state = 'sent'"),
        ("a step is never sent twice under two identities", "UPDATE message SET enrollment_id = (SELECT id FROM enrollment LIMIT 1)"),
        ("an enrollment waits for one message exactly while it is sending", "UPDATE enrollment SET state = 'sending'"),
        ("an enrollment has one open round exactly while it is decided or sending", "UPDATE enrollment SET state = 'decided'"),
        ("an enrollment has an exit reason exactly when it has ended", "UPDATE enrollment SET exit_reason = 'completed', state = 'ended'"),
        ("the mailbox counter counts what may have left", "UPDATE send_counter SET used = used + 1"),
    ];

    private static readonly (string Law, string Sabotage)[] OfHistory =
    [
        ("a message moves only along its protocol", $"('message', {One}, NULL, 'sent', 'queued', NULL, 1, 1, 0, 1)"),
        ("the fence grows by one at a claim and at nothing else", $"('message', {One}, NULL, 'queued', 'leased', 'x', 5, 7, 0, 1)"),
        ("a fence has one owner", $"('message', {One}, NULL, 'queued', 'leased', 'thief', 0, 1, 0, 1)"),
        ("a fence is begun once", $"('message', {One}, NULL, 'leased', 'sending', 'worker', 1, 1, 2, 1)"),
        ("nothing is begun after its lease", $"('message', {One}, NULL, 'leased', 'sending', 'y', 9, 9, 1, 2)"),
        (
            "nothing is begun after a suppression",
            $"('suppression', 'bounced', 'c', NULL, NULL, NULL, NULL, NULL, NULL, 1), ('message', {One}, 'c', 'leased', 'sending', 'z', 10, 10, 2, 1)"),
        ("an ended enrollment never opens again", "('enrollment', 'e', NULL, 'ended', 'waiting', NULL, NULL, NULL, NULL, 1)"),
    ];

    // Six mails that went out, and one message still in the outbox.
    private static async Task<DispatchDesk> WorkedAsync(DatabaseKind kind)
    {
        var desk = await DispatchDesk.OpenAsync(kind, 6);
        await LawJournal.InstallAsync(desk.Agent.Database);
        await desk.PlanAsync();
        await desk.DeliverAsync();
        await desk.AddAsync(6, 1);
        await desk.PlanAsync();
        Assert.Equal(6, desk.Sink.Delivered.Count);
        Assert.Single(await desk.MessagesAsync(), m => m.State == MessageState.Queued);
        return desk;
    }
}
