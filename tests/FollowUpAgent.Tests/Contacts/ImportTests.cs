using System.Text.Json.Nodes;
using FollowUpAgent.Contacts;
using FollowUpAgent.Contacts.Import;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Contacts;

public sealed class ImportTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Headers_are_understood_in_English_and_Dutch_however_they_are_written(DatabaseKind kind)
    {
        await using var desk = await ContactsDesk.OpenAsync(kind);

        await desk.ImportAsync(
            "E-Mail;VOORNAAM;last_name;Bedrijf;Taal;Time Zone;Grondslag;basis_date;Bron;Van elders;Profiling;tracking consent;Omzet\n"
            + "Zoe@Example.NL;Zoë;O'Neil;Bakkerij;Nederlands;europe/amsterdam;klant;02-01-2026;beurs;nee;ja;0;1,50\n");

        var contact = await desk.FindAsync("zoe@example.nl");
        Assert.Equal(("Zoë", "O'Neil", "Bakkerij", "nl"), (contact.FirstName, contact.LastName, contact.Company, contact.Language));
        Assert.Equal(("Europe/Amsterdam", "customer", "beurs"), (contact.TimeZone, contact.LawfulBasis, contact.Source));
        Assert.Equal((false, true, false), (contact.FromElsewhere, contact.Profiling, contact.Tracking));
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero), contact.BasisAt);
        Assert.Equal("1,50", (string?)JsonNode.Parse(contact.Fields)!["Omzet"]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_same_file_again_changes_nothing(DatabaseKind kind)
    {
        await using var desk = await ContactsDesk.OpenAsync(kind);
        var request = new ImportRequest(desk.Write("email,first name,score\na@x.test,Ann,1\nb@x.test,Bob,\n"))
        {
            Basis = "consent",
            BasisDate = "2026-01-01",
            Language = "en",
            FromElsewhere = false,
        };

        var first = await desk.ImportAsync(request);
        var before = await desk.AllAsync();
        desk.Clock.Advance(TimeSpan.FromDays(1));
        var second = await desk.ImportAsync(request);

        Assert.Equal((2, 0, 0), (first.Added, first.Updated, first.Unchanged));
        Assert.Equal((0, 0, 2), (second.Added, second.Updated, second.Unchanged));
        Assert.Equal(before.Select(c => c.UpdatedAt), (await desk.AllAsync()).Select(c => c.UpdatedAt));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_update_changes_only_what_the_file_says_and_an_empty_cell_keeps_the_old_value(DatabaseKind kind)
    {
        await using var desk = await ContactsDesk.OpenAsync(kind);
        await desk.ImportAsync("email,first name,company,score,shoe\na@x.test,Ann,Acme,1,41\n");
        await desk.Database.WriteAsync(s => s.ExecuteAsync("UPDATE contact SET group_name = 'control'"), CancellationToken.None);
        desk.Clock.Advance(TimeSpan.FromDays(1));

        var summary = await desk.ImportAsync("email,company,first name,score\nA@x.test,Bolt,,2\n");

        var contact = await desk.FindAsync("a@x.test");
        Assert.Equal(1, summary.Updated);
        Assert.Equal(("Ann", "Bolt", "control"), (contact.FirstName, contact.Company, contact.GroupName));
        Assert.Equal("""{"score":"2","shoe":"41"}""", contact.Fields);
        Assert.Equal((desk.Clock.GetUtcNow(), TimeSpan.FromDays(1)), (contact.UpdatedAt, contact.UpdatedAt - contact.CreatedAt));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_default_stands_in_for_a_missing_column_and_only_fills_the_gaps_of_a_column_that_is_there(DatabaseKind kind)
    {
        await using var desk = await ContactsDesk.OpenAsync(kind);
        await desk.ImportAsync("email,source,language\nknown@x.test,web form,nl\n");
        var request = new ImportRequest(desk.Write("email,source\nknown@x.test,\nnew@x.test,\n")) { Source = "fair", Language = "de" };

        await desk.ImportAsync(request);

        var (known, added) = (await desk.FindAsync("known@x.test"), await desk.FindAsync("new@x.test"));
        Assert.Equal(("web form", "de"), (known.Source, known.Language));
        Assert.Equal(("fair", "de"), (added.Source, added.Language));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_file_without_addresses_gets_them_from_a_template(DatabaseKind kind)
    {
        await using var desk = await ContactsDesk.OpenAsync(kind);
        var request = new ImportRequest(desk.Write("recency,segment\n10,2) $100\n\n6,Rural\n")) { AddressTemplate = "customer-{row}@hillstrom.test" };

        var summary = await desk.ImportAsync(request);

        Assert.Equal((2, 2), (summary.Rows, summary.Added));
        Assert.Equal("""{"recency":"6","segment":"Rural"}""", (await desk.FindAsync("customer-2@hillstrom.test")).Fields);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_caller_and_the_configuration_may_say_what_a_header_means(DatabaseKind kind)
    {
        var options = new ContactsOptions { KeepUnknownColumns = false, Columns = new() { ["Klant mail"] = "email", ["Source"] = "-" } };
        await using var desk = await ContactsDesk.OpenAsync(kind, options);
        var request = new ImportRequest(desk.Write("klantmail,Roepie,source,Rev,other\na@x.test,Ann,web,12,y\n"))
        {
            Map = new Dictionary<string, string> { ["roepie"] = "First name", ["REV"] = "fields.revenue" },
        };

        var summary = await desk.ImportAsync(request);

        var contact = await desk.FindAsync("a@x.test");
        Assert.Equal(("Ann", null, """{"revenue":"12"}"""), (contact.FirstName, contact.Source, contact.Fields));
        Assert.Equal(["source", "other"], summary.IgnoredColumns);
        Assert.Contains(KeyValuePair.Create("klantmail", "email"), summary.Columns);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Unusable_rows_are_rejected_with_their_reason_and_the_others_are_imported(DatabaseKind kind)
    {
        await using var desk = await ContactsDesk.OpenAsync(kind);

        var summary = await desk.ImportAsync(
            "email,first name,language,time zone,basis,basis date,profiling\n"
            + "good@x.test,Ann,nl-BE,W. Europe Standard Time,consent,2026-01-01,yes\n"
            + "no-address,,,,,,\n"
            + "a@x.test,,klingon,,,,\n"
            + "b@x.test,,,Europe/Amsterdm,,,\n"
            + "c@x.test,,,,because,,\n"
            + "d@x.test,,,,,03/02/2026,\n"
            + "e@x.test,,,,,2031-01-01,\n"
            + "f@x.test,,,,,,perhaps\n"
            + "g@x.test,\"An\u0007n\",,,,,\n"
            + $"h@x.test,{new string('x', 201)},,,,,\n"
            + "i@x.test,Jan,nl,,,,yes,one,too many\n"
            + ",Jan,nl,,,,\n");

        Assert.Equal((12, 1, 11), (summary.Rows, summary.Added, summary.Rejected));
        Assert.Equal("Europe/Berlin", (await desk.FindAsync("good@x.test")).TimeZone);
        Assert.Equal(Enumerable.Range(3, 11).Select(l => (long)l), summary.FirstRejected.Select(r => r.Line));
        Assert.Contains("did you mean Europe/Amsterdam?", summary.FirstRejected[2].Reason);
        Assert.Contains("the first name holds a control character", summary.FirstRejected[7].Reason);
        Assert.Contains("the first name is longer than 200 characters", summary.FirstRejected[8].Reason);
        Assert.Equal("no mail address", summary.FirstRejected[10].Reason);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_first_of_two_rows_with_one_address_counts(DatabaseKind kind)
    {
        await using var desk = await ContactsDesk.OpenAsync(kind);

        var summary = await desk.ImportAsync("email,first name\nJan@Example.test,First\njan@example.test,Second\n");

        Assert.Equal((1, 1), (summary.Added, summary.Duplicates));
        Assert.Equal(new RejectedRow(3, "the same address as line 2"), Assert.Single(summary.FirstRejected));
        Assert.Equal("First", (await desk.FindAsync("jan@example.test")).FirstName);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_suppressed_address_is_kept_up_to_date_and_counted_as_suppressed(DatabaseKind kind)
    {
        await using var desk = await ContactsDesk.OpenAsync(kind);
        await desk.List.SuppressAsync("a@x.test", "Ann", until: null, CancellationToken.None);

        var summary = await desk.ImportAsync("email,first name\na@x.test,Ann\nb@x.test,Bob\n");

        Assert.Equal((1, 1, 0), (summary.Added, summary.Suppressed, summary.NotStored));
        Assert.Equal("Ann", (await desk.FindAsync("a@x.test")).FirstName);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_summary_says_who_may_not_be_mailed_and_why(DatabaseKind kind)
    {
        await using var desk = await ContactsDesk.OpenAsync(kind);

        var summary = await desk.ImportAsync(
            "email,basis,basis date,basis note\na@x.test,,,\nb@x.test,consent,,\nc@x.test,other,2026-01-01,\nd@x.test,consent,2026-01-01,\n");

        Assert.Equal(
            [NotMailable.NoLawfulBasis, NotMailable.OtherWithoutNote, NotMailable.BasisWithoutDate], summary.NotMailable.Keys);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task An_import_broken_off_half_way_and_repeated_ends_as_if_it_had_never_been_broken(DatabaseKind kind)
    {
        await using var desk = await ContactsDesk.OpenAsync(kind, new ContactsOptions { BatchRows = 100 });
        using var stop = new CancellationTokenSource();
        var rows = Enumerable.Range(1, 1_000).Select(n => n % 50 == 0 ? "nobody,x" : $"p{n}@x.test,P{n}");
        var request = new ImportRequest(desk.Write("email,first name\n" + string.Join('\n', rows)));

        var stopper = new Told(p =>
        {
            if (p.Rows >= 400)
            {
                stop.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => desk.Importer.ImportAsync(request, stopper, stop.Token));
        var partly = (await desk.AllAsync()).Count;
        var filesPartly = Directory.GetFiles(desk.Folder);
        var summary = await desk.ImportAsync(request);

        Assert.InRange(partly, 300, 500);
        Assert.Equal([request.File], filesPartly);
        Assert.Equal((980 - partly, partly, 20), (summary.Added, summary.Unchanged, summary.Rejected));
        Assert.Equal(980, (await desk.AllAsync()).Count);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Two_imports_at_once_add_everyone_once_and_lose_no_column(DatabaseKind kind)
    {
        await using var desk = await ContactsDesk.OpenAsync(kind, new ContactsOptions { BatchRows = 100 });
        var people = Enumerable.Range(1, 1_500).ToList();
        var names = desk.Write("email,first name\n" + string.Join('\n', people.Select(n => $"p{n}@x.test,P{n}")), "names.csv");
        var scores = desk.Write("email,score\n" + string.Join('\n', people.AsEnumerable().Reverse().Select(n => $"p{n}@x.test,{n}")), "scores.csv");

        var both = await Task.WhenAll(
            Task.Run(() => desk.ImportAsync(new ImportRequest(names))), Task.Run(() => desk.ImportAsync(new ImportRequest(scores))));

        var all = await desk.AllAsync();
        Assert.Equal((1_500, 1_500), (all.Count, both.Sum(s => s.Added)));
        Assert.Equal(1_500, both.Sum(s => s.Updated));
        Assert.All(all, c => Assert.Equal(c.Address, $"{c.FirstName!.ToLowerInvariant()}@x.test"));
        Assert.All(all, c => Assert.Equal($$"""{"score":"{{c.FirstName![1..]}}"}""", c.Fields));
    }

    [Fact]
    public async Task Progress_reaches_the_end_of_the_file()
    {
        await using var desk = await ContactsDesk.OpenAsync(DatabaseKind.Sqlite, new ContactsOptions { BatchRows = 100 });
        var path = desk.Write("email\n" + string.Join('\n', Enumerable.Range(1, 350).Select(n => $"p{n}@x.test")));
        List<ImportProgress> seen = [];

        await desk.Importer.ImportAsync(new ImportRequest(path), new Told(seen.Add), CancellationToken.None);

        Assert.Equal([100, 200, 300, 350], seen.Select(p => p.Rows));
        Assert.Equal(new FileInfo(path).Length, seen[^1].BytesRead);
    }

    /// <summary>Progress that is told at once, not later.</summary>
    private sealed class Told(Action<ImportProgress> hear) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => hear(value);
    }
}
