using System.Globalization;
using System.Text;

namespace FollowUpAgent.Events.Providers;

/// <summary>
/// Puts U+FFFD where JSON escapes half of a surrogate pair in a name. That is JSON and no text: System.Text.Json throws as soon as it compares
/// such a name, once for each field that is looked for. A value is only somebody's who asks for it.
/// </summary>
internal static class JsonHalves
{
    private const int EscapeLength = 6;

    /// <summary>The same JSON without halves in names; the very same bytes where there are none.</summary>
    public static ReadOnlyMemory<byte> Replace(ReadOnlyMemory<byte> json)
    {
        var bytes = json.Span;
        if (bytes.IndexOf("\\ud"u8) < 0 && bytes.IndexOf("\\uD"u8) < 0)
        {
            return json;
        }

        byte[]? changed = null;
        for (var at = bytes.IndexOf((byte)'"'); at >= 0;)
        {
            var (end, hasHalf) = Walk(bytes, at + 1, null);
            if (hasHalf && bytes[Math.Min(end + 1, bytes.Length)..].TrimStart(" \t\r\n"u8).StartsWith(":"u8))
            {
                Walk(bytes, at + 1, changed ??= json.ToArray());
            }

            var next = end >= bytes.Length ? -1 : bytes[(end + 1)..].IndexOf((byte)'"');
            at = next < 0 ? -1 : end + 1 + next;
        }

        return changed ?? json;
    }

    // From behind a quote to the one that closes it, and whether a half was met; in the copy they are replaced.
    private static (int End, bool HasHalf) Walk(ReadOnlySpan<byte> json, int at, byte[]? copy)
    {
        var hasHalf = false;
        while (at < json.Length && json[at..].IndexOfAny((byte)'"', (byte)'\\') is >= 0 and var skipped)
        {
            at += skipped;
            if (json[at] == (byte)'"')
            {
                return (at, hasHalf);
            }

            var length = LengthOf(json[at..]);
            if (length == EscapeLength && UnitAt(json[at..]) is { } unit && char.IsSurrogate(unit))
            {
                hasHalf = true;
                if (copy is not null)
                {
                    "\\ufffd"u8.CopyTo(copy.AsSpan(at));
                }
            }

            at += length;
        }

        return (json.Length, hasHalf);
    }

    // A pair counts as one, and so does any other escape.
    private static int LengthOf(ReadOnlySpan<byte> escape)
    {
        if (UnitAt(escape) is not { } unit)
        {
            return 2;
        }

        return char.IsHighSurrogate(unit) && UnitAt(escape[EscapeLength..]) is { } next && char.IsLowSurrogate(next) ? 2 * EscapeLength : EscapeLength;
    }

    private static char? UnitAt(ReadOnlySpan<byte> escape) =>
        escape.Length >= EscapeLength && escape[0] == (byte)'\\' && escape[1] == (byte)'u'
        && ushort.TryParse(Encoding.ASCII.GetString(escape[2..EscapeLength]), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;
}
