using System.CommandLine;
using FollowUpAgent.Contacts.Import;
using FollowUpAgent.Hosting;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Cli;

/// <summary><c>followup init</c>: writes an agent that runs as it is.</summary>
internal static class InitVerb
{
    private const string Resources = "Sample/";
    private const string FirstSequence = "welcome";

    /// <summary>The verb.</summary>
    public static Verb Create(AgentOption agent, Output output)
    {
        var folder = new Argument<string?>("folder") { Description = "Where to write it. Default: the folder of --data.", Arity = ArgumentArity.ZeroOrOne };
        var filesOnly = new Option<bool>("--files-only") { Description = "Write the files; import and enroll nobody." };
        return new Verb(
            "init",
            "Write an agent that runs as it is: settings, two sequences in English and Dutch, and ten contacts, who enter the first sequence.",
            "followup init my-agent",
            "followup run --data my-agent")
        {
            folder, filesOnly,
        }.Does(async (parse, cancellationToken) =>
        {
            var home = parse.GetValue(folder) is { } named ? new AgentFolder(named) : agent.FolderOf(parse);
            var files = Write(home);
            output.Line($"An agent is in {home.Root}: settings, {files.Count(f => f.Contains("/templates/", StringComparison.Ordinal))} templates, contacts.");
            if (!parse.GetValue(filesOnly))
            {
                await FillAsync(agent.Build(home), output, cancellationToken);
            }

            WriteNext(home, isFilled: !parse.GetValue(filesOnly), output);
            return ExitCode.Done;
        });
    }

    private static List<string> Write(AgentFolder home)
    {
        var assembly = typeof(InitVerb).Assembly;
        var files = assembly.GetManifestResourceNames().Where(n => n.StartsWith(Resources, StringComparison.Ordinal)).ToList();
        var paths = files.ConvertAll(f => Path.Combine(home.Root, FileOf(f)));
        if (paths.Append(home.Data).FirstOrDefault(p => File.Exists(p) || Directory.Exists(p)) is { } there)
        {
            throw new VerbException($"{there} is there already: nothing was written. Choose another folder for the new agent.");
        }

        foreach (var (resource, path) in files.Zip(paths))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var content = assembly.GetManifestResourceStream(resource)!;
            using var file = new FileStream(path, FileMode.CreateNew);
            content.CopyTo(file);
        }

        return files;
    }

    // A file named .gitignore among the sources would work on the sources.
    private static string FileOf(string resource) => resource[Resources.Length..] is "gitignore" ? ".gitignore" : resource[Resources.Length..];

    private static async Task FillAsync(OpenedAgent opened, Output output, CancellationToken cancellationToken)
    {
        await using (opened)
        {
            await opened.MigrateAsync(cancellationToken);
            var file = Path.Combine(opened.Folder.Root, "contacts.csv");
            var summary = await opened.Get<ContactImporter>().ImportAsync(new ImportRequest(file), null, cancellationToken);
            var sheet = new EnrollSheet(opened.Get<SequenceCatalog>().Find(FirstSequence)!, isDryRun: false, keepsAll: false);
            await opened.Get<Enroller>().EnrollAsync(sheet.Definition, _ => true, isDryRun: false, sheet.Add, cancellationToken);
            output.Line($"{summary.Added} contacts imported.");
            sheet.Write(output, json: false, opened.Get<TimeProvider>().GetUtcNow());
        }
    }

    private static void WriteNext(AgentFolder home, bool isFilled, Output output)
    {
        var data = home.Root == "." ? "" : $" --data {home.Root}";
        var run = $"  followup run{data}";
        var import = $"  followup import {Path.Combine(home.Root, "contacts.csv")}{data}";
        var enroll = $"  followup enroll {FirstSequence}{data}";
        output.Line();
        if (!isFilled)
        {
            WriteLines(output, "See it work; mails become files in the folder 'mail', nothing leaves this machine:", import, enroll, run);
            return;
        }

        WriteLines(output, "See it work; mails become files in the folder 'mail', nothing leaves this machine:", run, "");
        WriteLines(output, "Go on with your own contacts, templates and settings:", import, enroll, $"  followup check{data}", "");
        WriteLines(
            output,
            "While mails stay in the folder, the agent decides alone. Once they leave for real (Delivery:Live), it asks a person before each mail that it chose:",
            $"  followup approvals{data}",
            "To let it decide alone from then on:",
            $"  followup directive add --set Autonomy:Default=auto --by you --reason 'we trust it'{data}");
    }

    private static void WriteLines(Output output, params string[] lines)
    {
        foreach (var line in lines)
        {
            output.Line(line);
        }
    }
}
