using System.Text.RegularExpressions;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Messages;

/// <summary>
/// The head of a template file: <c>subject</c>, <c>preheader</c> and <c>traits</c> between two lines of three dashes. It looks like
/// YAML and is less: plain <c>key: value</c> lines, and one level of indented ones under <c>traits</c>.
/// </summary>
internal sealed record FrontMatter(
    HeadLine? Subject,
    HeadLine? Preheader,
    IReadOnlyDictionary<string, string> Traits,
    string Body,
    int BodyLine)
{
    /// <summary>Parses a text with LF line ends; null after reporting faults.</summary>
    public static FrontMatter? Parse(string text, string file, ICollection<Fault> faults)
    {
        var lines = text.Split('\n');
        var end = lines[0].TrimEnd() == "---" ? Array.FindIndex(lines, 1, line => line.TrimEnd() == "---") : -1;
        if (end < 0)
        {
            faults.Add(new Place(file, 1).Fault(
                lines[0].Trim() == "---" ? "a head without end" : "a file without head",
                "--- on the first line, then subject: and more, then --- again"));
            return null;
        }

        var reader = new FrontMatterReader(file, faults);
        for (var i = 1; i < end; i++)
        {
            reader.Read(lines[i], i + 1);
        }

        return reader.IsFaultless
            ? new FrontMatter(reader.Subject, reader.Preheader, reader.Traits, string.Join('\n', lines[(end + 1)..]), end + 2)
            : null;
    }
}

/// <summary>A value of the head and its line in the file.</summary>
internal sealed record HeadLine(string Text, int Line);

/// <summary>Reads the lines of a head one by one.</summary>
internal sealed partial class FrontMatterReader(string file, ICollection<Fault> faults)
{
    private readonly HashSet<string> seen = [];
    private bool inTraits;

    public HeadLine? Subject { get; private set; }

    public HeadLine? Preheader { get; private set; }

    public Dictionary<string, string> Traits { get; } = [];

    public bool IsFaultless { get; private set; } = true;

    /// <summary>Reads one line of the head.</summary>
    public void Read(string line, int number)
    {
        var place = new Place(file, number);
        if (string.IsNullOrWhiteSpace(line) || line.TrimStart().StartsWith('#'))
        {
            return;
        }

        if (Pair().Match(line) is not { Success: true } match)
        {
            Refuse(place, line.Trim(), "key: value, indented by spaces only under traits:");
            return;
        }

        var (indent, key, value) = (match.Groups[1].Length, match.Groups[2].Value, Unquoted(match.Groups[3].Value.Trim()));
        if (indent > 0)
        {
            ReadTrait(place, key, value);
            return;
        }

        inTraits = key == "traits";
        if (!seen.Add(key))
        {
            Refuse(place, key, "each key once");
            return;
        }

        ReadKey(place, key, value);
    }

    private void ReadKey(Place place, string key, string value)
    {
        switch (key)
        {
            case "subject":
                Subject = new HeadLine(value, place.Line);
                break;
            case "preheader":
                Preheader = new HeadLine(value, place.Line);
                break;
            case "traits" when value.Length == 0:
                break;
            case "traits":
                Refuse(place, value, "traits: alone, and each trait on an indented line below it");
                break;
            default:
                Refuse(place, key, "subject, preheader or traits");
                break;
        }
    }

    private void ReadTrait(Place place, string key, string value)
    {
        if (!inTraits)
        {
            Refuse(place, key, "no indented line outside traits:");
        }
        else if (value.Length is 0 or > 40)
        {
            Refuse(place, key, "a value of 1 to 40 characters");
        }
        else if (!Traits.TryAdd(key, value))
        {
            Refuse(place, key, "each trait once");
        }
    }

    private void Refuse(Place place, string value, string expected)
    {
        IsFaultless = false;
        faults.Add(place.Fault(value.Length <= 80 ? value : value[..77] + "...", expected));
    }

    private static string Unquoted(string value) =>
        value.Length >= 2 && value[0] is '"' or '\'' && value.IndexOf(value[0], 1) == value.Length - 1 ? value[1..^1] : value;

    [GeneratedRegex(@"^( *)([A-Za-z][A-Za-z0-9_-]*):(?: (.*)|\s*)\z")]
    private static partial Regex Pair();
}
