using FollowUpAgent.Hosting;
using FollowUpAgent.Reports;

namespace FollowUpAgent.Notices;

/// <summary>How the agent writes to the people who run it (<c>Notices</c>).</summary>
internal sealed class NoticesOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Notices";

    /// <summary>The language of these mails: en or nl. Default: en.</summary>
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
