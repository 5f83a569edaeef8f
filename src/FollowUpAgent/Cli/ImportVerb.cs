using System.CommandLine;
using System.Globalization;
using FollowUpAgent.Contacts;
using FollowUpAgent.Contacts.Import;

namespace FollowUpAgent.Cli;

/// <summary><c>followup import</c>: reads contacts from a CSV file.</summary>
internal static class ImportVerb
{
    /// <summary>The verb.</summary>
    public static Verb Create(AgentOption agent, Output output)
    {
        var file = new Argument<string>("file") { Description = "A CSV file with a header line; encoding and delimiter are found by themselves." };
        var options = new ImportOptions();
        var json = Output.JsonOption();
        var verb = new Verb(
            "import",
            "Import contacts from a CSV file. The same file again changes nothing; rows that cannot be used are written to a file beside it.",
            "followup import contacts.csv --data my-agent",
            "followup import leads.csv --basis consent --basis-date 2026-03-02 --source \"web form\" --map \"Klantmail=email\" --data my-agent")
        {
            file, json,
        };
        options.AddTo(verb);
        return verb.Does(async (parse, cancellationToken) =>
        {
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var request = options.Read(parse, parse.GetValue(file)!);
            var summary = await output.ShowProgressAsync(
                "Importing",
                progress => opened.Get<ContactImporter>().ImportAsync(request, new ImportProgressText(progress), cancellationToken));
            Write(output, summary, parse.GetValue(json));
            return summary.Rows > 0 && summary.Rejected == summary.Rows ? ExitCode.Failed : ExitCode.Done;
        });
    }

    private static void Write(Output output, ImportSummary summary, bool json)
    {
        if (json)
        {
            output.WriteJson(summary);
            return;
        }

        output.Line(string.Create(CultureInfo.InvariantCulture, $"{summary.Rows:N0} rows of {summary.File} in {summary.Elapsed.TotalSeconds:0.0} s ({summary.Encoding})."));
        output.Table([.. Counts(summary).Where(c => c.Count > 0).Select(c => new[] { c.Count.ToString("N0", CultureInfo.InvariantCulture), c.Meaning })], indent: 2);
        output.Table([.. summary.FirstRejected.Select(r => new[] { $"line {r.Line}", r.Reason })], indent: 4);
        if (summary.IgnoredColumns.Count > 0)
        {
            output.Line($"  Columns left out: {string.Join(", ", summary.IgnoredColumns)}.");
        }

        if (summary.ErrorFile is not null)
        {
            output.Line($"  The rows that were not used, with reasons: {summary.ErrorFile}. Correct and import that file.");
        }
    }

    private static IEnumerable<(long Count, string Meaning)> Counts(ImportSummary summary) =>
    [
        (summary.Added, "added"),
        (summary.Updated, "updated"),
        (summary.Unchanged, "unchanged"),
        (summary.Suppressed, "suppressed: they are not mailed"),
        (summary.OptOuts, "newly put on the suppression list: the file says that they want no mail"),
        (summary.NotStored, "of those erased on request: nothing was stored again"),
        (summary.Duplicates, "duplicates: the first row counts"),
        (summary.Rejected, "rejected"),
        .. summary.NotMailable.OrderByDescending(n => n.Value).Select(n => (n.Value, $"cannot be enrolled as they are: {n.Key.InWords()}")),
    ];
}

/// <summary>What can be said about every row of an import.</summary>
internal sealed class ImportOptions
{
    private readonly Option<string?> basis = Text("--basis", "Lawful basis where the file names none: consent, customer, published or other.", "basis");
    private readonly Option<string?> basisNote = Text("--basis-note", "What the basis rests on.", "text");
    private readonly Option<string?> basisDate = Text("--basis-date", "Since when the basis holds, as in 2026-03-02.", "day");
    private readonly Option<string?> source = Text("--source", "Where the data came from.", "text");
    private readonly Option<string?> language = Text("--language", "Language where the file names none, as in nl.", "language");
    private readonly Option<string?> timeZone = Text("--time-zone", "IANA time zone where the file names none, as in Europe/Amsterdam.", "zone");
    private readonly Option<string?> address = Text("--address", "For a file without addresses: a template with the row's number, as in customer-{row}@example.test.", "template");
    private readonly Option<string?> errors = Text("--errors", "Where rows that cannot be used are written. Default: the file's name with .errors.csv.", "file");
    private readonly Option<bool> fromElsewhere = new("--from-elsewhere") { Description = "The data came from someone else than the persons: the first mail names the source." };
    private readonly Option<string[]> map = new("--map") { Description = "What a header means, as in \"Klantmail=email\"; '-' leaves a column out. May be given several times.", HelpName = "header=field" };

    /// <summary>Offers them.</summary>
    public void AddTo(Verb verb)
    {
        foreach (var option in new Option[] { basis, basisNote, basisDate, source, fromElsewhere, language, timeZone, map, address, errors })
        {
            verb.Options.Add(option);
        }
    }

    /// <summary>The request as the caller put it.</summary>
    public ImportRequest Read(ParseResult parse, string file) => new(file)
    {
        ErrorFile = parse.GetValue(errors),
        Basis = parse.GetValue(basis),
        BasisNote = parse.GetValue(basisNote),
        BasisDate = parse.GetValue(basisDate),
        Source = parse.GetValue(source),
        FromElsewhere = parse.GetValue(fromElsewhere) ? true : null,
        Language = parse.GetValue(language),
        TimeZone = parse.GetValue(timeZone),
        AddressTemplate = parse.GetValue(address),
        Map = (parse.GetValue(map) ?? []).Select(ReadPair).ToDictionary(StringComparer.OrdinalIgnoreCase),
    };

    private static KeyValuePair<string, string> ReadPair(string text)
    {
        // The last sign: a header may hold one itself.
        var at = text.LastIndexOf('=');
        return at > 0
            ? KeyValuePair.Create(text[..at].Trim(), text[(at + 1)..].Trim())
            : throw new VerbException($"--map is '{text}': expected header=field, as in \"Klantmail=email\".", ExitCode.WrongUsage);
    }

    private static Option<string?> Text(string name, string description, string help) => new(name) { Description = description, HelpName = help };
}
