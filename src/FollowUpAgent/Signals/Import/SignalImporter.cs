using FollowUpAgent.Contacts;
using FollowUpAgent.Contacts.Import;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Signals.Import;

/// <summary>
/// Imports what contacts did from the CSV export of a CRM, streamed and in batches. A bad row is reported and the others go in; the same file
/// again changes nothing.
/// </summary>
internal sealed class SignalImporter(Database database, AddressKeys keys, PageGroups pages, TimeProvider clock, ContactsOptions options)
{
    private const int MostShown = 20;

    /// <summary>Imports a file.</summary>
    /// <param name="request">The file, and how its times are meant.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="cancellationToken">Ends the import between two batches: those before stay.</param>
    /// <exception cref="ImportException">The file cannot be imported (any further); batches before the fault stay.</exception>
    public async Task<SignalImportSummary> ImportAsync(SignalImportRequest request, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        using var file = await CsvFile.OpenAsync(request.File, cancellationToken);
        if (!await file.ReadAsync(cancellationToken) || file.Damage is not null)
        {
            throw new ImportException("The file has no line with the columns' names: expected email or contact, kind, name, occurred at, source id.");
        }

        var headers = file.Cells;
        var reader = new SignalRowReader(SignalColumns.Find(headers, file.Line), keys, pages, request.MomentOf, clock.GetUtcNow());
        using var rejects = new RejectFile(request.ErrorFile ?? request.File + ".errors.csv", file.Delimiter);
        var run = new Run(headers, rejects, new SignalImportSummary { File = request.File });
        var more = true;
        while (more)
        {
            more = await FillAsync(file, reader, run, cancellationToken);
            await WriteAsync(run, cancellationToken);
            progress?.Report(new ImportProgress(file.BytesRead, file.BytesTotal, run.Summary.Rows));
        }

        return run.Fault is null ? run.Summary with { ErrorFile = rejects.Finish() } : throw run.Fault;
    }

    private async Task<bool> FillAsync(CsvFile file, SignalRowReader reader, Run run, CancellationToken cancellationToken)
    {
        while (run.Batch.Count < options.BatchRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (!await file.ReadAsync(cancellationToken))
                {
                    return false;
                }
            }
            catch (ImportException e)
            {
                // The file breaks here; what was read before it is still written.
                run.Fault = e.AfterOthers();
                return false;
            }

            run.Summary.Rows++;
            var (draft, fault) = file.Damage is { } damage ? (null, damage) : reader.Read(file.Cells, file.Line);
            if (draft is null)
            {
                run.Reject(file.Line, file.Cells, fault!);
                continue;
            }

            run.Batch.Add(draft);
        }

        return true;
    }

    private async Task WriteAsync(Run run, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (added, refused) = await database.WriteAsync(
            async session =>
            {
                var contacts = await FindContactsAsync(session, run.Batch);
                var judged = run.Batch.Select(d => (Draft: d, Contact: contacts.GetValueOrDefault(HandleOf(d)))).Select(d => (d.Draft, d.Contact, Reason: WhyNot(d.Draft, d.Contact))).ToList();
                // In the order of ids, so that two imports never wait for each other.
                var signals = judged.Where(j => j.Reason is null).Select(j => SignalOf(j.Draft, j.Contact!, now)).OrderBy(s => s.SourceId).ToList();
                var answers = await session.AddSignalsAsync(signals);
                return (answers.Sum(), judged.Where(j => j.Reason is not null).Select(j => (j.Draft, j.Reason)).ToList());
            },
            cancellationToken);
        refused.ForEach(r => run.Reject(r.Draft.Line, r.Draft.Cells, r.Reason!));
        run.Summary.Added += added;
        run.Summary.Known += run.Batch.Count - refused.Count - added;
        run.Batch.Clear();
    }

    private static Signal SignalOf(SignalDraft draft, Contact contact, DateTimeOffset now) =>
        new(draft.IdFor(contact.Id), contact.Id, draft.Kind, draft.Name, null, draft.OccurredAt, now);

    private static async Task<Dictionary<string, Contact>> FindContactsAsync(Session session, List<SignalDraft> batch)
    {
        var (ids, addressKeys) = (batch.Select(d => d.Contact).OfType<ContactId>().Distinct().ToList(), batch.Select(d => d.AddressKey).OfType<byte[]>().DistinctBy(Convert.ToHexString).ToList());
        var byId = ids.Count == 0 ? [] : await session.FindContactsAsync(ids);
        var byKey = addressKeys.Count == 0 ? [] : await session.FindContactsAsync(addressKeys);
        return byId.Select(c => KeyValuePair.Create($"{c.Id}", c)).Concat(byKey.Select(c => KeyValuePair.Create(Convert.ToHexString(c.AddressKey), c))).ToDictionary();
    }

    private static string HandleOf(SignalDraft draft) => draft.Contact is { } id ? $"{id}" : Convert.ToHexString(draft.AddressKey!);

    private static string? WhyNot(SignalDraft draft, Contact? contact) => contact switch
    {
        null => "no contact of ours",
        { Profiling: false } => "the contact does not want to be profiled",
        { Tracking: false } when SignalKind.NeedsTracking(draft.Kind) => "the contact does not want to be tracked",
        _ => null,
    };

    private sealed class Run(string[] headers, RejectFile rejects, SignalImportSummary summary)
    {
        public SignalImportSummary Summary => summary;

        public List<SignalDraft> Batch { get; } = [];

        public ImportException? Fault { get; set; }

        public void Reject(long line, string[] cells, string reason)
        {
            var row = new RejectedRow(line, reason);
            summary.Rejected++;
            rejects.Add(headers, row, cells);
            if (summary.FirstRejected.Count < MostShown)
            {
                summary.FirstRejected.Add(row);
            }
        }
    }
}
