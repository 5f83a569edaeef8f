using FollowUpAgent.Hosting;

namespace FollowUpAgent.Reports;

/// <summary>The weekly report (<c>Reports</c>).</summary>
internal sealed class ReportsOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Reports";

    /// <summary>The language of reports, and of pages where the browser asks for none of ours: en or nl. Default: en.</summary>
    public string Language { get; init; } = "en";

    /// <summary>Everything that is wrong with the section.</summary>
    public IEnumerable<Fault> Faults()
    {
        if (Texts.Find(Language) is null)
        {
            yield return new Fault($"{Section}:Language", Language, $"one of {string.Join(", ", Texts.Languages)}");
        }
    }
}
