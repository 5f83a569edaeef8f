using FollowUpAgent.Learning.Dormancy;
using FollowUpAgent.Signals;

namespace FollowUpAgent.LostLeads;

/// <summary>
/// Adds the signals of one contact up, oldest first, and keeps none of them: a million cost no more memory than one. Opens are no signals:
/// most are a mail program's own.
/// </summary>
internal sealed class SignalTally
{
    private const double MicrosADay = 86_400_000_000;
    private const double ReturnAfterDays = 60;
    private const double ContentBeforePricingDays = 30;
    private const double HabitHalfLife = 180;
    private const int HoursAWeek = 168;

    // 1970 began on a Thursday.
    private const int FirstHour = 72;
    private readonly double[] hours = new double[HoursAWeek];
    private long lastContent = long.MinValue;
    private long dayInHand = long.MinValue;
    private int inThatDay;
    private Guid? lastClicked;

    /// <summary>The first and the last signal, in microseconds; only where there is one.</summary>
    public long First { get; private set; }

    /// <summary>The last.</summary>
    public long Last { get; private set; }

    /// <summary>Different days with a signal.</summary>
    public int Days { get; private set; }

    /// <summary>The most signals of one day.</summary>
    public int MostADay { get; private set; }

    /// <summary>Answers.</summary>
    public int Replies { get; private set; }

    /// <summary>Mails in which a link was clicked.</summary>
    public int Clicks { get; private set; }

    /// <summary>Visits.</summary>
    public int Visits { get; private set; }

    /// <summary>Of them, to pages about prices.</summary>
    public int Pricing { get; private set; }

    /// <summary>Goals, meetings and other own events.</summary>
    public int Customs { get; private set; }

    /// <summary>When the prices were last looked at, or the least number.</summary>
    public long LastPricing { get; private set; } = long.MinValue;

    /// <summary>When the prices were last looked at soon after other pages, or the least number.</summary>
    public long LastPricingAfterContent { get; private set; } = long.MinValue;

    /// <summary>When the contact last came back after two silent months, or the least number.</summary>
    public long LastReturn { get; private set; } = long.MinValue;

    /// <summary>The last signal before that silence; only where there was a return.</summary>
    public long BeforeReturn { get; private set; }

    /// <summary>Signals that count half after 3, 30 and 180 days, as of <see cref="Last"/>.</summary>
    public (double Short, double Middle, double Long) Faded { get; private set; }

    /// <summary>Signals of about a year before a moment.</summary>
    public int YearAgo { get; private set; }

    /// <summary>Whether there is any signal.</summary>
    public bool IsAny => Days > 0;

    /// <summary>Whether the contact was ever interested: an answer, a goal, clicks in two mails, or two visits.</summary>
    public bool WasEngaged => Replies + Customs > 0 || Clicks >= 2 || Visits >= 2;

    /// <summary>Adds the next signal.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="now">The moment as of which they are counted, in microseconds.</param>
    public void Add(PastSignal signal, long now)
    {
        if (signal.Kind == SignalKind.Click && signal.Subject is { } mail && mail == lastClicked)
        {
            return;
        }

        lastClicked = signal.Kind == SignalKind.Click ? signal.Subject : lastClicked;
        var since = IsAny ? (signal.At - Last) / MicrosADay : 0;
        First = IsAny ? First : signal.At;
        (LastReturn, BeforeReturn) = since >= ReturnAfterDays ? (signal.At, Last) : (LastReturn, BeforeReturn);
        Faded = ((Faded.Short * Half(since, 3)) + 1, (Faded.Middle * Half(since, 30)) + 1, (Faded.Long * Half(since, 180)) + 1);
        AddDay(signal.At);
        YearAgo += (now - signal.At) / MicrosADay is >= 350 and <= 380 ? 1 : 0;
        hours[HourOfWeek(signal.At)] += Half((now - signal.At) / MicrosADay, HabitHalfLife);
        Last = signal.At;
        Count(signal);
    }

    /// <summary>How it looks to BG/NBD: a day with signals is one engagement.</summary>
    public Engagements Seen(long now) => new(Days - 1, (Last - First) / MicrosADay, Math.Max(now - First, Last - First) / MicrosADay);

    /// <summary>The hour of the week from Monday 00:00 UTC around which most signals came; null where there are fewer than three days.</summary>
    public int? Habit()
    {
        if (Days < 3)
        {
            return null;
        }

        var (best, most) = (0, 0.0);
        for (var hour = 0; hour < HoursAWeek; hour++)
        {
            var around = hours[hour] + (0.5 * (hours[(hour + 1) % HoursAWeek] + hours[(hour + HoursAWeek - 1) % HoursAWeek]));
            (best, most) = around > most + 1e-12 ? (hour, around) : (best, most);
        }

        return best;
    }

    /// <summary>The hour of the week of a moment.</summary>
    public static int HourOfWeek(long micros) => (int)((Math.DivRem(micros, 3_600_000_000L).Quotient + FirstHour) % HoursAWeek);

    private static double Half(double days, double halfLife) => days <= 0 ? 1 : double.Exp2(-days / halfLife);

    private void AddDay(long at)
    {
        var day = at / (long)MicrosADay;
        if (day != dayInHand)
        {
            (dayInHand, inThatDay) = (day, 0);
            Days++;
        }

        MostADay = Math.Max(MostADay, ++inThatDay);
    }

    private void Count(PastSignal signal)
    {
        switch (signal.Kind)
        {
            case SignalKind.Reply:
                Replies++;
                break;
            case SignalKind.Click:
                Clicks++;
                break;
            case SignalKind.Custom:
                Customs++;
                break;
            case SignalKind.Visit:
                Visits++;
                CountPage(signal);
                break;
        }
    }

    private void CountPage(PastSignal signal)
    {
        if (signal.Name != PageGroup.Pricing)
        {
            lastContent = signal.At;
            return;
        }

        Pricing++;
        LastPricing = signal.At;
        if (lastContent != long.MinValue && (signal.At - lastContent) / MicrosADay <= ContentBeforePricingDays)
        {
            LastPricingAfterContent = signal.At;
        }
    }
}

/// <summary>Groups of pages that mean something here; configured where visits are taken in.</summary>
internal static class PageGroup
{
    /// <summary>What it costs.</summary>
    public const string Pricing = "pricing";
}
