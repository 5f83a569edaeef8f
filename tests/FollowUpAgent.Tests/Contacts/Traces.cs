using System.Text;

namespace FollowUpAgent.Tests.Contacts;

/// <summary>Finds what is left of a person in the files of a folder, in every form in which text is stored.</summary>
internal static class Traces
{
    /// <summary>File and form of every trace of these words.</summary>
    public static List<string> Find(string folder, params string[] words)
    {
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(f => (name: Path.GetFileName(f), bytes: Read(f))).ToList();
        return [.. from word in words from form in Forms(word) from file in files where Holds(file.bytes, form.bytes) select $"{file.name}: {word} in {form.name}"];
    }

    private static IEnumerable<(string name, byte[] bytes)> Forms(string word)
    {
        var utf8 = Encoding.UTF8.GetBytes(word);
        yield return ("UTF-8", utf8);
        yield return ("UTF-16", Encoding.Unicode.GetBytes(word));
        yield return ("UTF-16 big-endian", Encoding.BigEndianUnicode.GetBytes(word));
        for (var shift = 0; shift < 3; shift++)
        {
            // The letters at both ends also depend on what stands beside the word: only those in between are sure.
            var text = Convert.ToBase64String([.. new byte[shift], .. utf8]);
            var from = shift == 0 ? 0 : 4;
            yield return ($"base64, shifted by {shift}", Encoding.ASCII.GetBytes(text[from..^4]));
        }
    }

    private static bool Holds(byte[] bytes, byte[] trace) => trace.Length >= 4 && bytes.AsSpan().IndexOf(trace) >= 0;

    private static byte[] Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
