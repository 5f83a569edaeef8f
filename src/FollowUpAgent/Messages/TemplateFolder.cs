using System.Text;
using System.Text.RegularExpressions;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Messages;

/// <summary>
/// Reads the files of a templates folder: <c>footer.&lt;language&gt;.md</c> and <c>&lt;sequence&gt;/&lt;name&gt;.&lt;language&gt;.md</c>.
/// </summary>
internal static partial class TemplateFolder
{
    private const long MaxBytes = 64 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The sources found, in a stable order.</summary>
    public static IReadOnlyList<TemplateSource> Read(string folder, ICollection<Fault> faults)
    {
        if (!Directory.Exists(folder))
        {
            faults.Add(new Fault($"{MessagesOptions.Section}:{nameof(MessagesOptions.TemplatesFolder)}", folder, "a folder that exists"));
            return [];
        }

        var footers = Files(folder).Where(file => Path.GetFileName(file).StartsWith("footer.", StringComparison.Ordinal)).Select(file => (file, ""));
        var templates = Directory.GetDirectories(folder)
            .Order(StringComparer.Ordinal)
            .SelectMany(sequence => Files(sequence).Select(file => (file, Path.GetFileName(sequence))));
        return [.. footers.Concat(templates).Select(found => ReadFile(found.file, found.Item2, faults)).OfType<TemplateSource>()];
    }

    /// <summary>A source from a file's name and bytes; null after reporting faults.</summary>
    public static TemplateSource? FromBytes(string fileName, string sequence, byte[] bytes, ICollection<Fault> faults)
    {
        var key = sequence.Length == 0 ? $"templates/{fileName}" : $"templates/{sequence}/{fileName}";
        var name = FileName().Match(fileName);
        if (!name.Success || !MessagesOptions.IsLanguage(name.Groups[2].Value))
        {
            faults.Add(new Fault(key, fileName, "a name like intro.en.md: small letters, digits and -, then the language"));
            return null;
        }

        try
        {
            var text = Strict.GetString(bytes).TrimStart('\uFEFF').ReplaceLineEndings("\n");
            return new TemplateSource(key, sequence, name.Groups[1].Value, name.Groups[2].Value, text);
        }
        catch (DecoderFallbackException)
        {
            faults.Add(new Place(key, 1).Fault("bytes that are not UTF-8", "text in UTF-8"));
            return null;
        }
    }

    private static IEnumerable<string> Files(string folder) => Directory.GetFiles(folder, "*.md").Order(StringComparer.Ordinal);

    // The size is judged before reading: a file of any size costs nothing.
    private static TemplateSource? ReadFile(string path, string sequence, ICollection<Fault> faults)
    {
        var length = new FileInfo(path).Length;
        if (length > MaxBytes)
        {
            var key = sequence.Length == 0 ? $"templates/{Path.GetFileName(path)}" : $"templates/{sequence}/{Path.GetFileName(path)}";
            faults.Add(new Place(key, 1).Fault(FormattableString.Invariant($"{length} bytes"), "at most 64 kB"));
            return null;
        }

        return FromBytes(Path.GetFileName(path), sequence, File.ReadAllBytes(path), faults);
    }

    [GeneratedRegex(@"^([a-z0-9][a-z0-9_-]*)\.([A-Za-z0-9-]+)\.md\z")]
    private static partial Regex FileName();
}
