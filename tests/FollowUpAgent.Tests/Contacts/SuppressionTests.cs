using FollowUpAgent.Contacts;
using FollowUpAgent.Contacts.Import;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Contacts;

public sealed class SuppressionTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_list_without_a_header_loses_no_line(DatabaseKind kind)
    {
        await using var desk = await ContactsDesk.OpenAsync(kind);
        var path = desk.Write("first@x.test\nSecond@x.test\nnobody\nfirst@x.test\n");

        var summary = await desk.Suppressions.ImportAsync(path, CancellationToken.None);
        var again = await desk.Suppressions.ImportAsync(path, CancellationToken.None);

        Assert.Equal((2, 1, 1), (summary.Added, summary.Known, summary.Rejected));
        Assert.Equal((0, 3, 3), (again.Added, again.Known, again.FirstRejected[0].Line));
        Assert.Equal("imported", (await FindAsync(desk, "second@x.test"))!.Reason);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_list_may_give_reasons_but_cannot_say_that_someone_was_erased(DatabaseKind kind)
    {
        await using var desk = await ContactsDesk.OpenAsync(kind);

        await desk.Suppressions.ImportAsync(
            desk.Write("reden;mailadres\nBounced;a@x.test\nerased;b@x.test\nwhim;c@x.test\n", "list.csv"), CancellationToken.None);

        Assert.Equal(("bounced", "list.csv"), ((await FindAsync(desk, "a@x.test"))!.Reason, (await FindAsync(desk, "a@x.test"))!.Evidence));
        Assert.Equal("imported", (await FindAsync(desk, "b@x.test"))!.Reason);
        Assert.Equal("imported", (await FindAsync(desk, "c@x.test"))!.Reason);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_list_that_breaks_suppresses_everyone_before_the_break(DatabaseKind kind)
    {
        await using var desk = await ContactsDesk.OpenAsync(kind);

        await Assert.ThrowsAsync<ImportException>(() =>
            desk.Suppressions.ImportAsync(desk.Write("email\na@x.test\n\"b@x.test\nc@x.test\n"), CancellationToken.None));

        Assert.NotNull(await FindAsync(desk, "a@x.test"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Suppressing_by_hand_can_be_for_a_time_and_can_be_taken_back(DatabaseKind kind)
    {
        await using var desk = await ContactsDesk.OpenAsync(kind);
        var until = desk.Clock.GetUtcNow().AddDays(30);
        await desk.List.SuppressAsync("A@x.test", "Ann", until, CancellationToken.None);
        await desk.List.SuppressAsync("b@x.test", "Ann", null, CancellationToken.None);

        var removed = await desk.List.UnsuppressAsync("b@x.test", CancellationToken.None);
        var during = await FindAsync(desk, "a@x.test");
        desk.Clock.JumpTo(until);

        Assert.Equal((until, "Ann"), (during!.Until, during.Evidence));
        Assert.Null(await FindAsync(desk, "a@x.test"));
        Assert.Equal("manual", removed!.Reason);
        Assert.Null(await FindAsync(desk, "b@x.test"));
        Assert.Null(await desk.List.UnsuppressAsync("b@x.test", CancellationToken.None));
        Assert.False(await desk.List.SuppressAsync("b", null, null, CancellationToken.None));
    }

    private static Task<Suppression?> FindAsync(ContactsDesk desk, string address) =>
        desk.Database.ReadAsync(s => s.FindSuppressionAsync(desk.Keys.KeyOf(address), desk.Clock.GetUtcNow()), CancellationToken.None);
}
