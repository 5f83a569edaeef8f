using FollowUpAgent.Hosting;
using FollowUpAgent.Notices.Webhooks;
using FollowUpAgent.Reports;

namespace FollowUpAgent.Notices;

/// <summary>How the agent writes to the people who run it, and which programs it tells what happens (<c>Notices</c>).</summary>
internal sealed class NoticesOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Notices";

    private static readonly TimeSpan ShortestKept = TimeSpan.FromDays(4);
    private static readonly TimeSpan LongestKept = TimeSpan.FromDays(365);

    /// <summary>The language of these mails: en or nl. Default: en.</summary>
    public string Language { get; init; } = "en";

    /// <summary>The programs that are told what happens, by a name of yours. Default: none.</summary>
    public Dictionary<string, WebhookEndpointOptions> Webhooks { get; init; } = [];

    /// <summary>How long what they were told is kept, to be sent again. Default: 30 days; 4 to 365, since a delivery is tried for three.</summary>
    public TimeSpan KeepWebhooksFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Everything that is wrong with the section.</summary>
    public IEnumerable<Fault> Faults()
    {
        if (Texts.Find(Language) is null)
        {
            yield return new Fault($"{Section}:Language", Language, $"one of {string.Join(", ", Texts.Languages)}");
        }

        if (KeepWebhooksFor < ShortestKept || KeepWebhooksFor > LongestKept)
        {
            yield return new Fault($"{Section}:{nameof(KeepWebhooksFor)}", $"{KeepWebhooksFor}", "4 to 365 days, as in 30.00:00:00");
        }

        foreach (var fault in Webhooks.SelectMany(w => w.Value.Faults($"{Section}:{nameof(Webhooks)}", w.Key)))
        {
            yield return fault;
        }
    }
}
