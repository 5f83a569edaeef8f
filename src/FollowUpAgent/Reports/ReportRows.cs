using FollowUpAgent.Decisions;
using FollowUpAgent.Reports.Evidence;

namespace FollowUpAgent.Reports;

/// <summary>Rounds of a group that ended in one way.</summary>
internal sealed class RoundCount
{
    public string GroupName { get; set; } = "";

    public string How { get; set; } = "";

    public long Count { get; set; }
}

/// <summary>Contacts of a group.</summary>
internal sealed class GroupCount
{
    public string GroupName { get; set; } = "";

    public long Count { get; set; }
}

/// <summary>What happened in a group of one outcome.</summary>
internal sealed class OutcomeCount
{
    public string GroupName { get; set; } = "";

    public string Outcome { get; set; } = "";

    public long Count { get; set; }
}

/// <summary>Mails of a group and sender of which one kind of event is known.</summary>
internal sealed class MailEventCount
{
    public string GroupName { get; set; } = "";

    public string Sender { get; set; } = "";

    public string Kind { get; set; } = "";

    public long Count { get; set; }
}

/// <summary>Mails of which one kind of reading is known, by a person or by a machine.</summary>
internal sealed class ReadingCount
{
    public string Kind { get; set; } = "";

    public bool Machine { get; set; }

    public long Count { get; set; }
}

/// <summary>Messages of a sender in one state.</summary>
internal sealed class SenderCount
{
    public string Sender { get; set; } = "";

    public string State { get; set; } = "";

    public long Count { get; set; }
}

/// <summary>The sums of one group.</summary>
internal sealed class GroupMoments
{
    public string GroupName { get; set; } = "";

    public long Clusters { get; set; }

    public long Contacts { get; set; }

    public double Sum { get; set; }

    public double SumOfSquares { get; set; }

    public double SumOfProducts { get; set; }

    public double SumOfSizesSquared { get; set; }

    public long Rewarded { get; set; }

    public Moments ToMoments() => new(Clusters, Contacts, Sum, SumOfSquares, SumOfProducts, SumOfSizesSquared, Rewarded);
}

/// <summary>The sums of one variant of one step in one group.</summary>
internal sealed class VariantRow
{
    public string Sequence { get; set; } = "";

    public string Step { get; set; } = "";

    public string Chosen { get; set; } = "";

    public string GroupName { get; set; } = "";

    public long Sends { get; set; }

    public double Weight { get; set; }

    public double Earned { get; set; }

    public double Squared { get; set; }

    public double SquaredEarned { get; set; }

    public double SquaredTwice { get; set; }

    public long Positives { get; set; }

    public WeightedMoments ToMoments() => new(Sends, Weight, Earned, Squared, SquaredEarned, SquaredTwice, Positives);
}

/// <summary>Sends of one variant of one step with an outcome.</summary>
internal sealed class VariantOutcome
{
    public string Sequence { get; set; } = "";

    public string Step { get; set; } = "";

    public string Chosen { get; set; } = "";

    public string Outcome { get; set; } = "";

    public long Count { get; set; }
}

/// <summary>A snapshot without its content.</summary>
internal sealed class SnapshotRow
{
    public SnapshotId Id { get; set; }

    public string Recipe { get; set; } = "";

    public DateTimeOffset MadeAt { get; set; }

    public long TrainingRows { get; set; }
}
