using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions.Guarding;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Messages;
using FollowUpAgent.Oversight.Directives;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Cli;

/// <summary>Reads everything that <c>check</c> looks at, from the configuration outwards. Each reading stands alone.</summary>
internal sealed class Checkup(OpenedAgent opened, IProgress<string> progress)
{
    private const int PageSize = 1000;

    /// <summary>All readings, and what people want now where the database can say it.</summary>
    public async Task<(IReadOnlyList<HealthReading> Readings, Steering? Steering)> ReadAllAsync(CancellationToken cancellationToken)
    {
        List<HealthReading> readings = [ReadSequences(), ReadTemplates()];
        Steering? steering = null;
        var schema = await ReadSchemaAsync(cancellationToken);
        readings.Add(schema.Reading);
        if (schema.IsComplete)
        {
            readings.AddRange(await ReadSignsAsync(cancellationToken));
            readings.Add(await ReadLawfulnessAsync(cancellationToken));
            steering = await opened.Get<DirectiveDesk>().ReadAsync(cancellationToken);
        }

        readings.Add(ReadGuardrails(steering?.Get<Guardrails>() ?? opened.Get<Guardrails>()));

        var mail = new MailCheckup(opened, progress);
        readings.AddRange(await mail.ReadRelaysAsync(cancellationToken));
        readings.AddRange(await mail.ReadDomainsAsync(cancellationToken));
        return (readings, steering);
    }

    private HealthReading ReadSequences()
    {
        var catalog = opened.Get<SequenceCatalog>();
        return catalog.All.Count == 0
            ? new HealthReading("sequences", HealthState.Warning, "none configured", "Add one to the section Sequences; 'followup init' writes two to start from.")
            : new HealthReading("sequences", HealthState.Ok, string.Join(", ", catalog.All.Select(s => $"{s.Key} ({s.Steps.Count} steps)")));
    }

    private HealthReading ReadTemplates()
    {
        var all = opened.Get<TemplateLibrary>().All.ToList();
        var languages = string.Join(", ", all.Select(t => t.Language).Distinct().Order(StringComparer.Ordinal));
        return new HealthReading("templates", HealthState.Ok, $"{all.Count} in {(languages.Length > 0 ? languages : "no language")}");
    }

    // Rules that contradict each other stop the start, or the directive that would lay them, so that none is left to be found here.
    private HealthReading ReadGuardrails(Guardrails rules)
    {
        const string Name = "guardrails";
        var gaps = opened.Get<GuardrailReview>().WithoutAction(rules);
        return gaps.Count == 0
            ? new HealthReading(Name, HealthState.Ok, rules.All.Count == 0 ? "no rules" : $"{rules.All.Count} rules, none contradicts another")
            : new HealthReading(
                Name,
                HealthState.Warning,
                $"rules leave nothing to send at {string.Join(", ", gaps.Select(g => g.Where).Distinct())}",
                string.Join(" ", gaps.Select(g => $"At {g.Where}: {g.InWords}. Add a variant that they allow, or say 'never' for the whole step.")));
    }

    private async Task<(HealthReading Reading, bool IsComplete)> ReadSchemaAsync(CancellationToken cancellationToken)
    {
        const string Name = "schema";
        var options = opened.Get<StorageOptions>();
        if (options.Postgres is null && !File.Exists(opened.Folder.Resolve(options.SqliteFile)))
        {
            return (new HealthReading(Name, HealthState.Ok, "there is no database yet; the first start makes it"), false);
        }

        try
        {
            var missing = await opened.Get<Migrator>().FindMissingAsync(cancellationToken);
            return missing.Count == 0
                ? (new HealthReading(Name, HealthState.Ok, $"up to date at version {Migrator.All.Count}"), true)
                : (new HealthReading(Name, HealthState.Warning, $"{missing.Count} migrations behind", "Back up the database, then run 'followup migrate' or start the agent."), false);
        }
        catch (Exception e) when (e is DatabaseUnavailableException or SchemaException)
        {
            return (new HealthReading(Name, HealthState.Failing, "the database cannot be used", e.Message), false);
        }
    }

    // The pumps run in another process, if they run.
    private Task<IReadOnlyList<HealthReading>> ReadSignsAsync(CancellationToken cancellationToken) =>
        HealthEndpoints.ReadAllAsync(opened.App.Services.GetServices<IHealthSign>().Where(s => s is not PumpSign), cancellationToken);

    private async Task<HealthReading> ReadLawfulnessAsync(CancellationToken cancellationToken)
    {
        var now = opened.Get<TimeProvider>().GetUtcNow();
        var gaps = new SortedDictionary<NotMailable, int>();
        var (all, after) = (0, default(ContactId));
        while (await opened.ReadAsync(s => s.ReadContactsAsync(after, PageSize), cancellationToken) is { Count: > 0 } page)
        {
            (all, after) = (all + page.Count, page[^1].Id);
            foreach (var reason in page.Select(c => c.WhyNotMailable(now)).OfType<NotMailable>())
            {
                gaps[reason] = gaps.GetValueOrDefault(reason) + 1;
            }

            progress.Report($"{all} contacts");
        }

        return gaps.Count == 0
            ? new HealthReading("lawful basis", HealthState.Ok, $"{all} contacts, each with a basis")
            : new HealthReading(
                "lawful basis",
                HealthState.Warning,
                $"{gaps.Values.Sum()} of {all} contacts cannot be enrolled",
                string.Join("; ", gaps.Select(g => $"{g.Value}: {g.Key.InWords()}")) + ".");
    }
}
