using FollowUpAgent.Events.Mail;
using FollowUpAgent.Events.Replies;

namespace FollowUpAgent.LostLeads;

/// <summary>Why a contact went silent and until when it is left alone for that; and the answer that says so. Pure.</summary>
/// <param name="Reason">One of <see cref="SilenceReason"/>.</param>
/// <param name="Event">The answer, or null.</param>
/// <param name="Until">Until when; or null.</param>
/// <param name="IsFinal">Whether they said no or left: the agent never writes to them again.</param>
internal sealed record SilenceReading(string Reason, Guid? Event, DateTimeOffset? Until, bool IsFinal = false)
{
    /// <summary>Nothing says why.</summary>
    public static readonly SilenceReading Unknown = new(SilenceReason.Unknown, null, null);

    /// <summary>They said no, and nobody has the words.</summary>
    public static readonly SilenceReading SaidNo = new(SilenceReason.NotInterested, null, null, IsFinal: true);

    // Where they name no date: a quarter for "later", a new budget after half a year, the end of a year's contract before its notice.
    private static readonly TimeSpan Later = TimeSpan.FromDays(90);
    private static readonly TimeSpan NewBudget = TimeSpan.FromDays(180);
    private static readonly TimeSpan EndOfContract = TimeSpan.FromDays(270);
    private static readonly TimeSpan ColleaguesTurn = TimeSpan.FromDays(120);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(730);

    /// <summary>Reads it off the answers and the ends of sequences. A no and a farewell outweigh everything else, whenever they came.</summary>
    /// <param name="replies">The answers of the contact, oldest first.</param>
    /// <param name="colleagueAnswered">When a sequence last ended because a colleague answered, or null.</param>
    /// <param name="before">What was read last time, or null: the words of an answer are deleted after some time, what they said stays.</param>
    public static SilenceReading Of(IReadOnlyList<Reply> replies, DateTimeOffset? colleagueAnswered, SilenceReading? before)
    {
        // What is too unsure to act on waits for a person; meanwhile their task holds every mail back.
        var sure = replies.Where(r => !r.NeedsPerson).ToList();
        if (sure.LastOrDefault(r => FinalOf(r) is not null) is { } final)
        {
            return new SilenceReading(PassingOf(final, before) ?? FinalOf(final)!, final.EventId, null, IsFinal: true);
        }

        var last = sure.LastOrDefault(r => ReasonOf(r, before) is not null);
        if (colleagueAnswered is { } at && !(last?.ReceivedAt > at))
        {
            return new SilenceReading(SilenceReason.Colleague, null, at + ColleaguesTurn);
        }

        return last is not null && ReasonOf(last, before) is { } reason ? new SilenceReading(reason, last.EventId, UntilOf(reason, last)) : Unknown;
    }

    private static string? ReasonOf(Reply reply, SilenceReading? before) => PassingOf(reply, before) ?? IntentOf(reply) switch
    {
        ReplyIntent.NotNow => SilenceReason.NotNow,
        ReplyIntent.WrongPerson => SilenceReason.Colleague,
        ReplyIntent.Interested or ReplyIntent.Question => SilenceReason.OpenInterest,
        _ => null,
    };

    private static string? PassingOf(Reply reply, SilenceReading? before)
    {
        if (IntentOf(reply) is not (ReplyIntent.Objection or ReplyIntent.NotInterested or ReplyIntent.NotNow))
        {
            return null;
        }

        return reply.Text is { } text ? BusinessPhrases.ReasonIn(text)
            : before?.Event == reply.EventId && before.Reason is SilenceReason.NoBudget or SilenceReason.ChoseAnother ? before!.Reason
            : null;
    }

    private static string? FinalOf(Reply reply) => IntentOf(reply) switch
    {
        ReplyIntent.LeftCompany => SilenceReason.LeftCompany,
        ReplyIntent.NotInterested or ReplyIntent.Unsubscribe => SilenceReason.NotInterested,
        _ => null,
    };

    private static ReplyIntent? IntentOf(Reply reply) => ReplyIntentText.TryRead(reply.Intent);

    private static DateTimeOffset? UntilOf(string reason, Reply reply)
    {
        var wait = reason switch
        {
            SilenceReason.NotNow => Later,
            SilenceReason.NoBudget => NewBudget,
            SilenceReason.ChoseAnother => EndOfContract,
            SilenceReason.Colleague => ColleaguesTurn,
            _ => default(TimeSpan?),
        };
        var named = reply.ReturnDate is { } day ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) : reply.ReceivedAt + wait;
        return wait is null ? null : named > reply.ReceivedAt + LongestWait ? reply.ReceivedAt + LongestWait : named;
    }
}
