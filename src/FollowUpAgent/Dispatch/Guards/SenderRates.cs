namespace FollowUpAgent.Dispatch.Guards;

/// <summary>
/// What a mailbox may still do, by what was said of its mails. Mailbox providers block senders from a complaint rate of 0.3 % on; the agent
/// slows down and stops well before. Pure.
/// </summary>
internal static class SenderRates
{
    /// <summary>How many of the last mails are looked at for bounces.</summary>
    public const int LastMails = 200;

    /// <summary>How many hard bounces among them stop a mailbox: 5 %. With fewer mails the number stays, or one of twenty would stop it.</summary>
    public const int MostHardBounces = 10;

    /// <summary>How far back complaints count.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(7);

    /// <summary>The rate of complaints that stops a mailbox.</summary>
    public const double StopAt = 0.0025;

    private const int LeastDelivered = 1000;
    private const int MostComplaintsOfFew = 3;
    private const double WarnAt = 0.0008;
    private const double ThrottleAt = 0.0010;

    /// <summary>By the complaints of a sending domain in the window; below a thousand mails a rate says little, and three are too many.</summary>
    public static SenderPace OfComplaints(int complaints, int delivered)
    {
        if (delivered < LeastDelivered)
        {
            return complaints >= MostComplaintsOfFew ? SenderPace.Stopped : SenderPace.Free;
        }

        var rate = (double)complaints / delivered;
        return rate >= StopAt ? SenderPace.Stopped
            : rate >= ThrottleAt ? SenderPace.Throttled
            : rate >= WarnAt ? SenderPace.Warned
            : SenderPace.Free;
    }

    /// <summary>By the hard bounces among the last mails of a mailbox.</summary>
    public static SenderPace OfHardBounces(int bounced) => bounced >= MostHardBounces ? SenderPace.Stopped : SenderPace.Free;

    /// <summary>A day's cap at this pace.</summary>
    public static int CapAt(this SenderPace pace, int cap) => pace switch
    {
        SenderPace.Free or SenderPace.Warned => cap,
        SenderPace.Throttled => cap / 2,
        SenderPace.Stopped => 0,
        _ => throw new ArgumentOutOfRangeException(nameof(pace), pace, "No such pace."),
    };
}

/// <summary>How fast a mailbox may send; later is stricter.</summary>
internal enum SenderPace
{
    /// <summary>As configured.</summary>
    Free,

    /// <summary>As configured; a person should look.</summary>
    Warned,

    /// <summary>Half of it.</summary>
    Throttled,

    /// <summary>Nothing, until a person lets it go on.</summary>
    Stopped,
}

/// <summary>The text form of a <see cref="SenderPace"/> in the database.</summary>
internal static class SenderPaceText
{
    /// <summary>The text; a warning is read from the figures and not kept.</summary>
    public static string ToText(this SenderPace pace) => pace switch
    {
        SenderPace.Free or SenderPace.Warned => "free",
        SenderPace.Throttled => "throttled",
        SenderPace.Stopped => "stopped",
        _ => throw new ArgumentOutOfRangeException(nameof(pace), pace, "No such pace."),
    };

    /// <summary>The pace of a text; free where there is none.</summary>
    public static SenderPace Parse(string? text) => text switch
    {
        null or "free" => SenderPace.Free,
        "throttled" => SenderPace.Throttled,
        "stopped" => SenderPace.Stopped,
        _ => throw new ArgumentOutOfRangeException(nameof(text), text, "No such pace."),
    };
}
