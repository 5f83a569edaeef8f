using System.Text;

namespace FollowUpAgent.Tests.Events.Fuzz;

/// <summary>Bends an input in a few steps: blindly, as bytes, and knowingly, as the mail, form or JSON that it is.</summary>
internal static class Bending
{
    private static readonly Func<byte[], Random, IReadOnlyList<byte[]>, int, byte[]>[] Steps =
    [
        (b, r, _, _) => b[..At(b, r)],
        (b, r, _, _) => b[At(b, r)..],
        (b, r, c, _) => Insert(b, At(b, r), Piece(c[r.Next(c.Count)], r, 400)),
        (b, r, c, _) => [.. b[..At(b, r)], .. c[r.Next(c.Count)]],
        (b, r, _, _) => Overwrite(b, r),
        (b, r, _, _) => Remove(b, r),
        (b, r, _, most) => Insert(b, At(b, r), Repeat(Piece(b, r, 200), r, most)),
        (b, r, _, most) => Insert(b, At(b, r), Repeat(Nasty.Token(r), r, most)),
        (b, r, _, _) => Insert(b, At(b, r), Nasty.Token(r)),
        (b, r, _, most) => Insert(b, LineAt(b, r), Repeat(Line(b, r), r, most)),
        (b, r, _, most) => Insert(b, LineAt(b, r), Nasty.Words(r, most)),
        (b, r, _, most) => Insert(b, LineAt(b, r), Nasty.Header(r, most)),
        (b, r, _, most) => Nasty.Multipart(b, r, most),
        (b, r, _, _) => ReplaceValue(b, r, (byte)':', ",}\n"u8, Nasty.JsonValue(r)),
        (b, r, _, _) => ReplaceValue(b, r, (byte)'=', ";&\r\n "u8, Nasty.Token(r)),
        (b, r, _, _) => Insert(b, AfterBrace(b, r), Nasty.JsonProperty(r)),
    ];

    public static byte[] Bend(IReadOnlyList<byte[]> corpus, Random chance, int mostBytes)
    {
        // Most are small, so that many can be tried; some are as large as a body may be.
        var most = chance.Next(20) switch { 0 => mostBytes, < 4 => mostBytes / 8, _ => 16 << 10 };
        var bytes = corpus[chance.Next(corpus.Count)];
        for (var step = chance.Next(1, 6); step > 0; step--)
        {
            bytes = Steps[chance.Next(Steps.Length)](bytes, chance, corpus, most);
        }

        return bytes.Length > mostBytes ? bytes[..mostBytes] : bytes;
    }

    public static byte[] Repeat(byte[] piece, Random chance, int most)
    {
        var times = piece.Length == 0 ? 0 : 1 + (int)(Math.Pow(chance.NextDouble(), 3) * most / piece.Length);
        var all = new byte[piece.Length * times];
        for (var i = 0; i < times; i++)
        {
            piece.CopyTo(all, i * piece.Length);
        }

        return all;
    }

    private static int At(byte[] bytes, Random chance) => chance.Next(bytes.Length + 1);

    private static byte[] Insert(byte[] bytes, int at, byte[] more) => [.. bytes[..at], .. more, .. bytes[at..]];

    private static byte[] Piece(byte[] bytes, Random chance, int most)
    {
        var from = At(bytes, chance);
        return bytes[from..Math.Min(bytes.Length, from + 1 + chance.Next(most))];
    }

    private static byte[] Overwrite(byte[] bytes, Random chance)
    {
        var copy = (byte[])bytes.Clone();
        for (var i = chance.Next(1, 4); i > 0 && copy.Length > 0; i--)
        {
            copy[chance.Next(copy.Length)] = (byte)chance.Next(256);
        }

        return copy;
    }

    private static byte[] Remove(byte[] bytes, Random chance)
    {
        var from = At(bytes, chance);
        return [.. bytes[..from], .. bytes[Math.Min(bytes.Length, from + chance.Next(100))..]];
    }

    private static int LineAt(byte[] bytes, Random chance) => bytes.AsSpan(0, At(bytes, chance)).LastIndexOf((byte)'\n') + 1;

    private static byte[] Line(byte[] bytes, Random chance)
    {
        var from = LineAt(bytes, chance);
        var length = bytes.AsSpan(from).IndexOf((byte)'\n');
        return length < 0 ? Encoding.ASCII.GetBytes("X-A: b\r\n") : bytes[from..(from + length + 1)];
    }

    private static int AfterBrace(byte[] bytes, Random chance) => bytes.AsSpan(0, At(bytes, chance)).LastIndexOf((byte)'{') + 1;

    private static byte[] ReplaceValue(byte[] bytes, Random chance, byte before, ReadOnlySpan<byte> ends, byte[] value)
    {
        var from = bytes.AsSpan(0, At(bytes, chance)).LastIndexOf(before) + 1;
        var length = bytes.AsSpan(from).IndexOfAny(ends);
        return [.. bytes[..from], .. value, .. length < 0 ? [] : bytes[(from + length)..]];
    }
}
