using FollowUpAgent.Storage;

namespace FollowUpAgent.Contacts.Import;

/// <summary>
/// Imports a list of addresses not to be mailed: a CSV with a column of addresses and, if it likes, a column <c>reason</c>; or just one address a
/// line. Harmless when repeated.
/// </summary>
internal sealed class SuppressionImporter(Database database, AddressKeys keys, TimeProvider clock, ContactsOptions options)
{
    private const int MostShown = 20;

    /// <summary>Imports a file.</summary>
    /// <param name="path">The CSV file.</param>
    /// <param name="cancellationToken">Ends the import between two batches: those before stay.</param>
    /// <exception cref="ImportException">The file cannot be read (any further); batches before the fault stay.</exception>
    public async Task<SuppressionSummary> ImportAsync(string path, CancellationToken cancellationToken)
    {
        using var file = await CsvFile.OpenAsync(path, cancellationToken);
        if (!await file.ReadAsync(cancellationToken))
        {
            throw new ImportException("The file holds no line: expected addresses, one a line.");
        }

        // A list without a header must not lose its first line: that person would be mailed.
        var places = FindPlaces(file);
        var summary = new SuppressionSummary();
        List<Suppression> batch = [];
        try
        {
            var more = !places.IsHeader || await file.ReadAsync(cancellationToken);
            while (more)
            {
                summary = Read(file, places, batch, Path.GetFileName(path), summary);
                summary = batch.Count < options.BatchRows ? summary : await WriteAsync(batch, summary, cancellationToken);
                more = await file.ReadAsync(cancellationToken);
            }
        }
        catch (ImportException e)
        {
            // The file breaks here: whoever stands before the break is not to be mailed.
            await WriteAsync(batch, summary, cancellationToken);
            throw e.AfterOthers();
        }

        return await WriteAsync(batch, summary, cancellationToken);
    }

    private static Places FindPlaces(CsvFile file)
    {
        var data = Array.FindIndex(file.Cells, c => AddressKeys.Normalise(c) is not null);
        if (data >= 0)
        {
            return new Places(data, null, IsHeader: false);
        }

        var address = Array.FindIndex(file.Cells, c => ColumnAliases.Find(c) == ContactField.Address);
        var reason = Array.FindIndex(file.Cells, c => ColumnAliases.Plain(c) is "reason" or "reden");
        return address >= 0
            ? new Places(address, reason >= 0 ? reason : null, IsHeader: true)
            : throw new ImportException($"Line {file.Line}: no column holds the mail address. Name one 'email', or put one address on each line.");
    }

    private SuppressionSummary Read(CsvFile file, Places places, List<Suppression> batch, string name, SuppressionSummary summary)
    {
        var address = AddressKeys.Normalise(file.Cells.ElementAtOrDefault(places.Address));
        if (address is null)
        {
            var row = new RejectedRow(file.Line, "not a usable mail address");
            return summary with
            {
                Rejected = summary.Rejected + 1,
                FirstRejected = summary.FirstRejected.Count < MostShown ? [.. summary.FirstRejected, row] : summary.FirstRejected,
            };
        }

        var reason = places.Reason is { } place ? file.Cells.ElementAtOrDefault(place)?.ToLowerInvariant() : null;
        batch.Add(new Suppression
        {
            AddressKey = keys.KeyOf(address),
            // Only an erasure makes an address erased.
            Reason = SuppressionReason.All.FirstOrDefault(r => r == reason && r != SuppressionReason.Erased) ?? SuppressionReason.Imported,
            Evidence = name,
            Since = clock.GetUtcNow(),
        });
        return summary;
    }

    private async Task<SuppressionSummary> WriteAsync(List<Suppression> batch, SuppressionSummary summary, CancellationToken cancellationToken)
    {
        var added = await database.WriteAsync(
            async session =>
            {
                var sum = 0;
                foreach (var suppression in batch)
                {
                    sum += await session.SuppressAsync(suppression);
                }

                return sum;
            },
            cancellationToken);
        summary = summary with { Added = summary.Added + added, Known = summary.Known + batch.Count - added };
        batch.Clear();
        return summary;
    }

    private sealed record Places(int Address, int? Reason, bool IsHeader);
}

/// <summary>What an import of suppressed addresses did.</summary>
internal sealed record SuppressionSummary
{
    /// <summary>Addresses suppressed now (or for longer than before).</summary>
    public long Added { get; init; }

    /// <summary>Addresses that were suppressed already.</summary>
    public long Known { get; init; }

    /// <summary>Lines without a usable address.</summary>
    public long Rejected { get; init; }

    /// <summary>The first of those.</summary>
    public IReadOnlyList<RejectedRow> FirstRejected { get; init; } = [];
}
