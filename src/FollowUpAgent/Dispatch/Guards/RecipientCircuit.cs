namespace FollowUpAgent.Dispatch.Guards;

/// <summary>
/// A pause between one of our mailboxes and a recipient domain that refused it for policy. The fault is the sender's, so nobody is suppressed:
/// mails wait. After the pause a few mails try; if nothing is said against them, the circuit is closed, else the next pause is twice as
/// long. Pure.
/// </summary>
internal sealed record RecipientCircuit
{
    /// <summary>The name under which it holds a message.</summary>
    public const string Reason = "domain-circuit";

    /// <summary>How many mails try after a pause.</summary>
    public const int MostTrials = 3;

    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(4);

    // A report about a mail that was taken first and refused later takes some minutes.
    private static readonly TimeSpan LeastTrial = TimeSpan.FromMinutes(10);

    /// <summary>The key of our mailbox.</summary>
    public string Sender { get; init; } = "";

    /// <summary>The recipient domain.</summary>
    public string Domain { get; init; } = "";

    /// <summary>When it opened first.</summary>
    public DateTimeOffset OpenedAt { get; init; }

    /// <summary>When the last pause began.</summary>
    public DateTimeOffset PausedAt { get; init; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset OpenUntil { get; init; }

    /// <summary>How many pauses there were in a row.</summary>
    public int Pauses { get; init; }

    /// <summary>How many mails have tried since the pause ended.</summary>
    public int Trials { get; init; }

    /// <summary>When silence about them counts as taken; null before the first.</summary>
    public DateTimeOffset? TrialUntil { get; init; }

    /// <summary>The status code that the domain gave, or null.</summary>
    public string? Code { get; init; }

    /// <summary>A first pause.</summary>
    public static RecipientCircuit Open(string sender, string domain, string? code, DateTimeOffset now) =>
        new RecipientCircuit { Sender = sender, Domain = domain, OpenedAt = now }.Paused(code, now);

    /// <summary>How long the n-th pause in a row is: a minute, doubled each time up to four hours.</summary>
    public static TimeSpan PauseOf(int number) => First * Math.Pow(2, Math.Min(number - 1, 20)) is var pause && pause < Longest ? pause : Longest;

    /// <summary>Until when it holds mails; null where the next one may go.</summary>
    public DateTimeOffset? HeldUntil(DateTimeOffset now) => now < OpenUntil
        ? OpenUntil
        : TrialUntil is { } judged && now < judged && Trials >= MostTrials ? judged : null;

    /// <summary>Whether those that tried were taken: the row may go.</summary>
    public bool IsClosed(DateTimeOffset now) => TrialUntil is { } judged && now >= judged;

    /// <summary>The same after one more mail tried.</summary>
    public RecipientCircuit Tried(DateTimeOffset now) => this with
    {
        Trials = Trials + 1,
        TrialUntil = TrialUntil ?? now + (PauseOf(Pauses) is var pause && pause > LeastTrial ? pause : LeastTrial),
    };

    /// <summary>The same after a further refusal; unchanged where that is about a mail from before the present pause.</summary>
    public RecipientCircuit Refused(DateTimeOffset? attemptedAt, string? code, DateTimeOffset now) => attemptedAt > PausedAt ? Paused(code, now) : this;

    private RecipientCircuit Paused(string? code, DateTimeOffset now) => this with
    {
        PausedAt = now,
        OpenUntil = now + PauseOf(Pauses + 1),
        Pauses = Pauses + 1,
        Trials = 0,
        TrialUntil = null,
        Code = code,
    };
}
