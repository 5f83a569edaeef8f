using System.Runtime.CompilerServices;
using FollowUpAgent.Contacts;
using FollowUpAgent.Signals;
using FollowUpAgent.Storage;

namespace FollowUpAgent.LostLeads;

/// <summary>Scores contacts and writes the scores down: some of them, or everybody page by page. Repeating it changes nothing but the moment.</summary>
internal sealed class LeadScoring(Database database, LeadModels models, LostLeadsOptions options, TimeProvider clock)
{
    // A page of contacts fits into memory with all their signals added up; two are in hand at a time, so that the database never waits.
    private const int PageSize = 4000;
    private const int AtOnce = 2;

    // Each list is a transaction of its own. SQLite takes a parameter for each of its ids, and looks each up by name.
    private const int ListSize = 1250;
    private const int SqliteListSize = 500;
    private static readonly TimeSpan OfLate = TimeSpan.FromDays(30);

    /// <summary>Scores these contacts.</summary>
    public async Task ScoreAsync(IReadOnlyCollection<ContactId> contacts, CancellationToken cancellationToken)
    {
        // In the order of ids: what lies together is read together, and no two lists hold the same contact.
        var lists = contacts.OrderBy(c => c.Value).Chunk(database.Dialect.Name == "sqlite" ? SqliteListSize : ListSize);
        await Parallel.ForEachAsync(lists, Together(cancellationToken), async (list, cancel) => await ScorePageAsync(ContactSpan.Of(list), null, cancel));
    }

    /// <summary>Scores everybody.</summary>
    /// <returns>How many contacts there are.</returns>
    public async Task<long> ScanAsync(CancellationToken cancellationToken)
    {
        // By company once, instead of company by company two hundred times over.
        var active = await database.ReadAsync(s => s.CountActiveByCompanyAsync(null, clock.GetUtcNow() - OfLate), cancellationToken);
        var scanned = 0L;
        await Parallel.ForEachAsync(
            PagesAsync(cancellationToken),
            Together(cancellationToken),
            async (page, cancel) => Interlocked.Add(ref scanned, await ScorePageAsync(page, active, cancel)));
        return scanned;
    }

    private static ParallelOptions Together(CancellationToken cancellationToken) => new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };

    private async IAsyncEnumerable<ContactSpan> PagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = default(ContactId);
        while (await database.ReadAsync(s => s.FindPageEndAsync(after, PageSize), cancellationToken) is { } last)
        {
            yield return ContactSpan.Between(after, last);
            after = last;
        }
    }

    private async Task<int> ScorePageAsync(ContactSpan contacts, IReadOnlyDictionary<string, long>? active, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var model = await models.CurrentAsync(cancellationToken);
        var scorer = new LeadScorer(options, model.Silence.Model, model.Revival, now);
        var (leads, known, count) = await database.ReadAsync(
            async session =>
            {
                var subjects = await session.FindSubjectsAsync(contacts, now, options.CallsPerDay > 0);
                await AddColleaguesAsync(session, subjects.Values, active, now);
                var scored = await ScoreAsync(session, contacts, subjects, scorer, now);
                return (scored, subjects.Values.Where(s => s.Before is not null).Select(s => s.Id).ToHashSet(), subjects.Count);
            },
            cancellationToken);
        if (leads.Count + known.Count > 0)
        {
            await database.WriteAsync(s => s.WriteLeadsAsync(leads, known), cancellationToken);
        }

        return count;
    }

    private static async Task<List<Lead>> ScoreAsync(
        Session session, ContactSpan contacts, Dictionary<ContactId, LeadSubject> subjects, LeadScorer scorer, DateTimeOffset now)
    {
        var (leads, tally, nowMicros) = (new List<Lead>(), new SignalTally(), Micros.From(now));
        LeadSubject? inHand = null;
        await session.ReadHistoriesAsync(contacts, now, signal =>
        {
            if (inHand?.Id != signal.Contact)
            {
                Close();
                inHand = subjects.GetValueOrDefault(signal.Contact);
            }

            // What only tracking tells is nobody's business once the contact said so.
            if (inHand is not null && (inHand.Tracking is not false || !SignalKind.NeedsTracking(signal.Kind)))
            {
                tally.Add(signal, nowMicros);
            }
        });
        Close();
        return leads;

        void Close()
        {
            if (inHand is not null)
            {
                // Nobody is a colleague of oneself.
                inHand.Colleagues -= inHand.Colleagues > 0 && tally.IsAny && now - Micros.ToTime(tally.Last) < OfLate ? 1 : 0;
                leads.AddRange(scorer.Score(inHand, tally) is { } lead ? [lead] : []);
            }

            tally = new SignalTally();
        }
    }

    private static async Task AddColleaguesAsync(Session session, IReadOnlyCollection<LeadSubject> subjects, IReadOnlyDictionary<string, long>? active, DateTimeOffset now)
    {
        var companies = subjects.Select(s => s.CompanyKey).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var counts = active ?? (companies.Count == 0 ? [] : await session.CountActiveByCompanyAsync(companies, now - OfLate));
        foreach (var subject in subjects.Where(s => s.CompanyKey is not null))
        {
            subject.Colleagues = counts.GetValueOrDefault(subject.CompanyKey!);
        }
    }
}
