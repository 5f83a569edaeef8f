using System.Globalization;
using System.Text.Json;

namespace FollowUpAgent.Benchmarks;

/// <summary>What a benchmark measured, for a person (a Markdown table) or a script (one JSON object).</summary>
internal sealed class Figures(string benchmark)
{
    private readonly List<Figure> all = [];
    private readonly List<string> notes = [];

    /// <summary>A figure without a target.</summary>
    public void Add(string what, double value, string unit) => all.Add(new Figure(what, value, unit, null, false));

    /// <summary>A figure that depends on the machine: a missed target is shown and fails nothing.</summary>
    public void Add(string what, double value, string unit, Target target) => all.Add(new Figure(what, value, unit, target, false));

    /// <summary>A figure that must hold on any machine.</summary>
    public void Must(string what, double value, string unit, Target target) => all.Add(new Figure(what, value, unit, target, true));

    /// <summary>A sentence below the table.</summary>
    public void Note(string sentence) => notes.Add(sentence);

    /// <summary>Writes everything.</summary>
    /// <returns>0, or 1 where a figure that must hold does not.</returns>
    public int Print(bool asJson)
    {
        Console.WriteLine(asJson ? Json() : Table());
        return all.Exists(f => f.MustHold && f.IsMet == false) ? 1 : 0;
    }

    private string Json() => JsonSerializer.Serialize(new
    {
        benchmark,
        configuration = Ground.Machine.Configuration,
        machine = Ground.Machine.Description,
        figures = all.Select(f => new { f.What, value = Math.Round(f.Value, 4), f.Unit, target = f.Target?.ToString(), met = f.IsMet, f.MustHold }),
        notes,
    });

    private string Table()
    {
        var lines = all.Select(f => $"| {f.What} | {Text(f.Value)} {f.Unit} | {f.Target?.ToString() ?? ""} | {Verdict(f)} |");
        return string.Join('\n', (IEnumerable<string>)
        [
            $"### {benchmark} ({Ground.Machine.Configuration}; {Ground.Machine.Description})",
            "",
            "| measured | figure | target | |",
            "|---|---|---|---|",
            .. lines,
            "",
            .. notes,
        ]);
    }

    private static string Verdict(Figure figure) => figure.IsMet switch
    {
        true => "met",
        false when figure.MustHold => "**broken**",
        false => "missed",
        null => "",
    };

    private static string Text(double value) => value.ToString(Math.Abs(value) >= 100 ? "#,##0" : "0.###", CultureInfo.InvariantCulture);
}

/// <summary>One measured value.</summary>
internal sealed record Figure(string What, double Value, string Unit, Target? Target, bool MustHold)
{
    /// <summary>Whether the target is met; null where there is none.</summary>
    public bool? IsMet => Target?.Holds(Value);
}

/// <summary>A bound for a figure.</summary>
internal sealed record Target(double Limit, bool IsMost)
{
    /// <summary>No more than this.</summary>
    public static Target AtMost(double limit) => new(limit, true);

    /// <summary>No less than this.</summary>
    public static Target AtLeast(double limit) => new(limit, false);

    /// <summary>Whether a value keeps to it.</summary>
    public bool Holds(double value) => IsMost ? value <= Limit : value >= Limit;

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(IsMost ? "at most" : "at least")} {Limit}");
}

/// <summary>The benchmark cannot run here; the message says what is missing.</summary>
internal sealed class CannotRunException(string message) : Exception(message);
