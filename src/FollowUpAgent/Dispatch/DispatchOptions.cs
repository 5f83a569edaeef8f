using FollowUpAgent.Hosting;

namespace FollowUpAgent.Dispatch;

/// <summary>How messages are planned and handed over (<c>Dispatch</c>).</summary>
internal sealed class DispatchOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Dispatch";

    /// <summary>
    /// What happens to a message whose fate is unknown after a crash: <c>AtLeastOnce</c> sends it again with the same Message-ID,
    /// <c>AtMostOnce</c> leaves it to a person. Default: AtLeastOnce.
    /// </summary>
    public DeliveryMode Mode { get; init; } = DeliveryMode.AtLeastOnce;

    /// <summary>
    /// How long a worker holds a message before others may take it over; must be longer than the longest SMTP dialogue.
    /// Default: 15 minutes; 1 second to 2 hours.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How much of the lease must be left when a message is begun. Default: 10 minutes, the time limit for the final dot; less than the lease.</summary>
    public TimeSpan LeaseMargin { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long to wait for an event that settles an unknown message. Default: 10 minutes; 0 to 7 days.</summary>
    public TimeSpan ConfirmWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many enrollments or messages are taken at a time. Default: 50; 1 to 500.</summary>
    public int Batch { get; init; } = 50;

    /// <summary>Planning pauses while so many messages wait in the outbox. Default: 5,000; 1 to 1,000,000.</summary>
    public int MostQueued { get; init; } = 5_000;

    /// <summary>The longest a message is tried again after temporary refusals. Default: 72 hours; 1 minute to 7 days.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromHours(72);

    /// <summary>How long the texts of settled messages are kept; that they were sent, and why, stays. Default: 30 days; 1 to 400 days.</summary>
    public TimeSpan KeepContents { get; init; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long an address whose mailbox is not there is suppressed: mailboxes are given anew, and lists outlive their reasons. Complaints and
    /// unsubscribes hold for ever. Default: 365 days; 1 day to 10 years.
    /// </summary>
    public TimeSpan SuppressBouncedFor { get; init; } = TimeSpan.FromDays(365);

    /// <summary>How long an address is left alone whose mailbox was full three times in two weeks. Default: 30 days; 1 day to 1 year.</summary>
    public TimeSpan SuppressFullFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Everything that is wrong with the section.</summary>
    public IEnumerable<Fault> Faults()
    {
        if (Lease < TimeSpan.FromSeconds(1) || Lease > TimeSpan.FromHours(2))
        {
            yield return new Fault($"{Section}:Lease", $"{Lease}", "00:00:01 to 02:00:00");
        }

        if (LeaseMargin < TimeSpan.Zero || LeaseMargin >= Lease)
        {
            yield return new Fault($"{Section}:LeaseMargin", $"{LeaseMargin}", "less than Dispatch:Lease");
        }

        if (ConfirmWindow < TimeSpan.Zero || ConfirmWindow > TimeSpan.FromDays(7))
        {
            yield return new Fault($"{Section}:ConfirmWindow", $"{ConfirmWindow}", "0 to 7 days");
        }

        if (Batch is < 1 or > 500)
        {
            yield return new Fault($"{Section}:Batch", $"{Batch}", "1 to 500");
        }

        if (MostQueued is < 1 or > 1_000_000)
        {
            yield return new Fault($"{Section}:MostQueued", $"{MostQueued}", "1 to 1000000");
        }

        if (GiveUpAfter < TimeSpan.FromMinutes(1) || GiveUpAfter > TimeSpan.FromDays(7))
        {
            yield return new Fault($"{Section}:GiveUpAfter", $"{GiveUpAfter}", "00:01:00 to 7 days");
        }

        if (SuppressBouncedFor < TimeSpan.FromDays(1) || SuppressBouncedFor > TimeSpan.FromDays(3660))
        {
            yield return new Fault($"{Section}:SuppressBouncedFor", $"{SuppressBouncedFor}", "1 day to 10 years, as in 365.00:00:00");
        }

        if (SuppressFullFor < TimeSpan.FromDays(1) || SuppressFullFor > TimeSpan.FromDays(366))
        {
            yield return new Fault($"{Section}:SuppressFullFor", $"{SuppressFullFor}", "1 day to 1 year, as in 30.00:00:00");
        }

        if (KeepContents < TimeSpan.FromDays(1) || KeepContents > TimeSpan.FromDays(400))
        {
            yield return new Fault($"{Section}:KeepContents", $"{KeepContents}", "1 to 400 days, as in 30.00:00:00");
        }
    }
}

/// <summary>What is promised where exactly-once cannot be (RFC 1047).</summary>
internal enum DeliveryMode
{
    /// <summary>Never lost; twice only what was in flight at a crash.</summary>
    AtLeastOnce,

    /// <summary>Never twice; what was in flight at a crash is left to a person.</summary>
    AtMostOnce,
}
