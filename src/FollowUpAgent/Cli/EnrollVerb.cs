using System.CommandLine;
using FollowUpAgent.Contacts;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Cli;

/// <summary><c>followup enroll</c>: puts contacts into a sequence and says of each who was not let in, and why.</summary>
internal static class EnrollVerb
{
    /// <summary>The verb.</summary>
    public static Verb Create(AgentOption agent, Output output)
    {
        var sequence = new Argument<string>("sequence") { Description = "The sequence's key." };
        var address = new Option<string[]>("--address") { Description = "Only this contact; may be given several times.", HelpName = "address" };
        var where = new Option<string[]>("--where") { Description = "Only contacts with this value, as in language=nl; several must all hold.", HelpName = "field=value" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Enroll nobody; show who would be, and the schedule of the first few." };
        var verbose = new Option<bool>("--verbose") { Description = "List every contact by its id." };
        var json = Output.JsonOption();
        return new Verb(
            "enroll",
            "Put contacts into a sequence. Who may not be mailed is left out, with the reason. Repeating it changes nothing.",
            "followup enroll welcome --data my-agent",
            "followup enroll renewal --where language=nl --where country=NL --dry-run --data my-agent")
        {
            sequence, address, where, dryRun, verbose, json,
        }.Does(async (parse, cancellationToken) =>
        {
            await using var opened = await agent.OpenAsync(parse, cancellationToken);
            var definition = Find(opened, parse.GetValue(sequence)!);
            var filter = ContactFilter.Parse(parse.GetValue(where) ?? []);
            var sheet = new EnrollSheet(definition, parse.GetValue(dryRun), keepsAll: parse.GetValue(verbose));
            await output.ShowProgressAsync("Enrolling", async progress =>
            {
                await JudgeAsync(opened, sheet, filter, parse.GetValue(address) ?? [], progress, cancellationToken);
                return true;
            });
            filter.CheckFields();
            if (sheet.Judged == 0)
            {
                output.Message(filter.SawAny ? "No contact has these values." : "There are no contacts yet: see 'followup import --help'.");
            }

            var now = opened.Get<TimeProvider>().GetUtcNow();
            sheet.Write(output, parse.GetValue(json), now);
            return ExitCode.Done;
        });
    }

    private static SequenceDefinition Find(OpenedAgent opened, string key)
    {
        var catalog = opened.Get<SequenceCatalog>();
        return catalog.Find(key) ?? throw new VerbException(
            $"There is no sequence '{key}'. Configured: {(catalog.All.Count == 0 ? "none" : string.Join(", ", catalog.All.Select(s => s.Key)))}.",
            ExitCode.WrongUsage);
    }

    private static async Task JudgeAsync(
        OpenedAgent opened, EnrollSheet sheet, ContactFilter filter, string[] addresses, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var enroller = opened.Get<Enroller>();
        if (addresses.Length == 0)
        {
            await enroller.EnrollAsync(sheet.Definition, filter.Allows, sheet.IsDryRun, Hear, cancellationToken);
            return;
        }

        var named = await FindNamedAsync(opened, addresses, cancellationToken);
        foreach (var verdict in await enroller.EnrollPageAsync(sheet.Definition, [.. named.Where(filter.Allows)], sheet.IsDryRun, cancellationToken))
        {
            Hear(verdict);
        }

        void Hear(EnrollVerdict verdict)
        {
            sheet.Add(verdict);
            progress.Report($"{sheet.Judged} contacts judged");
        }
    }

    private static async Task<IReadOnlyList<Contact>> FindNamedAsync(OpenedAgent opened, string[] addresses, CancellationToken cancellationToken)
    {
        var keys = opened.Get<AddressKeys>();
        var found = new List<Contact>();
        foreach (var address in addresses.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var contact = AddressKeys.Normalise(address) is { } normalised
                ? await opened.ReadAsync(s => s.FindContactAsync(keys.KeyOf(normalised)), cancellationToken)
                : null;
            found.Add(contact ?? throw new VerbException($"There is no contact '{address}'. Nobody was enrolled."));
        }

        return found;
    }
}
