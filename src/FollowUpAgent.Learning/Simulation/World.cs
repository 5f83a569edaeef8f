using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Learning.Simulation;

/// <summary>How invented people answer mails: by their true preferences, drawn from a seed. Pure and thread-safe.</summary>
/// <param name="seed">Same seed, same answers to the same mails.</param>
/// <param name="truth">What people prefer.</param>
public sealed class World(long seed, IReadOnlyList<Preference> truth)
{
    private const double ReplyBase = -3.4;
    private const double ReplyIfAsked = 0.6;
    private const double ClickBase = -2.3;
    private const double GoalBase = -4.4;
    private const double UnsubscribeBase = -4.2;
    private const double AnnoyedByDislike = -0.6;
    private const double GoalAfterReply = 0.25;
    private const double OpensAnyway = 0.35;
    private const double ByThemselves = 0.04;
    private static readonly TimeSpan Seconds = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Weeks = TimeSpan.FromDays(35);

    /// <summary>The people of the demo: founders like it short and direct, staff like a question, Dutch people read in the morning.</summary>
    public static IReadOnlyList<Preference> DemoTruth { get; } =
    [
        new(null, new("length", "short"), 0.6),
        new(null, new("question", "yes"), 0.3),
        new(null, new("part", "morning"), 0.3),
        new(null, new("part", "evening"), -0.4),
        new(new("language", "nl"), new("part", "morning"), 0.8),
        new(new("language", "en"), new("part", "afternoon"), 0.7),
        new(new("seniority", "founder"), new("length", "short"), 0.8),
        new(new("seniority", "founder"), new("question", "yes"), -0.8),
        new(new("seniority", "staff"), new("question", "yes"), 0.9),
    ];

    /// <summary>What people prefer.</summary>
    public IReadOnlyList<Preference> Truth => truth;

    /// <summary>The true probabilities of what a person may do with a mail.</summary>
    public Chances ChancesOf(Person person, Touch touch)
    {
        var appeal = AppealOf(person, touch);
        var asks = touch.Find("cta") == "reply";
        var reply = Rate(ReplyBase + appeal + (asks ? ReplyIfAsked : 0));
        return new Chances(
            reply,
            asks || !person.AllowsTracking ? 0 : Rate(ClickBase + appeal),
            Rate(GoalBase + appeal) + (GoalAfterReply * reply),
            Rate(UnsubscribeBase + (AnnoyedByDislike * appeal)));
    }

    /// <summary>What follows a mail, in the order of time.</summary>
    /// <param name="person">Who gets it.</param>
    /// <param name="touch">The mail.</param>
    /// <param name="place">The how-manieth mail to this person it is, from 0: its own draws.</param>
    public IReadOnlyList<Response> ResponsesTo(Person person, Touch touch, int place)
    {
        var chance = Draws.Of(seed, person.Number, $"mail {place}");
        if (person.Mailbox.IsDead)
        {
            return [new Response(ResponseKind.Bounce, chance.Wait(Seconds))];
        }

        return [.. FromMachines(person.Mailbox, chance).Concat(FromPerson(person, touch, chance)).OrderBy(r => r.Delay)];
    }

    /// <summary>When a person does by themselves what the mails are for, after they became known; or null for never.</summary>
    public TimeSpan? OwnGoal(Person person)
    {
        var chance = Draws.Of(seed, person.Number, "own goal");
        return chance.Happens(ByThemselves) ? Weeks * chance.Next() : null;
    }

    private static List<Response> FromMachines(Mailbox mailbox, SeededUniforms chance)
    {
        var (open, click, away) = (chance.Wait(Seconds), chance.Wait(Seconds), chance.Wait(Seconds));
        return Happening(
            (mailbox.FetchesPictures, ResponseKind.MachineOpen, open),
            (mailbox.FollowsLinks, ResponseKind.ScannerClick, click),
            (mailbox.IsAway, ResponseKind.OutOfOffice, away));
    }

    // All numbers are drawn whatever happens, so that one answer does not move the others.
    private List<Response> FromPerson(Person person, Touch touch, SeededUniforms chance)
    {
        var (rates, atOnce) = (ChancesOf(person, touch), Rate(GoalBase + AppealOf(person, touch)));
        var (opens, clicks, replies) = (chance.Happens(OpensAnyway), chance.Happens(rates.Click), chance.Happens(rates.Reply));
        var (leaves, decides, isConvinced) = (chance.Happens(rates.Unsubscribe), chance.Happens(atOnce), chance.Happens(GoalAfterReply));
        var open = chance.Wait(TimeSpan.FromHours(2));
        var click = open + chance.Wait(TimeSpan.FromMinutes(20));
        var reply = open + chance.Wait(TimeSpan.FromHours(5));
        var leave = open + chance.Wait(TimeSpan.FromHours(1));
        var goal = reply + chance.Wait(TimeSpan.FromHours(30));
        return Happening(
            (opens || clicks || replies || leaves || decides, ResponseKind.Open, open),
            (clicks, ResponseKind.Click, click),
            (leaves, ResponseKind.Unsubscribe, leave),
            (replies && !leaves, ResponseKind.Reply, reply),
            ((decides || (replies && isConvinced)) && !leaves, ResponseKind.Goal, goal));
    }

    private double AppealOf(Person person, Touch touch) => truth.Sum(p => p.For(person, touch));

    private static List<Response> Happening(params (bool Happens, ResponseKind Kind, TimeSpan Delay)[] responses) =>
        [.. responses.Where(r => r.Happens).Select(r => new Response(r.Kind, r.Delay))];

    private static double Rate(double logOdds) => 1 / (1 + Math.Exp(-logOdds));
}

/// <summary>The true probabilities of what a person does with a mail.</summary>
/// <param name="Reply">Answers.</param>
/// <param name="Click">Follows a tracked link.</param>
/// <param name="Goal">Does what the mail is for, at once or after an answer.</param>
/// <param name="Unsubscribe">Wants no more mail.</param>
public sealed record Chances(double Reply, double Click, double Goal, double Unsubscribe);
