using System.Text.Json;

namespace FollowUpAgent.Hosting;

/// <summary>Finds top-level keys of the settings file that no room reads: a misspelt one would silently do nothing.</summary>
internal static class UnknownSections
{
    private static readonly string[] OfTheHost = ["Logging", "$schema"];

    /// <summary>A fault for each unknown key.</summary>
    public static IEnumerable<Fault> In(AgentFolder folder, IEnumerable<IFaultSource> rooms)
    {
        if (!File.Exists(folder.SettingsFile))
        {
            yield break;
        }

        var known = rooms.SelectMany(r => r.Sections).Concat(OfTheHost).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var key in KeysOf(folder.SettingsFile).Where(k => !known.Contains(k, StringComparer.OrdinalIgnoreCase)))
        {
            yield return new Fault(key, "an unknown section", $"one of {string.Join(", ", known.Order(StringComparer.Ordinal))}");
        }
    }

    private static List<string> KeysOf(string file)
    {
        using var document = JsonDocument.Parse(
            File.ReadAllBytes(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        return [.. document.RootElement.EnumerateObject().Select(p => p.Name.Split(':')[0])];
    }
}
