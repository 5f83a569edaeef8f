using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace FollowUpAgent.Hosting.Api;

/// <summary>One page of a list.</summary>
/// <param name="Items">What is on it.</param>
/// <param name="Next">The cursor of the page after it; null on the last one.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Which page is asked for: <c>?cursor=…&amp;limit=…</c>.</summary>
/// <param name="Cursor">What the page before gave as <c>next</c>; left out for the first.</param>
/// <param name="Limit">How many items a page has at most: 1 to 200, 50 by default.</param>
internal sealed record PageRequest(string? Cursor, int? Limit);

/// <summary>Where a page ends: the sort key of its last item, in which rows only ever stand in one place.</summary>
/// <param name="At">The first part, usually a moment in microseconds.</param>
/// <param name="Id">The second part.</param>
internal readonly record struct PageMark(long At, Guid Id)
{
    /// <summary>Before everything, for lists that go upwards.</summary>
    public static PageMark Lowest { get; } = new(long.MinValue, Guid.Empty);

    /// <summary>After everything, for lists that go downwards.</summary>
    public static PageMark Highest { get; } = new(long.MaxValue, Guid.AllBitsSet);
}

/// <summary>Reads lists page by page. A cursor is signed and belongs to one list with one filter: nobody else can make one, or point it elsewhere.</summary>
internal sealed class Pages(KeyRing keys)
{
    private const int MostItems = 200;
    private const int UsualItems = 50;
    private const int MarkLength = 24;
    private const int MacLength = 16;
    private readonly byte[] key = keys.For("cursor");

    /// <summary>Answers with a page, or refuses what was asked.</summary>
    /// <param name="asked">Which page.</param>
    /// <param name="list">The list with its filter; a cursor of another one is refused.</param>
    /// <param name="read">Reads at most so many rows after a mark; null is the beginning.</param>
    /// <param name="markOf">Where a row stands.</param>
    /// <param name="show">A row as it is answered.</param>
    public async Task<IResult> ReadAsync<TRow, TShown>(
        PageRequest asked, string list, Func<PageMark?, int, Task<List<TRow>>> read, Func<TRow, PageMark> markOf, Func<TRow, TShown> show)
    {
        if (RefusalOf(asked, list, out var after, out var most) is { } refusal)
        {
            return refusal;
        }

        // One more than is shown tells whether there is a next page.
        var rows = await read(after, most + 1);
        var shown = rows.Take(most).ToList();
        return Results.Ok(new Page<TShown>([.. shown.Select(show)], rows.Count > most ? Write(list, markOf(shown[^1])) : null));
    }

    /// <summary>Why a page cannot be given; null where it can.</summary>
    public IResult? RefusalOf(PageRequest asked, string list, out PageMark? after, out int most)
    {
        (after, most) = (null, asked.Limit ?? UsualItems);
        if (most is < 1 or > MostItems)
        {
            return Refused($"'limit' is 1 to {MostItems}.");
        }

        if (asked.Cursor is null)
        {
            return null;
        }

        after = Read(list, asked.Cursor);
        return after is null ? Refused("'cursor' is what the page before gave as 'next', asked for with the same filter.") : null;
    }

    /// <summary>The cursor of what comes after a mark.</summary>
    public string Write(string list, PageMark mark)
    {
        Span<byte> bytes = stackalloc byte[MarkLength + MacLength];
        BinaryPrimitives.WriteInt64BigEndian(bytes, mark.At);
        mark.Id.TryWriteBytes(bytes[8..], bigEndian: true, out _);
        Sign(list, bytes[..MarkLength], bytes[MarkLength..]);
        return Base64Url.EncodeToString(bytes);
    }

    private PageMark? Read(string list, string cursor)
    {
        Span<byte> bytes = stackalloc byte[MarkLength + MacLength];
        Span<byte> mac = stackalloc byte[MacLength];
        if (cursor.Length != Base64Url.GetEncodedLength(bytes.Length) || !Base64Url.IsValid(cursor) || Base64Url.DecodeFromChars(cursor, bytes) != bytes.Length)
        {
            return null;
        }

        Sign(list, bytes[..MarkLength], mac);
        return CryptographicOperations.FixedTimeEquals(mac, bytes[MarkLength..])
            ? new PageMark(BinaryPrimitives.ReadInt64BigEndian(bytes), new Guid(bytes[8..MarkLength], bigEndian: true))
            : null;
    }

    private void Sign(string list, ReadOnlySpan<byte> mark, Span<byte> mac)
    {
        var full = HMACSHA256.HashData(key, (byte[])[.. mark, .. Encoding.UTF8.GetBytes(list)]);
        full.AsSpan(0, MacLength).CopyTo(mac);
    }

    private static IResult Refused(string detail) =>
        Results.Problem(statusCode: StatusCodes.Status400BadRequest, title: "The page cannot be given", detail: detail);
}
