using System.CommandLine;
using System.CommandLine.Invocation;
using FollowUpAgent.Benchmarks;
using FollowUpAgent.Benchmarks.Ground;
using FollowUpAgent.Benchmarks.Hillstrom;
using FollowUpAgent.Benchmarks.HillstromRun;
using FollowUpAgent.Benchmarks.Ingest;
using FollowUpAgent.Benchmarks.Learner;

var json = new Option<bool>("--json") { Description = "One JSON object in place of the table.", Recursive = true };
var database = new Option<DatabaseChoice>("--database") { Description = "sqlite, postgres or both.", DefaultValueFactory = _ => DatabaseChoice.Both };
var csv = new Option<FileInfo>("--csv") { Description = "The file hillstrom.csv.", Required = true };

var importOnce = new Command("import-once", "Imports into the agent of a folder, in this process.") { Hidden = true };
var folder = new Option<DirectoryInfo>("--folder") { Required = true };
importOnce.Options.Add(folder);
importOnce.Options.Add(csv);
importOnce.SetAction(async (parsed, stop) =>
{
    await ImportBenchmark.RunOnceAsync(parsed.GetValue(folder)!.FullName, parsed.GetValue(csv)!.FullName, stop);
    return 0;
});

var refitOnce = new Command("refit-once", "Refits an invented log in this process.") { Hidden = true };
var decisions = new Option<int>("--decisions") { Description = "Decisions of the log.", DefaultValueFactory = _ => 1_000_000 };
refitOnce.Options.Add(decisions);
refitOnce.SetAction(parsed => RefitBenchmark.RunOnce(parsed.GetValue(decisions)));

var times = new Option<int>("--times") { Description = "Decisions to make of each kind.", DefaultValueFactory = _ => 2000 };
var rows = new Option<int>("--rows") { Description = "Rows of the file.", DefaultValueFactory = _ => 50_000 };
var columns = new Option<int>("--columns") { Description = "Columns of the file.", DefaultValueFactory = _ => 50 };
var contacts = new Option<int>("--contacts") { Description = "Contacts enrolled and due.", DefaultValueFactory = _ => 3000 };
var leads = new Option<int>("--contacts") { Description = "How many contacts, with twenty signals each.", DefaultValueFactory = _ => 1_000_000 };
var waiting = new Option<int>("--waiting") { Description = "Mails that wait.", DefaultValueFactory = _ => 10_000 };
var matured = new Option<int>("--decisions") { Description = "Decisions whose time is over.", DefaultValueFactory = _ => 100_000 };
var most = new Option<int>("--most") { Description = "The larger number of enrollments.", DefaultValueFactory = _ => 1_000_000 };
var mailsEach = new Option<int>("--mails") { Description = "Mails a run.", DefaultValueFactory = _ => 2000 };
var messages = new Option<int>("--messages") { Description = "Messages a run.", DefaultValueFactory = _ => 2000 };
var lasting = new Option<int>("--seconds") { Description = "How long each part lasts at most.", DefaultValueFactory = _ => 30 };
var starts = new Option<int>("--starts") { Description = "How often it is started.", DefaultValueFactory = _ => 5 };
var mails = new Option<int>("--mails") { Description = "Mails to send.", DefaultValueFactory = _ => 20_000 };
var kills = new Option<int>("--kills") { Description = "How often the worker is killed.", DefaultValueFactory = _ => 10 };
var treatmentOnly = new Option<bool>("--treatment-only") { Description = "Everybody in treatment, in place of the default shares." };
var customers = new Option<int>("--contacts") { Description = "How many of the customers take part.", DefaultValueFactory = _ => 64_000 };
var seeds = new Option<int>("--seeds") { Description = "How many worlds.", DefaultValueFactory = _ => 20 };
var one = new Option<DatabaseChoice>("--database") { Description = "postgres, sqlite or both.", DefaultValueFactory = _ => DatabaseChoice.Postgres };

var root = new RootCommand("Measures FollowUpAgent on this machine: everything on loopback, in temporary folders.")
{
    importOnce,
    refitOnce,
    Verb("decide", "One decision on one thread: a model's draws, the whole, and what it allocates.", [times], (p, f, stop) =>
        new DecideBenchmark(f).RunAsync(p.GetValue(times), stop)),
    Verb("refit", "A refit of one outcome with its scales held: a quarter, a half and all of the decisions.", [decisions], (p, f, stop) =>
        new RefitBenchmark(f).RunAsync(p.GetValue(decisions), stop)),
    Verb("replay", "followup evaluate --method replay on the experiment's visits, one shuffle.", [csv], (p, f, stop) =>
        new EvaluateBenchmark(f).ReplayAsync(Existing(p.GetValue(csv)!), stop)),
    Verb("holdout", "followup evaluate --method holdout on an invented wide file.", [rows, columns], (p, f, stop) =>
        new EvaluateBenchmark(f).HoldoutAsync(p.GetValue(rows), p.GetValue(columns), stop)),
    Verb("import", "A CSV file of 64,000 customers into an empty database.", [csv, database], (p, f, stop) =>
        new ImportBenchmark(f).RunAsync(Existing(p.GetValue(csv)!), Stage.Of(p.GetValue(database)), stop)),
    Verb("plan", "From due enrollments to rendered messages in the outbox.", [contacts, database], (p, f, stop) =>
        new PlanBenchmark(f).RunAsync(p.GetValue(contacts), Stage.Of(p.GetValue(database)), stop)),
    Verb("approvals", "Ten thousand mails that wait for a person: listed, filtered, a thousand answered at once.", [waiting, database], (p, f, stop) =>
        new ApprovalsBenchmark(f).RunAsync(p.GetValue(waiting), Stage.Of(p.GetValue(database)), stop)),
    Verb("scenarios", "Five scenarios side by side over a hundred thousand decisions whose time is over.", [matured, database], (p, f, stop) =>
        new ScenariosBenchmark(f).RunAsync(p.GetValue(matured), Stage.Of(p.GetValue(database)), stop)),
    Verb("lost-leads", "Everybody scored, a day's new signals, one trigger.", [leads, one], (p, f, stop) =>
        new LostLeadsBenchmark(f).RunAsync(p.GetValue(leads), Stage.Of(p.GetValue(one)), stop)),
    Verb("claim", "Taking a batch of 50 at 10,000 and at a million enrollments.", [most, database], (p, f, stop) =>
        new ClaimBenchmark(f).RunAsync(p.GetValue(most), Stage.Of(p.GetValue(database)), stop)),
    Verb("smtp", "Our mailer beside nodemailer's pool, through one relay.", [mailsEach], (p, f, stop) =>
        new SmtpBenchmark(f).RunAsync(p.GetValue(mailsEach), stop)),
    Verb("deliver", "From a full outbox through a real mail server, with 1, 4 and 8 connections.", [messages, database], (p, f, stop) =>
        new DeliverBenchmark(f).RunAsync(p.GetValue(messages), Stage.Of(p.GetValue(database)), stop)),
    Verb("ingest", "What comes in: single posts, batches, a flood beside a bare insert, pixels and redirects.", [lasting], (p, f, stop) =>
        new IngestBenchmark(f, p.GetValue(lasting)).RunAsync(stop)),
    Verb("start", "The executable: time to the first answer, and memory when idle.", [starts], (p, f, stop) =>
        new StartBenchmark(f).RunAsync(p.GetValue(starts), stop)),
    Verb("hillstrom", "64,000 customers, two mails, a worker killed again and again, and what is learned.", [csv, one, mails, kills, treatmentOnly], (p, f, stop) =>
        new HillstromBenchmark(f, p.GetValue(mails), p.GetValue(kills), p.GetValue(treatmentOnly))
            .RunAsync(Existing(p.GetValue(csv)!), Stage.Of(p.GetValue(one)), stop)),
    Verb("hillstrom-run", "The same customers for eight simulated weeks: each answers as the experiment's customers of their kind did.", [csv, customers, one], (p, f, stop) =>
        new HillstromRunBenchmark(f, p.GetValue(customers))
            .RunAsync(Existing(p.GetValue(csv)!), Stage.Of(p.GetValue(one)), stop)),
    Verb("demo-seeds", "The demo in many worlds: what the agent adds, lost mails, replays, seconds and memory.", [seeds], (p, f, stop) =>
        new DemoSeedsBenchmark(f).RunAsync(p.GetValue(seeds), stop)),
};
root.Options.Add(json);

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction)
{
    await parsed.InvokeAsync();
    return 2;
}

return await parsed.InvokeAsync();

Command Verb(string name, string description, Option[] options, Func<ParseResult, Figures, CancellationToken, Task> run)
{
    var verb = new Command(name, description);
    Array.ForEach(options, verb.Options.Add);
    verb.SetAction(async (parsed, stop) =>
    {
        var figures = new Figures(name);
        try
        {
            await run(parsed, figures, stop);
            return figures.Print(parsed.GetValue(json));
        }
        catch (CannotRunException e)
        {
            Console.Error.WriteLine($"{name}: {e.Message}");
            return 2;
        }
    });
    return verb;
}

static string Existing(FileInfo file) => file.Exists
    ? file.FullName
    : throw new CannotRunException($"there is no file {file.FullName}. Give the path of hillstrom.csv (MineThatData, 64,000 rows).");
