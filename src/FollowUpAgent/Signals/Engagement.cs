namespace FollowUpAgent.Signals;

/// <summary>How a contact has engaged of late: counts and last moments, the tracked ones apart.</summary>
internal sealed record Engagement
{
    /// <summary>How far back it looks.</summary>
    public static readonly TimeSpan LookBack = TimeSpan.FromDays(180);

    /// <summary>Nothing was heard.</summary>
    public static readonly Engagement None = new();

    /// <summary>Answers.</summary>
    public int Replies { get; init; }

    /// <summary>Mails in which a link was clicked.</summary>
    public int Clicks { get; init; }

    /// <summary>Visits.</summary>
    public int Visits { get; init; }

    /// <summary>Goals, meetings and other own outcomes.</summary>
    public int Customs { get; init; }

    /// <summary>When the last answer or own outcome came, or null.</summary>
    public DateTimeOffset? LastTold { get; init; }

    /// <summary>When the last click or visit came, or null.</summary>
    public DateTimeOffset? LastTracked { get; init; }

    /// <summary>When the latest answers came and the latest mails were clicked in, the tracked ones marked; at most twenty.</summary>
    public IReadOnlyList<(DateTimeOffset At, bool IsTracked)> Moments { get; init; } = [];

    /// <summary>How often the contact engaged, with or without what only tracking tells.</summary>
    public int Count(bool withTracked) => Replies + Customs + (withTracked ? Clicks + Visits : 0);

    /// <summary>When the contact last engaged, or null.</summary>
    public DateTimeOffset? LastAt(bool withTracked) => !withTracked || LastTracked is null || LastTold > LastTracked ? LastTold : LastTracked;
}
