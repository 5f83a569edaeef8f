using FollowUpAgent.Contacts;
using FollowUpAgent.Events.Replies;

namespace FollowUpAgent.LostLeads;

/// <summary>All that a score of one contact asks for, beside its signals.</summary>
internal sealed class LeadSubject
{
    public ContactId Id { get; set; }

    public string? CompanyKey { get; set; }

    /// <summary>False where the contact does not want to be profiled: it has no score.</summary>
    public bool Profiling { get; set; }

    public bool? Tracking { get; set; }

    public string? LawfulBasis { get; set; }

    /// <summary>The imported columns; empty where nobody asks for a phone number.</summary>
    public string Fields { get; set; } = "{}";

    /// <summary>When a mail to it was last tried, or null.</summary>
    public DateTimeOffset? LastOut { get; set; }

    public bool IsEnrolled { get; set; }

    /// <summary>Whether an answer said no of which nobody kept the words.</summary>
    public bool SaidNo { get; set; }

    /// <summary>When a sequence ended because a colleague answered, or null.</summary>
    public DateTimeOffset? ColleagueAnswered { get; set; }

    /// <summary>How often it was tried to win back.</summary>
    public int Tries { get; set; }

    /// <summary>Mails that it opened in the last three months, by its own hand as far as one can tell.</summary>
    public long Opens { get; set; }

    /// <summary>The answers, oldest first.</summary>
    public List<Reply> Replies { get; } = [];

    /// <summary>Whether it has a row, and what stood there.</summary>
    public SilenceReading? Before { get; set; }

    /// <summary>How many others of the company were active of late.</summary>
    public long Colleagues { get; set; }
}
