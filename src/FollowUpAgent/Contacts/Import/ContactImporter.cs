using FollowUpAgent.Hosting;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Contacts.Import;

/// <summary>
/// Imports contacts from a CSV file, streamed and in batches. The same file again changes nothing; an import that broke off is repeated as a
/// whole, harmlessly.
/// </summary>
internal sealed class ContactImporter(
    Database database, AddressKeys keys, IdSource ids, TimeProvider clock, ContactsOptions options)
{
    /// <summary>Imports a file.</summary>
    /// <param name="request">The file and the defaults.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="cancellationToken">Ends the import between two batches: those before stay.</param>
    /// <exception cref="ImportException">The file or the request cannot be imported; batches before the fault stay.</exception>
    public async Task<ImportSummary> ImportAsync(
        ImportRequest request, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        var reader = new RowReader(keys, clock.GetUtcNow());
        var defaults = ImportDefaults.Read(request, reader);
        using var file = await CsvFile.OpenAsync(request.File, cancellationToken);
        var map = await ReadHeaderAsync(file, request, cancellationToken);
        CheckAddresses(map, file, request, reader);
        using var rejects = new RejectFile(request.ErrorFile ?? request.File + ".errors.csv", file.Delimiter);
        var tally = new ImportTally(rejects, map);
        var run = new ImportRun(file, reader, map, tally, defaults.ForMissingColumns(map), request.AddressTemplate);

        bool more;
        do
        {
            more = await FillAsync(run, cancellationToken);
            await WriteAsync(run, defaults, cancellationToken);
            progress?.Report(new ImportProgress(file.BytesRead, file.BytesTotal, tally.Rows));
        }
        while (more);

        run.Fault?.Throw();
        return tally.Sum(request.File, file, clock.GetElapsedTime(began));
    }

    private async Task<ColumnMap> ReadHeaderAsync(CsvFile file, ImportRequest request, CancellationToken cancellationToken)
    {
        if (!await file.ReadAsync(cancellationToken))
        {
            throw new ImportException("The file holds no line: expected a line with the columns' names, then one line a contact.");
        }

        if (file.Damage is not null)
        {
            throw new ImportException($"Line {file.Line}: {file.Damage}.");
        }

        return file.Cells.Any(c => AddressKeys.Normalise(c) is not null)
            ? throw new ImportException($"Line {file.Line} holds a mail address where the columns' names are expected. Put a header line above it.")
            : ColumnMap.For(file.Cells, file.Line, request.Map, options);
    }

    private static void CheckAddresses(ColumnMap map, CsvFile file, ImportRequest request, RowReader reader)
    {
        var hasColumn = map.Has(ContactField.Address);
        if (request.AddressTemplate is null)
        {
            if (!hasColumn)
            {
                throw new ImportException(
                    $"Line {file.Line}: no column holds the mail address (found: {string.Join(", ", map.Headers)}). "
                    + "Name it with --map \"Header=email\", or give every row one with --address \"name-{row}@example.test\".");
            }

            return;
        }

        if (hasColumn)
        {
            throw new ImportException("The file has a column with mail addresses: leave out the address template, or map that column to '-'.");
        }

        var draft = new ContactDraft();
        if (!request.AddressTemplate.Contains(RowReader.RowMark, StringComparison.Ordinal)
            || reader.FillFromTemplate(ref draft, request.AddressTemplate, 1) is not null)
        {
            throw new ImportException("The address template gives no usable addresses: expected one such as 'customer-{row}@example.test'.");
        }
    }

    /// <summary>Reads rows until a batch is full.</summary>
    /// <returns>Whether the file goes on.</returns>
    private async Task<bool> FillAsync(ImportRun run, CancellationToken cancellationToken)
    {
        while (run.Batch.Count < options.BatchRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (!await run.File.ReadAsync(cancellationToken))
                {
                    return false;
                }
            }
            catch (ImportException e)
            {
                // The file breaks here; what was read before it is still written.
                run.Break(e.AfterOthers());
                return false;
            }

            if (run.ReadRow(new ContactId(ids.New())) is { } draft)
            {
                run.Batch.Add(draft);
            }
        }

        return true;
    }

    private async Task WriteAsync(ImportRun run, ContactDraft defaults, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (optOuts, rows) = await database.WriteAsync(
            session => new ImportBatch(session, defaults, now).WriteAsync(run.Batch, run.OptOuts, run.File.Name), cancellationToken);
        run.Tally.CountOptOuts(optOuts);
        foreach (var row in rows)
        {
            run.Tally.Count(row, now);
        }

        run.Batch.Clear();
        run.OptOuts.Clear();
    }
}
