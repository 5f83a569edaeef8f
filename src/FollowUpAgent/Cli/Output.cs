using System.CommandLine;
using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FollowUpAgent.Hosting;
using Spectre.Console;

namespace FollowUpAgent.Cli;

/// <summary>Where verbs write: data to one stream, messages to the other, progress only where a person watches.</summary>
/// <param name="data">For results.</param>
/// <param name="messages">For errors and progress.</param>
/// <param name="isWatched">Whether the messages go to a terminal.</param>
internal sealed class Output(TextWriter data, TextWriter messages, bool isWatched)
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        // Names in other scripts stay readable; the text is never put into a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower), new IdJson() },
    };

    /// <summary>Whether a person sits at a terminal.</summary>
    public bool IsWatched => isWatched;

    /// <summary>The option that asks a verb for JSON.</summary>
    public static Option<bool> JsonOption() => new("--json") { Description = "Write the result as JSON, for scripts." };

    /// <summary>A line of the result.</summary>
    public void Line(string text = "") => data.WriteLine(text);

    /// <summary>The whole result as JSON.</summary>
    public void WriteJson(object result) => data.WriteLine(JsonSerializer.Serialize(result, Json));

    /// <summary>A line for the person, beside the result.</summary>
    public void Message(string text) => messages.WriteLine(text);

    /// <summary>Rows in columns of their own width; the last column is left ragged.</summary>
    public void Table(IReadOnlyList<string[]> rows, int indent = 0)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var widths = Enumerable.Range(0, rows.Max(r => r.Length)).Select(i => rows.Max(r => r.ElementAtOrDefault(i)?.Length ?? 0)).ToList();
        foreach (var row in rows)
        {
            Line((new string(' ', indent) + string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i])))).TrimEnd());
        }
    }

    /// <summary>Runs long work and shows how far it is: as a moving line on a terminal, else as a line now and then.</summary>
    public async Task<T> ShowProgressAsync<T>(string title, Func<IProgress<string>, Task<T>> work)
    {
        if (!isWatched)
        {
            return await work(new Lines(title, messages));
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(messages) });
        return await console.Status().StartAsync(title, status => work(new Moving(title, status)));
    }

    private sealed class Lines(string title, TextWriter messages) : IProgress<string>
    {
        private long last = Stopwatch.GetTimestamp();

        public void Report(string value)
        {
            if (Stopwatch.GetElapsedTime(last) < BetweenLines)
            {
                return;
            }

            last = Stopwatch.GetTimestamp();
            messages.WriteLine($"{title}: {value}");
        }
    }

    private sealed class Moving(string title, StatusContext status) : IProgress<string>
    {
        public void Report(string value) => status.Status(Markup.Escape($"{title}: {value}"));
    }
}
