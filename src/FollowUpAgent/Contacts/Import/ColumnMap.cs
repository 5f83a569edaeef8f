namespace FollowUpAgent.Contacts.Import;

/// <summary>Which column of one file goes where.</summary>
/// <param name="Headers">The headers as the file has them.</param>
/// <param name="Targets">Where each column goes, in the same order.</param>
internal sealed record ColumnMap(IReadOnlyList<string> Headers, IReadOnlyList<ColumnTarget> Targets)
{
    /// <summary>Whether some column fills this field.</summary>
    public bool Has(ContactField field) => Targets.Any(t => t.Field == field);

    /// <summary>The headers of columns that are left out.</summary>
    public IReadOnlyList<string> Ignored { get; } = [.. Headers.Where((_, i) => Targets[i] == ColumnTarget.Nowhere)];

    /// <summary>Maps the headers: what the caller says comes first, then the configuration, then the known aliases.</summary>
    /// <exception cref="ImportException">Two columns go to one place, or a header that the caller named is not there.</exception>
    public static ColumnMap For(IReadOnlyList<string> headers, long line, IReadOnlyDictionary<string, string> said, ContactsOptions options)
    {
        var missing = said.Keys.FirstOrDefault(k => !headers.Any(h => ColumnAliases.Plain(h) == ColumnAliases.Plain(k)));
        if (missing is not null)
        {
            throw new ImportException($"Line {line}: no column has the header '{missing}' that is mapped to '{said[missing]}'.");
        }

        var chosen = Read(options.Columns);
        foreach (var (header, target) in Read(said))
        {
            chosen[header] = target;
        }

        var map = new ColumnMap(headers, [.. headers.Select(h => TargetOf(h, chosen, options.KeepUnknownColumns))]);
        map.RefuseDoubles(line);
        return map;
    }

    private static Dictionary<string, ColumnTarget> Read(IReadOnlyDictionary<string, string> texts)
    {
        Dictionary<string, ColumnTarget> targets = [];
        foreach (var (header, text) in texts)
        {
            targets[ColumnAliases.Plain(header)] = ColumnTarget.Parse(text)
                ?? throw new ImportException($"The column '{header}' cannot be mapped to '{text}': expected {ColumnTarget.Expected}.");
        }

        return targets;
    }

    private static ColumnTarget TargetOf(string header, Dictionary<string, ColumnTarget> chosen, bool keepUnknown)
    {
        if (chosen.TryGetValue(ColumnAliases.Plain(header), out var target))
        {
            return target;
        }

        if (ColumnAliases.Find(header) is { } field)
        {
            return new ColumnTarget(field, null);
        }

        return keepUnknown && header.Length > 0 && !RejectFile.IsOwnColumn(header) ? new ColumnTarget(null, header) : ColumnTarget.Nowhere;
    }

    private void RefuseDoubles(long line)
    {
        // Several columns may say that somebody wants no mail: one yes is enough.
        var doubled = Targets.Index().Where(t => t.Item != ColumnTarget.Nowhere && t.Item.Field is not ContactField.DoNotMail).GroupBy(t => t.Item).FirstOrDefault(g => g.Count() > 1);
        if (doubled is not null)
        {
            var places = string.Join(" and ", doubled.Select(t => $"{t.Index + 1} ('{Headers[t.Index]}')"));
            throw new ImportException($"Line {line}: the columns {places} are both '{doubled.Key}'. Rename one, or map one to '-'.");
        }
    }
}
