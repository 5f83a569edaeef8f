using System.Text;

namespace FollowUpAgent.Events.Mail;

/// <summary>A Content-Type: its name in lower case and its parameters.</summary>
internal sealed class ContentType
{
    private const int MostParameters = 50;
    private readonly Dictionary<string, string> parameters = new(StringComparer.OrdinalIgnoreCase);

    private ContentType(string name) => Name = name;

    /// <summary>The name, as in <c>text/plain</c>.</summary>
    public string Name { get; }

    /// <summary>Reads the value of the header; text/plain where there is none (RFC 2045, 5.2).</summary>
    public static ContentType Parse(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return new ContentType("text/plain");
        }

        var end = value.IndexOf(';', StringComparison.Ordinal);
        var type = new ContentType((end < 0 ? value : value[..end]).Trim().ToLowerInvariant());
        for (var at = end < 0 ? value.Length : end + 1; at < value.Length && type.parameters.Count < MostParameters;)
        {
            at = type.ReadParameter(value, at);
        }

        return type;
    }

    /// <summary>A parameter, or null.</summary>
    public string? Parameter(string name) => parameters.GetValueOrDefault(name);

    private int ReadParameter(string text, int at)
    {
        var stop = text.AsSpan(at).IndexOfAny('=', ';');
        if (stop < 0)
        {
            return text.Length;
        }

        var name = text.AsSpan(at, stop).Trim().ToString();
        at += stop + 1;
        if (text[at - 1] == ';')
        {
            return at;
        }

        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        var value = at < text.Length && text[at] == '"' ? ReadQuoted(text, ref at) : ReadBare(text, ref at);
        // RFC 2231: the first piece of a parameter in pieces, with or without a charset before it.
        parameters.TryAdd(name.Split('*')[0], name.EndsWith('*') && value.Split('\'') is [_, _, var rest] ? Uri.UnescapeDataString(rest) : value);
        return at;
    }

    private static string ReadQuoted(string text, ref int at)
    {
        var value = new StringBuilder();
        for (at++; at < text.Length && text[at] != '"'; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length)
            {
                at++;
            }

            value.Append(text[at]);
        }

        var end = text.IndexOf(';', Math.Min(at, text.Length));
        at = end < 0 ? text.Length : end + 1;
        return value.ToString();
    }

    private static string ReadBare(string text, ref int at)
    {
        var end = text.IndexOf(';', at);
        var value = text[at..(end < 0 ? text.Length : end)].Trim();
        at = end < 0 ? text.Length : end + 1;
        return value;
    }
}
