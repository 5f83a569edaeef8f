namespace FollowUpAgent.LostLeads;

/// <summary>Why a contact went silent, as text in database and JSON.</summary>
internal static class SilenceReason
{
    /// <summary>Wants to be asked later.</summary>
    public const string NotNow = "not-now";

    /// <summary>Has no money for it.</summary>
    public const string NoBudget = "no-budget";

    /// <summary>Took somebody else's offer.</summary>
    public const string ChoseAnother = "chose-another";

    /// <summary>Works there no longer. Never written to.</summary>
    public const string LeftCompany = "left-company";

    /// <summary>A colleague of theirs talks with us.</summary>
    public const string Colleague = "colleague";

    /// <summary>Said no. Never written to by the agent.</summary>
    public const string NotInterested = "not-interested";

    /// <summary>They asked or were interested last, and it ended there.</summary>
    public const string OpenInterest = "open-interest";

    /// <summary>Nothing says why.</summary>
    public const string Unknown = "unknown";

    /// <summary>Those to which the agent may write one day.</summary>
    public static IReadOnlyList<string> Writable { get; } = [NotNow, NoBudget, ChoseAnother, OpenInterest, Unknown];

    /// <summary>Whether the agent never writes to such a contact.</summary>
    public static bool IsFinal(string reason) => reason is LeftCompany or NotInterested;
}

/// <summary>What is to be done about a lost lead, as text in database and JSON.</summary>
internal static class Play
{
    /// <summary>Write, by the sequence of revivals.</summary>
    public const string Write = "write";

    /// <summary>Let a person phone instead.</summary>
    public const string Phone = "phone";

    /// <summary>Wait for a moment that is known.</summary>
    public const string Wait = "wait";

    /// <summary>Leave them alone.</summary>
    public const string Leave = "leave";
}

/// <summary>What makes a lost lead urgent, as text in database and JSON.</summary>
internal static class Trigger
{
    /// <summary>Looked at the prices after a long silence.</summary>
    public const string Pricing = "pricing";

    /// <summary>The date they named has come.</summary>
    public const string DateCame = "date-came";

    /// <summary>Somebody else of the company is active.</summary>
    public const string Colleague = "colleague";
}
