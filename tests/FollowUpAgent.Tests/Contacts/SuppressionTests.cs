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
    public async Task A_contact_whose_file_says_that_it_wants_no_mail_is_suppressed(DatabaseKind kind)
    {
        await using var desk = await ContactsDesk.OpenAsync(kind);
        const string File = "email,first name,Do Not Email\na@x.test,Ann,TRUE\nb@x.test,Bob,no\nc@x.test,Cas,\nd@x.test,Dee,2025-11-03\n";

        var summary = await desk.ImportAsync(File);
        var again = await desk.ImportAsync(File);

        Assert.Equal((2, 2, 2), (summary.Added, summary.Suppressed, summary.OptOuts));
        Assert.Equal((2, 2, 0), (again.Unchanged, again.Suppressed, again.OptOuts));
        var entry = (await FindAsync(desk, "a@x.test"))!;
        Assert.Equal(("imported", "contacts.csv", null), (entry.Reason, entry.Evidence, entry.Until));
        Assert.NotNull(await FindAsync(desk, "d@x.test"));
        Assert.Null(await FindAsync(desk, "b@x.test"));
        Assert.Null(await FindAsync(desk, "c@x.test"));
        Assert.Equal("{}", (await desk.FindAsync("a@x.test")).Fields);
    }

    [Theory]
    [InlineData("Do Not Email")]
    [InlineData("unsubscribed")]
    [InlineData("opted out")]
    [InlineData("HasOptedOutOfEmail")]
    [InlineData("E-Mail Opt Out")]
    [InlineData("Uitgeschreven")]
    public async Task The_headers_of_well_known_tools_are_understood_with_yes_in_any_of_our_languages(string header)
    {
        await using var desk = await ContactsDesk.OpenAsync(DatabaseKind.Sqlite);

        var summary = await desk.ImportAsync($"email;{header}\na@x.test;yes\nb@x.test;1\nc@x.test;ja\nd@x.test;x\ne@x.test;nee\nf@x.test;0\ng@x.test;false\n");

        Assert.Equal((4, 3), (summary.OptOuts, summary.Added));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Who_wants_no_mail_is_heard_in_a_row_that_is_of_no_other_use(DatabaseKind kind)
    {
        await using var desk = await ContactsDesk.OpenAsync(kind);

        var summary = await desk.ImportAsync(
            "language,email,opted out,unsubscribed\nen,twice@x.test,no,\nen,Twice@x.test,no,yes\nxx,bad@x.test,yes,no\nen,vague@x.test,maybe,\n");

        Assert.Equal((2, 1, 2), (summary.OptOuts, summary.Duplicates, summary.Rejected));
        Assert.NotNull(await FindAsync(desk, "twice@x.test"));
        Assert.NotNull(await FindAsync(desk, "bad@x.test"));
        Assert.Contains(summary.FirstRejected, r => r.Reason == "the column 'do not email' is neither yes nor no");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_file_that_allows_mail_takes_nobody_off_the_list(DatabaseKind kind)
    {
        await using var desk = await ContactsDesk.OpenAsync(kind);
        await desk.List.SuppressAsync("a@x.test", "Ann", null, CancellationToken.None);

        await desk.ImportAsync("email,do not email\na@x.test,no\n");

        Assert.Equal("manual", (await FindAsync(desk, "a@x.test"))!.Reason);
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
