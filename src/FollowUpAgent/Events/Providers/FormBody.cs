using System.Text;
using FollowUpAgent.Events.Mail;

namespace FollowUpAgent.Events.Providers;

/// <summary>Reads a form, urlencoded or multipart (RFC 7578), each field as its bytes. Never throws; bounded in fields.</summary>
internal sealed class FormBody
{
    private const int MostFields = 1000;
    private readonly List<FormField> fields = [];

    private FormBody()
    {
    }

    /// <summary>The fields in their order.</summary>
    public IReadOnlyList<FormField> Fields => fields;

    /// <summary>Reads a body; the content type may be absent, then the bytes say what they are.</summary>
    public static FormBody Read(byte[] body, string? contentType)
    {
        var form = new FormBody();
        ReadOnlySpan<byte> bytes = body;
        bytes = bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        if (IsMultipart(body, contentType))
        {
            form.ReadParts(ContentType.Parse(contentType).Parameter("boundary") is { Length: > 0 } boundary ? Encoding.UTF8.GetBytes("--" + boundary) : FirstLine(bytes), bytes);
        }
        else
        {
            form.ReadPairs(Encoding.UTF8.GetString(bytes));
        }

        return form;
    }

    /// <summary>Whether it is multipart, by what it calls itself or by how it begins.</summary>
    public static bool IsMultipart(byte[] body, string? contentType)
    {
        var type = ContentType.Parse(contentType).Name;
        var begins = body.AsSpan().StartsWith("--"u8) || body.AsSpan().StartsWith("\uFEFF--"u8);
        return type.StartsWith("multipart/", StringComparison.Ordinal) || (begins && type != "application/x-www-form-urlencoded");
    }

    /// <summary>The text of the first field with this name, or null.</summary>
    public string? Text(string name) => fields.Find(f => f.Name == name)?.Text(null);

    /// <summary>The same in a charset that is told elsewhere.</summary>
    public string? Text(string name, string? charset) => fields.Find(f => f.Name == name)?.Text(charset);

    /// <summary>The text of the last field with this name, or null: where senders mix their own fields in, theirs come first.</summary>
    public string? LastText(string name) => fields.FindLast(f => f.Name == name)?.Text(null);

    /// <summary>The bytes of a field, or null.</summary>
    public byte[]? Bytes(string name) => fields.Find(f => f.Name == name)?.Bytes;

    private static byte[] FirstLine(ReadOnlySpan<byte> bytes) => bytes[..Lines.EndOf(bytes, 0, out _)].ToArray();

    private static byte[] Unescape(string text)
    {
        var (source, bytes, length) = (Encoding.UTF8.GetBytes(text), new byte[Encoding.UTF8.GetByteCount(text)], 0);
        for (var i = 0; i < source.Length; i++)
        {
            var isEscape = source[i] == (byte)'%' && i + 2 < source.Length && char.IsAsciiHexDigit((char)source[i + 1]) && char.IsAsciiHexDigit((char)source[i + 2]);
            bytes[length++] = isEscape
                ? Convert.FromHexString(Encoding.ASCII.GetString(source, i + 1, 2))[0]
                : source[i] == (byte)'+' ? (byte)' ' : source[i];
            i += isEscape ? 2 : 0;
        }

        return bytes[..length];
    }

    private void ReadPairs(string text)
    {
        foreach (var pair in text.Split('&', MostFields).Where(p => p.Length > 0))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Encoding.UTF8.GetString(Unescape(equals < 0 ? pair : pair[..equals]));
            fields.Add(new FormField(name, Unescape(equals < 0 ? "" : pair[(equals + 1)..]), null, null));
        }
    }

    private void ReadParts(byte[] mark, ReadOnlySpan<byte> body)
    {
        int? from = null;
        for (var at = 0; at < body.Length && fields.Count < MostFields && mark.Length > 2;)
        {
            var end = Lines.EndOf(body, at, out var next);
            var line = body[at..end];
            // A longer boundary inside a field begins with ours: only our own, or its end, ends a part.
            if (line.StartsWith(mark) && line[mark.Length..].Trim(" \t-"u8).IsEmpty)
            {
                if (from is { } start)
                {
                    Add(body[start..Math.Max(start, Lines.WithoutLastBreak(body, start, at))]);
                }

                from = line[mark.Length..].StartsWith("--"u8) ? body.Length : next;
            }

            at = next;
        }

        if (from is { } last && last < body.Length && fields.Count < MostFields)
        {
            Add(body[last..]);
        }
    }

    private void Add(ReadOnlySpan<byte> part)
    {
        var headers = HeaderBlock.Read(part, out var body);
        var disposition = ContentType.Parse(headers.Find("Content-Disposition"));
        if (disposition.Parameter("name") is { Length: > 0 } name)
        {
            var bytes = TransferEncoding.Decode(headers.Find("Content-Transfer-Encoding"), part[body..]).ToArray();
            fields.Add(new FormField(name, bytes, disposition.Parameter("filename"), headers.Find("Content-Type")));
        }
    }
}

/// <summary>One field of a form.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its value.</param>
/// <param name="FileName">Of a file: its name.</param>
/// <param name="Type">Its content type, or null.</param>
internal sealed record FormField(string Name, byte[] Bytes, string? FileName, string? Type)
{
    /// <summary>The value as text.</summary>
    public string Text(string? charset) => Charsets.Decode(charset ?? ContentType.Parse(Type).Parameter("charset"), Bytes);
}
