namespace FollowUpAgent.Cli.Demo;

/// <summary>What the demo found; the JSON of <c>demo --json</c>. Same seed, same figures, but for the last two.</summary>
internal sealed record DemoFigures
{
    /// <summary>Who decided, and what came of it.</summary>
    public required IReadOnlyList<GroupFigures> Groups { get; init; }

    /// <summary>Reward per contact, treatment less control; absent values are 0 where a group is empty.</summary>
    public required Uplift Uplift { get; init; }

    /// <summary>The outbox beside the mail folder.</summary>
    public required MessageFigures Messages { get; init; }

    /// <summary>Week by week.</summary>
    public required IReadOnlyList<WeekFigures> Weeks { get; init; }

    /// <summary>Seconds since the program began.</summary>
    public required double Seconds { get; init; }

    /// <summary>The most memory that the process held, in MB of a million bytes.</summary>
    public required double PeakMegabytes { get; init; }
}

/// <summary>What came of one group.</summary>
/// <param name="Group">Treatment, control or baseline.</param>
/// <param name="Contacts">Who entered.</param>
/// <param name="Messages">Messages sent.</param>
/// <param name="Replies">Replies heard.</param>
/// <param name="Unsubscribes">Unsubscribes heard.</param>
/// <param name="Goals">Goals heard, also those by themselves.</param>
/// <param name="RewardPerContact">The weights of all outcomes that decisions earned, per contact.</param>
internal sealed record GroupFigures(string Group, int Contacts, int Messages, long Replies, long Unsubscribes, long Goals, double RewardPerContact);

/// <summary>The counts of the outbox and of the mail folder.</summary>
/// <param name="Planned">Messages in the database.</param>
/// <param name="Sent">Different Message-IDs in the folder.</param>
/// <param name="Lost">Messages that the database calls sent and the folder lacks.</param>
/// <param name="Duplicate">Files beyond one a message.</param>
internal sealed record MessageFigures(int Planned, int Sent, int Lost, int Duplicate)
{
    /// <summary>Holds the database against the files.</summary>
    /// <param name="planned">The messages in the database.</param>
    /// <param name="mailIds">The Message-ID of each file.</param>
    public static MessageFigures Of(IReadOnlyList<PlannedRow> planned, IReadOnlyList<string> mailIds)
    {
        var files = mailIds.ToHashSet(StringComparer.Ordinal);
        return new MessageFigures(
            planned.Count,
            files.Count,
            planned.Count(m => m.SentAt is not null && !files.Contains(m.HeaderId)),
            mailIds.Count - planned.Count(m => files.Contains(m.HeaderId)));
    }
}

/// <summary>One week.</summary>
/// <param name="Week">From 1.</param>
/// <param name="Messages">Messages sent in it.</param>
/// <param name="RewardPerContact">By group: what was earned until its end, per contact who had entered by then.</param>
/// <param name="Best">How probable the truly best actions were in treatment's decisions of the week, by stage; null where it made none.</param>
internal sealed record WeekFigures(int Week, int Messages, IReadOnlyDictionary<string, double> RewardPerContact, IReadOnlyDictionary<string, double?> Best);
