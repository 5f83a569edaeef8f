using FollowUpAgent.Hosting;
using FollowUpAgent.Oversight.People;
using FollowUpAgent.Reports;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Notices;

/// <summary>Mails weekly reports to everybody of <c>People</c> who has an address, in their language. No contact is named in them.</summary>
internal sealed class ReportPost(Staff staff, SequenceCatalog catalog, Postman postman, ReportsOptions options, TimeProvider clock)
{
    /// <summary>Who gets reports.</summary>
    public IReadOnlyList<Person> Readers { get; } = [.. staff.All.Where(p => !string.IsNullOrEmpty(p.Address))];

    /// <summary>Mails a report to all of them.</summary>
    /// <returns>Those whom it did not reach.</returns>
    public async Task<IReadOnlyList<Person>> SendAsync(WeeklyReport report, CancellationToken cancellationToken)
    {
        var untold = new List<Person>();
        foreach (var person in Readers)
        {
            var (sender, texts) = (catalog.Senders[0], Texts.Find(person.Language is { Length: > 0 } own ? own : options.Language)!);
            if (await postman.SendAsync(ReportMail.Of(report, person, sender, texts, clock.GetUtcNow()), sender.Relay, cancellationToken) is not null)
            {
                untold.Add(person);
            }
        }

        return untold;
    }

    /// <summary>What to do where it did not reach somebody.</summary>
    public string Advice(IEnumerable<Person> untold) =>
        $"{string.Join(", ", untold.Select(p => p.Key))} did not get the report: see whether the relay of {catalog.Senders[0].Key} answers.";

    /// <summary>Stops the start where somebody would get reports in a language that there is none in.</summary>
    internal sealed class Source : IFaultSource
    {
        /// <inheritdoc />
        public IEnumerable<string> Sections => [];

        /// <inheritdoc />
        public IEnumerable<Fault> Find(IServiceProvider house) =>
            from person in house.GetRequiredService<Dictionary<string, PersonOptions?>>()
            where person.Value?.Language is { Length: > 0 } language && Texts.Find(language) is null
            select new Fault($"{PersonOptions.Section}:{person.Key}:Language", person.Value!.Language, $"one of {string.Join(", ", Texts.Languages)}");
    }
}
