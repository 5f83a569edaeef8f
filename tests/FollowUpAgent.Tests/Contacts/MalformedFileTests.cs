using System.IO.Compression;
using System.Text;
using FollowUpAgent.Contacts.Import;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Contacts;

public sealed class MalformedFileTests
{
    [Theory]
    [InlineData("", "empty")]
    [InlineData("\n\r\n  \n", "holds no line")]
    [InlineData("jan@x.test,Jan\npiet@x.test,Piet\n", "Line 1 holds a mail address")]
    [InlineData("\nvoornaam,plaats\nJan,Delft\n", "Line 2: no column holds the mail address (found: voornaam, plaats)")]
    [InlineData("email,name,e-mail\n", "Line 1: the columns 1 ('email') and 3 ('e-mail') are both 'email'")]
    [InlineData("email,shoe,shoe\n", "Line 1: the columns 2 ('shoe') and 3 ('shoe') are both 'fields.shoe'")]
    [InlineData("email,first name\na@x.test,Ann\nb@x.test,\"Bob\nc@x.test,Cas\n", "Line 3: a quote is opened and never closed")]
    [InlineData("email,first name\n\u0001\u0000x,y\n", "NUL bytes")]
    public async Task A_file_that_cannot_be_read_is_refused_with_line_and_reason(string text, string expected)
    {
        await using var desk = await ContactsDesk.OpenAsync(DatabaseKind.Sqlite);

        Assert.Contains(expected, await desk.RefusalAsync(text));
    }

    [Fact]
    public async Task What_comes_before_a_quote_that_is_never_closed_is_imported()
    {
        await using var desk = await ContactsDesk.OpenAsync(DatabaseKind.Sqlite);

        var refusal = await desk.RefusalAsync("email,first name\na@x.test,Ann\nb@x.test,\"Bob\nc@x.test,Cas\n");

        Assert.EndsWith("Correct it and try again. What comes before this line is imported.", refusal);
        Assert.Equal("a@x.test", Assert.Single(await desk.AllAsync()).Address);
    }

    [Fact]
    public async Task A_line_of_10_MB_is_refused_without_holding_it()
    {
        await using var desk = await ContactsDesk.OpenAsync(DatabaseKind.Sqlite);
        using var file = await CsvFile.OpenAsync(
            desk.Write("email,first name\na@x.test,Ann\n" + new string('x', 10_000_000) + "\n"), CancellationToken.None);
        await file.ReadAsync(CancellationToken.None);
        await file.ReadAsync(CancellationToken.None);

        var refusal = await Assert.ThrowsAsync<ImportException>(() => file.ReadAsync(CancellationToken.None));

        Assert.Contains("Line 3: the row is longer than 1,000,000 bytes", refusal.Message);
        Assert.InRange(file.BytesRead, 1_000_000, 2_000_000);
    }

    [Fact]
    public async Task A_cell_of_more_than_100_kB_is_rejected_and_the_next_row_is_imported()
    {
        await using var desk = await ContactsDesk.OpenAsync(DatabaseKind.Sqlite);

        var summary = await desk.ImportAsync($"email,note\na@x.test,{new string('x', 100_001)}\nb@x.test,y\n");

        Assert.Equal((1, 1), (summary.Added, summary.Rejected));
    }

    [Fact]
    public async Task A_workbook_and_a_picture_are_told_apart_from_text()
    {
        await using var desk = await ContactsDesk.OpenAsync(DatabaseKind.Sqlite);
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            archive.CreateEntry("xl/workbook.xml");
        }

        var workbook = await Assert.ThrowsAsync<ImportException>(() => desk.ImportAsync(new ImportRequest(desk.Write(zip.ToArray()))));
        byte[] noise = [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3, 0x10, .. Enumerable.Range(1, 5_000).Select(n => (byte)((n * 37 % 255) + 1))];
        var picture = await Assert.ThrowsAsync<ImportException>(() => desk.ImportAsync(new ImportRequest(desk.Write(noise))));

        Assert.Contains("Excel workbook", workbook.Message);
        Assert.Contains("not text", picture.Message);
    }

    [Fact]
    public async Task A_missing_file_says_so()
    {
        await using var desk = await ContactsDesk.OpenAsync(DatabaseKind.Sqlite);

        var refusal = await Assert.ThrowsAsync<ImportException>(() => desk.ImportAsync(new ImportRequest(Path.Combine(desk.Folder, "none.csv"))));

        Assert.Contains("cannot be opened", refusal.Message);
    }

    [Theory]
    [InlineData("Basis", "because")]
    [InlineData("BasisDate", "soon")]
    [InlineData("Language", "klingon")]
    [InlineData("TimeZone", "Mars/Olympus")]
    [InlineData("AddressTemplate", "customer@x.test")]
    [InlineData("AddressTemplate", "customer {row}")]
    [InlineData("Map", "nickname")]
    public async Task A_default_that_makes_no_sense_is_refused_before_anything_is_read(string which, string value)
    {
        await using var desk = await ContactsDesk.OpenAsync(DatabaseKind.Sqlite);
        var request = new ImportRequest(desk.Write("name\nJan\n"));
        request = which switch
        {
            "Basis" => request with { Basis = value },
            "BasisDate" => request with { BasisDate = value },
            "Language" => request with { Language = value },
            "TimeZone" => request with { TimeZone = value },
            "AddressTemplate" => request with { AddressTemplate = value },
            _ => request with { Map = new Dictionary<string, string> { ["name"] = value } },
        };

        await Assert.ThrowsAsync<ImportException>(() => desk.ImportAsync(request));
    }

    [Fact]
    public async Task The_error_file_holds_the_rows_as_they_were_and_runs_no_formula()
    {
        await using var desk = await ContactsDesk.OpenAsync(DatabaseKind.Sqlite);
        var request = new ImportRequest(desk.Write("email;=note\na@x.test;x\nbad;=1+1\nworse;\"+31; \"\"6\"\"\"\nA@x.test;@x\n"));

        var summary = await desk.ImportAsync(request);

        Assert.Equal(request.File + ".errors.csv", summary.ErrorFile);
        Assert.Equal(
            "import_line;import_reason;email;\"'=note\"\n"
            + "3;not a usable mail address: expected one such as name@example.com;bad;\"'=1+1\"\n"
            + "4;not a usable mail address: expected one such as name@example.com;worse;\"'+31; \"\"6\"\"\"\n"
            + "5;the same address as line 2;A@x.test;\"'@x\"\n",
            File.ReadAllText(summary.ErrorFile!, Encoding.UTF8).ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_corrected_error_file_can_be_imported_and_a_clean_import_leaves_none()
    {
        await using var desk = await ContactsDesk.OpenAsync(DatabaseKind.Sqlite);
        var request = new ImportRequest(desk.Write("email,note\nbad,x\n"));
        var errors = (await desk.ImportAsync(request)).ErrorFile!;
        File.WriteAllText(request.File, File.ReadAllText(errors).Replace("bad", "good@x.test"));

        var summary = await desk.ImportAsync(request);

        Assert.Equal((1, null), (summary.Added, summary.ErrorFile));
        Assert.Equal("""{"note":"x"}""", (await desk.FindAsync("good@x.test")).Fields);
        Assert.Equal([request.File], Directory.GetFiles(desk.Folder));
    }
}
