using System.Text.Json;
using FollowUpAgent.Contacts;
using FollowUpAgent.Contacts.Import;
using FollowUpAgent.Learning.Dormancy;
using FollowUpAgent.Storage;

namespace FollowUpAgent.LostLeads;

/// <summary>Says of one contact whether it is lost, why, and what writing to it would gain. Pure.</summary>
internal sealed class LeadScorer(LostLeadsOptions options, BgNbd silence, RevivalModel revival, DateTimeOffset now)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromDays(7);
    private static readonly TimeSpan DateStaysFresh = TimeSpan.FromDays(14);
    private static readonly TimeSpan ShortestLook = TimeSpan.FromDays(7);
    private static readonly TimeSpan LongestLook = TimeSpan.FromDays(60);

    // A score fades with the silence: what is half a year old changes little in three weeks.
    private const double LookShare = 0.125;
    private static readonly HashSet<string> PhoneColumns = new(StringComparer.Ordinal)
    {
        "phone", "phonenumber", "telephone", "mobile", "mobilephone", "telefoon", "telefoonnummer", "mobiel", "tel",
    };

    private readonly long nowMicros = Micros.From(now);

    /// <summary>The lead; null where the contact was never engaged, or must not be scored.</summary>
    public Lead? Score(LeadSubject subject, SignalTally tally)
    {
        if (!subject.Profiling || !tally.WasEngaged || (subject.LawfulBasis == LawfulBasis.Customer.ToText() && !options.Customers))
        {
            return null;
        }

        var seen = tally.Seen(nowMicros);
        var alive = silence.Alive(seen, afterFirst: true);
        var reading = subject.SaidNo ? SilenceReading.SaidNo : SilenceReading.Of(subject.Replies, subject.ColleagueAnswered, subject.Before);
        var dormantSince = DormantSince(subject, tally, alive);
        var trigger = dormantSince is null ? null : TriggerOf(subject, tally, reading);
        Span<double> features = stackalloc double[LeadFeatures.Count];
        LeadFeatures.Read(new LeadFeatures.LeadView(tally, alive, subject.Colleagues, subject.Tries, subject.Tracking is false ? 0 : subject.Opens, nowMicros), features);
        var facts = FactsOf(subject, tally);
        return new Lead
        {
            ContactId = subject.Id,
            ScoredAt = now,
            LookAt = LookAt(subject, tally, seen, reading, dormantSince),
            DormantSince = dormantSince,
            Alive = alive,
            Reading = reading,
            Play = PlayOf(reading, dormantSince, trigger, facts),
            Trigger = trigger,
            Forecast = revival.Forecast(features, options.WorthAtLeast),
            Habit = tally.Habit(),
            Features = LeadFeatures.ToText(features),
            Facts = facts,
        };
    }

    // Silent on both sides, and for longer than is usual for that contact; or back at the prices after such a silence.
    private DateTimeOffset? DormantSince(LeadSubject subject, SignalTally tally, double alive)
    {
        if (subject.IsEnrolled || now - subject.LastOut < options.SilentAtLeast)
        {
            return null;
        }

        var last = Micros.ToTime(tally.Last);
        if (IsBackAtPrices(tally))
        {
            return Micros.ToTime(tally.BeforeReturn);
        }

        return now - last >= options.SilentAtLeast && (alive < options.AliveBelow || now - last >= options.SilentAtMost) ? last : null;
    }

    private bool IsBackAtPrices(SignalTally tally) =>
        tally.LastReturn != long.MinValue && tally.LastPricing >= tally.LastReturn && now - Micros.ToTime(tally.LastPricing) <= Fresh && now - Micros.ToTime(tally.LastReturn) <= DateStaysFresh;

    private string? TriggerOf(LeadSubject subject, SignalTally tally, SilenceReading reading)
    {
        if (IsBackAtPrices(tally))
        {
            return Trigger.Pricing;
        }

        return reading.Until <= now && now - reading.Until <= DateStaysFresh ? Trigger.DateCame : subject.Colleagues > 0 ? Trigger.Colleague : null;
    }

    private string PlayOf(SilenceReading reading, DateTimeOffset? dormantSince, string? trigger, LeadFacts facts)
    {
        if (reading.IsFinal || dormantSince is null)
        {
            return Play.Leave;
        }

        // Looking at the prices again says "now" louder than an answer of last spring said "later".
        if (reading.Until > now && trigger != Trigger.Pricing)
        {
            return reading.Reason == SilenceReason.Colleague ? Play.Leave : Play.Wait;
        }

        return facts.HasPhone && (trigger == Trigger.Pricing || reading.Reason == SilenceReason.OpenInterest) ? Play.Phone : Play.Write;
    }

    private DateTimeOffset? LookAt(LeadSubject subject, SignalTally tally, Engagements seen, SilenceReading reading, DateTimeOffset? dormantSince)
    {
        if (reading.IsFinal)
        {
            return null;
        }

        var last = Micros.ToTime(tally.Last);
        if (dormantSince is not null)
        {
            var drift = now + Clamp((now - last) * LookShare, ShortestLook, LongestLook);
            return reading.Until > now && reading.Until < drift ? reading.Until : drift;
        }

        var gone = last + TimeSpan.FromDays(Math.Min(silence.AliveUntil(seen, options.AliveBelow) - seen.Last, options.SilentAtMost.TotalDays));
        var heard = subject.LastOut > last ? subject.LastOut.Value : last;
        var lost = gone > heard + options.SilentAtLeast ? gone : heard + options.SilentAtLeast;
        var soonest = now + (subject.IsEnrolled ? ShortestLook : TimeSpan.FromHours(1));
        return lost > soonest ? lost : soonest;
    }

    private LeadFacts FactsOf(LeadSubject subject, SignalTally tally) => new()
    {
        Replies = tally.Replies,
        Clicks = tally.Clicks,
        Visits = tally.Visits,
        Pricing = tally.Pricing,
        Customs = tally.Customs,
        Days = tally.Days,
        Last = tally.Last,
        LastPricing = Math.Max(0, tally.LastPricing),
        CameBack = tally.LastReturn != long.MinValue && now - Micros.ToTime(tally.LastReturn) <= TimeSpan.FromDays(30),
        Colleagues = subject.Colleagues,
        Tries = subject.Tries,
        HasPhone = HasPhone(subject.Fields),
    };

    private static bool HasPhone(string fields)
    {
        if (fields is "{}")
        {
            return false;
        }

        using var read = JsonDocument.Parse(fields);
        return read.RootElement.EnumerateObject().Any(f => PhoneColumns.Contains(ColumnAliases.Plain(f.Name)) && f.Value.ValueKind is JsonValueKind.String && f.Value.GetString()!.Any(char.IsAsciiDigit));
    }

    private static TimeSpan Clamp(TimeSpan value, TimeSpan least, TimeSpan most) => value < least ? least : value > most ? most : value;
}
