using System.Text;
using System.Text.Json.Nodes;
using FollowUpAgent.Contacts;
using FollowUpAgent.Storage;
using FollowUpAgent.Storage.Sqlite;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Contacts;

public sealed class PersonalDataTests
{
    private const string Address = "wilhelmina.tester@voorbeeld.test";

    private const string File = "email,first name,last name,note\n" + Address + ",Wilhelmina,Testerschmidt,\"likes tulips\"\nother@x.test,Bob,Other,-\n";

    [Theory, OnSqlite, OnPostgres]
    public async Task An_export_shows_what_every_room_holds(DatabaseKind kind)
    {
        await using var desk = await ContactsDesk.OpenAsync(kind);
        await desk.ImportAsync(File);
        await desk.List.SuppressAsync(Address, "Bob", until: null, CancellationToken.None);

        var export = await desk.Privacy(new Notebook()).ExportAsync("Wilhelmina.Tester@voorbeeld.test", CancellationToken.None);

        Assert.Equal("Testerschmidt", (string?)export!["rooms"]!["contacts"]!["lastName"]);
        Assert.Equal("likes tulips", (string?)export["rooms"]!["contacts"]!["fields"]!["note"]);
        Assert.Equal("a note", (string?)export["rooms"]!["notebook"]);
        Assert.Equal("manual", (string?)export["suppression"]!["reason"]);
        Assert.Null(await desk.Privacy().ExportAsync("nobody@x.test", CancellationToken.None));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Erasing_removes_the_person_from_every_room_and_leaves_a_receipt_without_an_address(DatabaseKind kind)
    {
        await using var desk = await ContactsDesk.OpenAsync(kind);
        await desk.ImportAsync(File);
        var id = (await desk.FindAsync(Address)).Id;
        var mail = desk.Write("To: someone", "0001.eml");

        var receipt = await desk.Privacy(new Notebook("0001.eml", "gone/0002.eml")).EraseAsync(Address, "Ann", keepMailable: false, CancellationToken.None);

        Assert.Equal((ErasureOutcome.Erased, id, "Ann", true), (receipt.Outcome, receipt.Contact, receipt.By, receipt.IsSuppressed));
        Assert.Equal((1, 3), (receipt.Counts["contacts"], receipt.Counts["notebook"]));
        Assert.Equal((2, 0, false), (receipt.FilesDeleted, receipt.FilesLeft, System.IO.File.Exists(mail)));
        Assert.Equal("other@x.test", Assert.Single(await desk.AllAsync()).Address);
        Assert.True(await desk.Database.ReadAsync(s => s.WasErasedAsync(id), CancellationToken.None));
        Assert.Equal(kind == DatabaseKind.Postgres, receipt.Remains.Any(r => r.Contains("VACUUM FULL")));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_erased_person_is_neither_stored_nor_mailable_when_imported_again(DatabaseKind kind)
    {
        await using var desk = await ContactsDesk.OpenAsync(kind);
        await desk.ImportAsync(File);
        await desk.List.SuppressAsync(Address, "Ann", until: null, CancellationToken.None);
        await desk.Privacy().EraseAsync(Address, null, keepMailable: false, CancellationToken.None);

        var summary = await desk.ImportAsync(File);

        Assert.Equal((0, 1, 1, 1), (summary.Added, summary.Unchanged, summary.Suppressed, summary.NotStored));
        Assert.Equal("other@x.test", Assert.Single(await desk.AllAsync()).Address);
        var suppression = await desk.Database.ReadAsync(
            s => s.FindSuppressionAsync(desk.Keys.KeyOf(Address), desk.Clock.GetUtcNow()), CancellationToken.None);
        Assert.Equal(SuppressionReason.Erased, suppression!.Reason);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_person_erased_but_kept_mailable_can_be_imported_again_unless_they_had_unsubscribed(DatabaseKind kind)
    {
        await using var desk = await ContactsDesk.OpenAsync(kind);
        await desk.ImportAsync(File);
        await desk.List.SuppressAsync("other@x.test", null, until: null, CancellationToken.None);

        var mine = await desk.Privacy().EraseAsync(Address, null, keepMailable: true, CancellationToken.None);
        var other = await desk.Privacy().EraseAsync("other@x.test", null, keepMailable: true, CancellationToken.None);
        var summary = await desk.ImportAsync(File);

        Assert.Equal((false, true), (mine.IsSuppressed, other.IsSuppressed));
        Assert.Equal((1, 1, 0), (summary.Added, summary.Suppressed, summary.NotStored));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Erasing_twice_or_an_unknown_address_changes_nothing_and_says_so(DatabaseKind kind)
    {
        await using var desk = await ContactsDesk.OpenAsync(kind);
        await desk.ImportAsync(File);
        var privacy = desk.Privacy();
        await privacy.EraseAsync(Address, "Ann", keepMailable: false, CancellationToken.None);

        var again = await privacy.EraseAsync(Address, "Ann", keepMailable: false, CancellationToken.None);
        var unknown = await privacy.EraseAsync("nobody@x.test", "Ann", keepMailable: false, CancellationToken.None);
        var nonsense = await privacy.EraseAsync("nobody", "Ann", keepMailable: false, CancellationToken.None);

        Assert.Equal(
            [ErasureOutcome.ErasedBefore, ErasureOutcome.NotKnown, ErasureOutcome.NotAnAddress], [again.Outcome, unknown.Outcome, nonsense.Outcome]);
        Assert.Equal(1, await desk.Database.ReadAsync(s => s.QueryValueAsync<long>("SELECT COUNT(*) FROM erasure"), CancellationToken.None));
        Assert.Equal(1, await desk.Database.ReadAsync(s => s.QueryValueAsync<long>("SELECT COUNT(*) FROM suppression"), CancellationToken.None));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task When_one_room_cannot_erase_no_room_has(DatabaseKind kind)
    {
        await using var desk = await ContactsDesk.OpenAsync(kind);
        await desk.ImportAsync(File);

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            desk.Privacy(new Notebook { Fails = true }).EraseAsync(Address, null, keepMailable: false, CancellationToken.None));

        Assert.Equal(2, (await desk.AllAsync()).Count);
        Assert.Equal(0, await desk.Database.ReadAsync(s => s.QueryValueAsync<long>("SELECT COUNT(*) FROM suppression"), CancellationToken.None));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_file_that_could_not_be_deleted_is_deleted_by_the_next_erasure(DatabaseKind kind)
    {
        await using var desk = await ContactsDesk.OpenAsync(kind);
        await desk.ImportAsync(File);
        // A folder under the file's name cannot be deleted as a file.
        Directory.CreateDirectory(Path.Combine(desk.Folder, "0001.eml"));

        var first = await desk.Privacy(new Notebook("0001.eml")).EraseAsync(Address, null, keepMailable: false, CancellationToken.None);
        Directory.Delete(Path.Combine(desk.Folder, "0001.eml"));
        var mail = desk.Write("To: someone", "0001.eml");
        await desk.Privacy().EraseAsync("nobody@x.test", null, keepMailable: false, CancellationToken.None);

        Assert.Equal((0, 1), (first.FilesDeleted, first.FilesLeft));
        Assert.False(System.IO.File.Exists(mail));
    }

    [Fact]
    public async Task After_an_erasure_no_byte_of_the_person_is_left_in_the_database_files()
    {
        var folder = TestFolder.New("traces");
        await using var database = new SqliteDatabase(Path.Combine(folder, "followup.db"), SqliteSynchronous.Full);
        await new Migrator(database, TimeProvider.System).MigrateAsync(CancellationToken.None);
        await using var desk = ContactsDesk.On(database);
        // Rows that grow in place split pages, which leaves old copies lying about.
        foreach (var length in (int[])[0, 300, 900, 100, 2_000])
        {
            await ImportCrowdAsync(desk, length);
        }

        var before = Traces.Find(folder, Address, "Testerschmidt");

        var receipt = await desk.Privacy().EraseAsync(Address, "Ann", keepMailable: false, CancellationToken.None);
        foreach (var n in Erased)
        {
            await desk.Privacy().EraseAsync($"person{n}@x.test", "Ann", keepMailable: false, CancellationToken.None);
        }

        Assert.NotEmpty(before);
        Assert.Empty(Traces.Find(folder, [Address, "Wilhelmina", "Testerschmidt", "likes tulips", .. Erased.Select(n => $"person{n}@x.test")]));
        Assert.Single(receipt.Remains);
    }

    [Fact]
    public void The_search_for_traces_finds_every_form()
    {
        var folder = TestFolder.New("traces");
        System.IO.File.WriteAllText(Path.Combine(folder, "plain"), $"To: {Address}");
        System.IO.File.WriteAllText(Path.Combine(folder, "wide"), $"To: {Address}", Encoding.Unicode);
        foreach (var before in (string[])["", "x", "xy"])
        {
            System.IO.File.WriteAllText(
                Path.Combine(folder, $"base64-{before}"), Convert.ToBase64String(Encoding.UTF8.GetBytes($"{before}{Address} and more")));
        }

        var found = Traces.Find(folder, Address).Select(f => f.Split(':')[0]).Distinct();

        Assert.Equal(["base64-", "base64-x", "base64-xy", "plain", "wide"], found.Order());
    }

    private static IEnumerable<int> Erased => Enumerable.Range(0, 40).Select(n => 100_000 + (n * 71));

    private static async Task ImportCrowdAsync(ContactsDesk desk, int length)
    {
        // Not everyone grows alike: pages fill and split at different places.
        var crowd = Enumerable.Range(1, 3_000).Select(n => $"person{100_000 + n}@x.test,P{n},Q{n},{new string('x', length * (n % 7) / 7)}").ToList();
        crowd.Insert(1_500, $"{Address},Wilhelmina,Testerschmidt,likes tulips {new string('x', length)}");
        await desk.ImportAsync("email,first name,last name,note\n" + string.Join('\n', crowd));
    }

    /// <summary>A later room with a note of everyone.</summary>
    private sealed class Notebook(params string[] files) : IPersonalData
    {
        public bool Fails { get; init; }

        public string Room => "notebook";

        public IReadOnlyList<string> Tables => [];

        public Task<JsonNode?> ExportAsync(Session session, ContactId contact) => Task.FromResult<JsonNode?>("a note");

        // Runs before the contact goes: it is still there to be joined.
        public async Task<int> EraseAsync(Session session, ContactId contact) =>
            Fails || await session.FindContactAsync(contact) is null ? throw new InvalidOperationException("on purpose") : 3;

        public Task<IReadOnlyList<string>> FilesAsync(Session session, ContactId contact) => Task.FromResult<IReadOnlyList<string>>(files);
    }
}
