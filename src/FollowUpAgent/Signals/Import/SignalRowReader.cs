using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using FollowUpAgent.Contacts;

namespace FollowUpAgent.Signals.Import;

/// <summary>A row as it reads, before anybody is looked up.</summary>
internal sealed record SignalDraft
{
    /// <summary>The line on which the row begins.</summary>
    public long Line { get; init; }

    /// <summary>The cells, to be shown where the row is not used.</summary>
    public string[] Cells { get; init; } = [];

    /// <summary>The contact's id, or null where the address names it.</summary>
    public ContactId? Contact { get; init; }

    /// <summary>The key of the contact's address, or null where the id names it.</summary>
    public byte[]? AddressKey { get; init; }

    /// <summary>What, as <see cref="SignalKind"/>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The name or the page group, or null.</summary>
    public string? Name { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset OccurredAt { get; init; }

    /// <summary>The source's own id, or null where it has none.</summary>
    public string? SourceId { get; init; }

    /// <summary>
    /// The signal's id: the same row, in this file or the next, is the same signal. Without a source id the same kind, name and moment of one
    /// contact are one.
    /// </summary>
    public Guid IdFor(ContactId contact)
    {
        var text = SourceId is null ? $"import\n{contact}\n{Kind}\n{Name}\n{OccurredAt.UtcTicks}" : $"import\n{SourceId}";
        return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }
}

/// <summary>Reads the rows of a file of signals. Reasons quote nothing of the row.</summary>
/// <param name="columns">Which column holds what.</param>
/// <param name="keys">Makes keys of addresses.</param>
/// <param name="pages">Knows the groups of pages.</param>
/// <param name="momentOf">The moment of a time that is written without its offset.</param>
/// <param name="now">Business time.</param>
internal sealed partial class SignalRowReader(SignalColumns columns, AddressKeys keys, PageGroups pages, Func<DateTime, DateTimeOffset> momentOf, DateTimeOffset now)
{
    private const int MostSourceId = 200;
    private const int MostName = 64;
    private static readonly DateTimeOffset Earliest = new(1990, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan WrongClock = TimeSpan.FromDays(1);
    private static readonly string[] Kinds = [SignalKind.Reply, SignalKind.Click, SignalKind.Visit, SignalKind.Custom];

    private static readonly string[] WithOffset = ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd HH:mm:sszzz", "yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd HH:mmzzz"];
    private static readonly string[] WithoutOffset = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm", "yyyy-MM-dd"];

    /// <summary>The row, or why it cannot be used.</summary>
    public (SignalDraft? Draft, string? Fault) Read(string[] cells, long line)
    {
        var kind = Cell(cells, columns.Kind).ToLowerInvariant();
        var draft = new SignalDraft { Line = line, Cells = cells, Kind = kind, Name = NameOf(kind, Cell(cells, columns.Name)), SourceId = Cell(cells, columns.SourceId) is { Length: > 0 } id ? id : null };
        if (!Kinds.Contains(kind, StringComparer.Ordinal))
        {
            return (null, "the kind is none of reply, click, visit, custom");
        }

        if (kind == SignalKind.Custom && draft.Name is null)
        {
            return (null, "a custom event without a name");
        }

        if (draft.SourceId is { Length: > MostSourceId })
        {
            return (null, $"the source id is longer than {MostSourceId} characters");
        }

        var (at, wrong) = MomentOf(Cell(cells, columns.OccurredAt));
        return wrong is null ? Addressed(draft with { OccurredAt = at }, cells) : (null, wrong);
    }

    private (SignalDraft? Draft, string? Fault) Addressed(SignalDraft draft, string[] cells)
    {
        if (Cell(cells, columns.Contact) is { Length: > 0 } id)
        {
            return Guid.TryParse(id, out var contact) ? (draft with { Contact = new ContactId(contact) }, null) : (null, "the contact is no id of ours");
        }

        return AddressKeys.Normalise(Cell(cells, columns.Email)) is { } address ? (draft with { AddressKey = keys.KeyOf(address) }, null) : (null, "not a usable mail address");
    }

    private (DateTimeOffset At, string? Fault) MomentOf(string text)
    {
        var plain = text.EndsWith('Z') ? text[..^1] + "+00:00" : text;
        DateTimeOffset at;
        if (!DateTimeOffset.TryParseExact(plain, WithOffset, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out at))
        {
            if (!DateTime.TryParseExact(text, WithoutOffset, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            {
                return (default, "the time is none as in 2026-03-02T09:00:00Z or 2026-03-02 09:00");
            }

            at = local.Year is <= 1 or >= 9999 ? new DateTimeOffset(local, TimeSpan.Zero) : momentOf(local);
        }

        return at < Earliest ? (default, "the time lies before 1990") : at > now + WrongClock ? (default, "the time lies in the future") : (at > now ? now : at, null);
    }

    private string? NameOf(string kind, string text)
    {
        if (kind == SignalKind.Visit)
        {
            return pages.GroupOf(text) ?? (pages.Has(text) ? text : null);
        }

        var word = kind == SignalKind.Custom ? NoWord().Replace(text.ToLowerInvariant(), "-").Trim('-') : "";
        return word.Length is 0 or > MostName ? null : word;
    }

    private static string Cell(string[] cells, int column) => column >= 0 && column < cells.Length ? cells[column] : "";

    [GeneratedRegex("[^a-z0-9._]+")]
    private static partial Regex NoWord();
}
