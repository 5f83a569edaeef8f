using System.Text;
using FollowUpAgent.Contacts.Import;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Contacts;

public sealed class CsvFileTests
{
    private static readonly string[] Alphabet =
        ["a", "Z", "0", "\"", "\"\"", ",", ";", "\t", "\n", "\r\n", "\r", "'", "é", "ß", "字", "🙂", "=", "|", " ", "\\"];

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    public async Task Any_cell_survives_when_written_as_RFC_4180_says(char delimiter)
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var chance = new Xorshift((uint)seed);
            var columns = 2 + chance.Next(5);
            List<string[]> rows = [[.. Enumerable.Range(1, columns).Select(n => $"column {n}")]];
            rows.AddRange(Enumerable.Range(0, 1 + chance.Next(20)).Select(_ => Row(chance, columns)));
            var newLine = chance.Next(2) == 0 ? "\n" : "\r\n";
            var text = string.Join(newLine, rows.Select(r => string.Join(delimiter, r.Select(c => Quoted(c, chance)))));

            var back = await ReadAsync(Encoding.UTF8.GetBytes(text));

            Assert.Equal(rows, back);
        }
    }

    [Theory]
    [InlineData("utf-8", false, "UTF-8")]
    [InlineData("utf-8", true, "UTF-8 (with byte order mark)")]
    [InlineData("utf-16", true, "UTF-16 (little-endian)")]
    [InlineData("utf-16BE", true, "UTF-16 (big-endian)")]
    [InlineData("iso-8859-1", false, "Windows-1252")]
    public async Task The_encoding_is_found_and_told(string name, bool withMark, string told)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] bytes = [.. withMark ? encoding.GetPreamble() : [], .. encoding.GetBytes("email,voornaam\nzoe@x.test,Zoë Müßig\n")];
        await using var desk = await ContactsDesk.OpenAsync(DatabaseKind.Sqlite);

        var summary = await desk.ImportAsync(new ImportRequest(desk.Write(bytes)));

        Assert.Equal(told, summary.Encoding);
        Assert.Equal("Zoë Müßig", (await desk.FindAsync("zoe@x.test")).FirstName);
    }

    [Fact]
    public async Task The_curly_quotes_and_euro_of_Windows_survive_far_into_the_file()
    {
        byte[] bytes =
        [
            .. Encoding.ASCII.GetBytes("email,note\n" + string.Concat(Enumerable.Repeat("a@x.test,plain\n", 20_000)) + "b@x.test,"),
            0x93, 0x80, 0x94,
        ];

        var rows = await ReadAsync(bytes);

        Assert.Equal("\u201C€\u201D", rows[^1][1]);
    }

    [Fact]
    public async Task A_letter_cut_by_the_edge_of_a_read_is_still_UTF_8()
    {
        // 64 kB is one read: the ë begins on its last byte.
        var text = "email,note\n" + new string('a', 65_536 - 12) + "ë";
        await using var desk = await ContactsDesk.OpenAsync(DatabaseKind.Sqlite);
        using var file = await CsvFile.OpenAsync(desk.Write(text), CancellationToken.None);

        Assert.Equal("UTF-8", file.Encoding);
    }

    [Theory]
    [InlineData("email;amount\na@x.test;1,50\nb@x.test;2,75\n", ';')]
    [InlineData("email\tname\na@x.test\tJan, Piet; Klaas\n", '\t')]
    [InlineData("sep=;\nemail;name\na@x.test;Jan\n", ';')]
    [InlineData("email,name\na@x.test,\"Jan; Piet; Klaas\"\n", ',')]
    public async Task The_delimiter_is_found(string text, char delimiter)
    {
        await using var desk = await ContactsDesk.OpenAsync(DatabaseKind.Sqlite);

        var summary = await desk.ImportAsync(text);

        Assert.Equal(delimiter, summary.Delimiter);
        Assert.Equal(2, summary.Columns.Count);
    }

    [Fact]
    public async Task Lines_are_counted_as_an_editor_counts_them()
    {
        await using var desk = await ContactsDesk.OpenAsync(DatabaseKind.Sqlite);

        var summary = await desk.ImportAsync("email,note\r\n\r\na@x.test,\"one\r\ntwo\r\nthree\"\r\n,,\r\nbad,\"x\ny\"\r\n\r\nworse,z\r\n");

        Assert.Equal([7L, 10L], summary.FirstRejected.Select(r => r.Line));
    }

    [Fact]
    public async Task Missing_cells_at_the_end_are_empty_and_a_stray_quote_is_text()
    {
        await using var desk = await ContactsDesk.OpenAsync(DatabaseKind.Sqlite);

        var summary = await desk.ImportAsync("email,first name,size\na@x.test\nb@x.test,Bob,5\" pipe\nc@x.test,\"C\"x,1\n");

        Assert.Equal((2, 1), (summary.Added, summary.Rejected));
        Assert.Equal("""{"size":"5\" pipe"}""", (await desk.FindAsync("b@x.test")).Fields);
        Assert.Contains("after a closing quote", summary.FirstRejected[0].Reason);
    }

    private static async Task<List<string[]>> ReadAsync(byte[] bytes)
    {
        await using var desk = await ContactsDesk.OpenAsync(DatabaseKind.Sqlite);
        using var file = await CsvFile.OpenAsync(desk.Write(bytes), CancellationToken.None);
        List<string[]> rows = [];
        while (await file.ReadAsync(CancellationToken.None))
        {
            Assert.Null(file.Damage);
            rows.Add(file.Cells);
        }

        return rows;
    }

    // Space at the ends of a cell is trimmed by intent, so no cell has any; a row of nothing is passed over, so none is.
    private static string[] Row(Xorshift chance, int columns) =>
    [
        "x",
        .. Enumerable.Range(1, columns - 1).Select(_ => string.Concat(Enumerable.Range(0, chance.Next(8)).Select(_ => Alphabet[chance.Next(Alphabet.Length)])).Trim()),
    ];

    private static string Quoted(string cell, Xorshift chance) =>
        cell.Any("\",;\t\r\n|".Contains) || chance.Next(4) == 0 ? $"\"{cell.Replace("\"", "\"\"")}\"" : cell;

    private sealed class Xorshift(uint seed)
    {
        private uint state = seed * 2654435769;

        public int Next(int below)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            return (int)(state % (uint)below);
        }
    }
}
