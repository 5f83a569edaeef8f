namespace FollowUpAgent.Learning.Features;

/// <summary>One column that a context fills: a number, a flag, a level of a category, or all its rare levels together.</summary>
/// <param name="Key">The name of the value.</param>
/// <param name="Kind">How the value becomes a number.</param>
/// <param name="Levels">The one level of <see cref="ColumnKind.Level"/>; for <see cref="ColumnKind.Other"/> all that have a column of their own.</param>
/// <param name="Mean">The mean of <see cref="ColumnKind.Number"/>.</param>
/// <param name="Deviation">Its standard deviation, above 0.</param>
public sealed record ContextColumn(string Key, ColumnKind Kind, IReadOnlyList<string> Levels, double Mean, double Deviation)
{
    private const double Farthest = 3;

    // A tenth of a deviation says all that a shrunk effect can use, and lets equal contacts share rows and forecasts.
    private const double Grain = 10;

    /// <summary>A name that no other column of a schema has.</summary>
    public string Name => Kind switch
    {
        ColumnKind.Number or ColumnKind.Flag => Key,
        ColumnKind.Level => $"{Key}={Levels[0]}",
        ColumnKind.Other => $"{Key}=*",
        _ => throw new InvalidOperationException($"No such kind of column: {Kind}."),
    };

    /// <summary>The column's number for a context; 0 where the value is missing.</summary>
    public double Read(ContactContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Find(Key) is { } value ? Read(value) : 0;
    }

    /// <summary>The column's number for a value.</summary>
    public double Read(ContextValue value) => Kind switch
    {
        ColumnKind.Number => value.Number is { } number ? Standard(number) : 0,
        ColumnKind.Flag => value.Number == 1 ? 1 : 0,
        ColumnKind.Level => value.Text == Levels[0] ? 1 : 0,
        ColumnKind.Other => Levels.Contains(value.Text) ? 0 : 1,
        _ => throw new InvalidOperationException($"No such kind of column: {Kind}."),
    };

    private double Standard(double number) =>
        Math.Clamp(Math.Round((number - Mean) / Deviation * Grain) / Grain, -Farthest, Farthest);
}

/// <summary>How a value of a context becomes a number.</summary>
public enum ColumnKind
{
    /// <summary>Standardised, bounded to three deviations.</summary>
    Number,

    /// <summary>1 or 0.</summary>
    Flag,

    /// <summary>1 for one level of a category.</summary>
    Level,

    /// <summary>1 for every level of a category that is too rare for a column of its own.</summary>
    Other,
}
