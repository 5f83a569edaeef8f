using System.Globalization;
using FollowUpAgent.Contacts;
using FollowUpAgent.Storage;
using Microsoft.AspNetCore.Http.Extensions;

namespace FollowUpAgent.Dashboard.Ledger;

/// <summary>Which decisions of the ledger are shown, and from where on.</summary>
internal sealed record LedgerFilter
{
    private const int Longest = 320;

    /// <summary>A sequence's key, or null.</summary>
    public string? Sequence { get; init; }

    /// <summary>A group, or null.</summary>
    public string? Group { get; init; }

    /// <summary>A contact's address, or null.</summary>
    public string? Contact { get; init; }

    /// <summary>Where the page before ended; null for the newest.</summary>
    public LedgerMark? Before { get; init; }

    /// <summary>Whether anything is filtered by.</summary>
    public bool IsAny => Sequence is null && Group is null && Contact is null;

    /// <summary>Reads an address of the list; null where a field cannot be read.</summary>
    public static LedgerFilter? Read(IQueryCollection query)
    {
        if (query.Any(f => f.Value.Count > 1 || f.Value.ToString() is var text && (text.Length > Longest || text.Any(char.IsControl))))
        {
            return null;
        }

        var (group, before) = (Text("group"), Text("before"));
        var mark = before is null ? null : LedgerMark.TryParse(before);
        return (group is null || Enum.GetValues<Group>().Any(g => g.ToText() == group)) && (before is null || mark is not null)
            ? new LedgerFilter { Sequence = Text("sequence"), Group = group, Contact = Text("contact"), Before = mark }
            : null;

        string? Text(string name) => query[name].ToString().Trim() is { Length: > 0 } text ? text : null;
    }

    /// <summary>The address of the list from a mark on.</summary>
    public string AddressFrom(LedgerMark before)
    {
        (string Name, string? Value)[] fields = [("sequence", Sequence), ("group", Group), ("contact", Contact), ("before", before.ToString())];
        return $"/decisions{new QueryBuilder(fields.Where(f => f.Value is not null).Select(f => KeyValuePair.Create(f.Name, f.Value!)))}";
    }
}

/// <summary>A place in the ledger by time.</summary>
/// <param name="At">When.</param>
/// <param name="Id">Which of that moment; earlier ids follow.</param>
internal sealed record LedgerMark(DateTimeOffset At, Guid Id)
{
    /// <summary>Reads what <see cref="ToString"/> wrote; null for every other.</summary>
    public static LedgerMark? TryParse(string text) =>
        text.Split('_') is [var at, var id] && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var micros) && micros <= Micros.From(DateTimeOffset.MaxValue)
            && Guid.TryParseExact(id, "N", out var guid)
            ? new LedgerMark(Micros.ToTime(micros), guid)
            : null;

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Micros.From(At)}_{Id:N}");
}
