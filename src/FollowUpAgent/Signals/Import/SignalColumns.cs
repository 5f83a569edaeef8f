using FollowUpAgent.Contacts.Import;

namespace FollowUpAgent.Signals.Import;

/// <summary>Which column of a file of signals holds what; other columns are left out.</summary>
/// <param name="Email">The contact's address, or -1.</param>
/// <param name="Contact">The contact's id, or -1.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Name">The name, the page or the group, or -1.</param>
/// <param name="OccurredAt">When.</param>
/// <param name="SourceId">The source's own id, or -1.</param>
internal sealed record SignalColumns(int Email, int Contact, int Kind, int Name, int OccurredAt, int SourceId)
{
    private static readonly string[] Kinds = ["kind", "type", "activitytype", "soort"];
    private static readonly string[] Names = ["name", "page", "url", "event", "naam", "pagina"];
    private static readonly string[] Moments = ["occurredat", "at", "date", "datetime", "timestamp", "time", "datum", "tijdstip"];
    private static readonly string[] Sources = ["sourceid", "id", "externalid", "activityid"];

    /// <summary>Finds the columns by their headers; case, spaces and underscores do not matter.</summary>
    /// <exception cref="ImportException">One that is needed is missing.</exception>
    public static SignalColumns Find(IReadOnlyList<string> headers, long line)
    {
        var plain = headers.Select(ColumnAliases.Plain).ToArray();
        var email = Array.FindIndex([.. headers], h => ColumnAliases.Find(h) == ContactField.Address);
        var found = new SignalColumns(email, At("contact", "contactid"), At(Kinds), At(Names), At(Moments), At(Sources));
        var missing = (found.Email < 0 && found.Contact < 0) ? "email or contact" : found.Kind < 0 ? "kind" : found.OccurredAt < 0 ? "occurred at" : null;
        return missing is null
            ? found
            : throw new ImportException($"Line {line}: no column '{missing}' (found: {string.Join(", ", headers)}). Expected email or contact, kind, name, occurred at, source id.");

        int At(params string[] names) => Array.FindIndex(plain, p => names.Contains(p, StringComparer.Ordinal));
    }
}
