using FollowUpAgent.Events.Replies;
using FollowUpAgent.Learning.Dormancy;
using FollowUpAgent.LostLeads;
using FollowUpAgent.Signals;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Tests.LostLeads;

public sealed class LeadScorerTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 7, 0, 0, TimeSpan.Zero);
    private static readonly LostLeadsOptions Options = new() { CallsPerDay = 5 };

    private static readonly RevivalModel Prior = RevivalModel.Fit(
        [], [new RevivalOutcome("goal", 10, 0.003, 0.0006)], LeadModels.PriorOf(Options), Options.WorthAtLeast);

    [Fact]
    public void Who_visited_weekly_and_then_fell_silent_is_lost_and_who_still_comes_is_not()
    {
        var lost = Score(Visits(300, 293, 286, 279, 272, 265, 258, 251));
        var there = Score(Visits(58, 51, 44, 37, 30, 23, 16, 9, 2));

        Assert.Equal((Play.Write, Now.AddDays(-251)), (lost!.Play, lost.DormantSince));
        Assert.Equal((Play.Leave, null), (there!.Play, there.DormantSince));
        Assert.True(lost.Alive < there.Alive);
        Assert.True(there.LookAt > Now && lost.LookAt > Now);
    }

    [Fact]
    public void A_rhythm_of_months_makes_a_silence_of_weeks_usual()
    {
        var slow = Score(Visits(480, 400, 320, 240, 160, 80));
        var quick = Score(Visits(120, 118, 116, 114, 112, 110, 108, 106, 104, 102, 100, 98, 96, 94, 92, 90, 88, 86, 84, 82, 80));

        Assert.Null(slow!.DormantSince);
        Assert.NotNull(quick!.DormantSince);
    }

    [Fact]
    public void Nobody_is_scored_who_was_never_engaged_or_does_not_want_it()
    {
        var tally = Tally(Visits(300, 290));

        Assert.Null(Score(Visits(300)));
        Assert.Null(Scorer().Score(new LeadSubject { Profiling = false }, tally));
        Assert.Null(Scorer().Score(new LeadSubject { Profiling = true, LawfulBasis = "customer" }, tally));
        Assert.NotNull(Scorer().Score(new LeadSubject { Profiling = true, LawfulBasis = "consent" }, tally));
    }

    [Fact]
    public void A_mail_of_ours_breaks_the_silence_and_so_does_a_sequence()
    {
        var tally = Tally(Visits(300, 290));

        Assert.Null(Scorer().Score(Subject(s => s.LastOut = Now.AddDays(-5)), tally)!.DormantSince);
        Assert.Null(Scorer().Score(Subject(s => s.IsEnrolled = true), tally)!.DormantSince);
        Assert.NotNull(Scorer().Score(Subject(s => s.LastOut = Now.AddDays(-50)), tally)!.DormantSince);
    }

    [Theory]
    [InlineData("not-now", null, "2026-06-01", SilenceReason.NotNow, Play.Wait)]
    [InlineData("not-now", null, "2026-02-25", SilenceReason.NotNow, Play.Write)]
    [InlineData("objection", "We have no budget for this until summer.", null, SilenceReason.NoBudget, Play.Write)]
    [InlineData("objection", "Helaas, we hebben voor een andere leverancier gekozen.", null, SilenceReason.ChoseAnother, Play.Wait)]
    [InlineData("not-interested", "No thanks, we went with another vendor.", null, SilenceReason.ChoseAnother, Play.Leave)]
    [InlineData("not-interested", null, null, SilenceReason.NotInterested, Play.Leave)]
    [InlineData("left-company", null, null, SilenceReason.LeftCompany, Play.Leave)]
    [InlineData("wrong-person", null, null, SilenceReason.Colleague, Play.Write)]
    [InlineData("question", "What does it cost?", null, SilenceReason.OpenInterest, Play.Write)]
    [InlineData("unclear", "Hm.", null, SilenceReason.Unknown, Play.Write)]
    public void Each_reason_for_silence_has_a_play(string intent, string? text, string? back, string reason, string play)
    {
        var reply = Reply(intent, text, 200) with { ReturnDate = back is null ? null : DateOnly.ParseExact(back, "O") };

        var lead = Scorer().Score(Subject(s => s.Replies.Add(reply)), Tally([.. Visits(300, 290), Signal(SignalKind.Reply, 200)]));

        Assert.Equal((reason, play), (lead!.Reading.Reason, lead.Play));
    }

    [Fact]
    public void A_no_outweighs_whatever_came_after_and_nobody_looks_again()
    {
        var subject = Subject(s => s.Replies.AddRange([Reply("not-interested", null, 250), Reply("question", "What?", 200)]));

        var lead = Scorer().Score(subject, Tally(Visits(300, 290, 200)));

        Assert.Equal((SilenceReason.NotInterested, Play.Leave, null), (lead!.Reading.Reason, lead.Play, lead.LookAt));
    }

    [Fact]
    public void A_no_of_which_nobody_kept_the_words_is_a_no()
    {
        Assert.Equal(Play.Leave, Scorer().Score(Subject(s => s.SaidNo = true), Tally(Visits(300, 290)))!.Play);
    }

    [Fact]
    public void What_an_answer_said_stays_when_its_words_are_deleted()
    {
        var (with, without) = (Reply("objection", "That is too expensive for us.", 100), Reply("objection", null, 100));
        var read = SilenceReading.Of([with], null, null);

        var later = SilenceReading.Of([without with { EventId = with.EventId }], null, read);
        var other = SilenceReading.Of([without], null, read);

        Assert.Equal((SilenceReason.NoBudget, SilenceReason.NoBudget, SilenceReason.Unknown), (read.Reason, later.Reason, other.Reason));
    }

    [Fact]
    public void Prices_after_sixty_silent_days_are_a_trigger_at_once_and_phoned_where_there_is_a_number()
    {
        PastSignal[] signals = [.. Visits(300, 290), Signal(SignalKind.Visit, 0.01, "pricing")];

        var written = Scorer().Score(Subject(_ => { }), Tally(signals));
        var phoned = Scorer().Score(Subject(s => s.Fields = """{"Phone number":"+31 20 123"}"""), Tally(signals));
        var content = Score([.. Visits(300, 290), Signal(SignalKind.Visit, 0.01, "docs")]);

        Assert.Equal((Trigger.Pricing, Play.Write, Now.AddDays(-290)), (written!.Trigger, written.Play, written.DormantSince));
        Assert.Equal(Play.Phone, phoned!.Play);
        Assert.Equal((null, null), (content!.Trigger, content.DormantSince));
    }

    [Fact]
    public void A_million_signals_of_one_contact_are_added_up_in_a_moment()
    {
        var tally = new SignalTally();
        var at = Micros.From(Now.AddDays(-400));
        for (var i = 0; i < 1_000_000; i++)
        {
            tally.Add(new PastSignal(default, SignalKind.Visit, i % 3 == 0 ? "pricing" : null, null, at + (i * 1_000_000L)), Micros.From(Now));
        }

        var lead = Scorer().Score(Subject(_ => { }), tally);

        Assert.Equal(1_000_000, lead!.Facts.Visits);
        Assert.True(double.IsFinite(lead.Forecast.Gain.Value) && double.IsFinite(lead.Alive));
    }

    [Fact]
    public void Two_clicks_in_one_mail_are_one()
    {
        var mail = new Guid(7, 0, 0, new byte[8]);
        var twice = Tally([Signal(SignalKind.Click, 300) with { Subject = mail }, Signal(SignalKind.Click, 299.9) with { Subject = mail }]);

        Assert.Equal((1, false), (twice.Clicks, twice.WasEngaged));
    }

    private static LeadScorer Scorer() => new(Options, new BgNbd(0.8, 8, 0.6, 3), Prior, Now);

    private static Lead? Score(params PastSignal[] signals) => Scorer().Score(Subject(_ => { }), Tally(signals));

    private static LeadSubject Subject(Action<LeadSubject> change)
    {
        var subject = new LeadSubject { Profiling = true };
        change(subject);
        return subject;
    }

    private static SignalTally Tally(IEnumerable<PastSignal> signals)
    {
        var tally = new SignalTally();
        foreach (var signal in signals.OrderBy(s => s.At))
        {
            tally.Add(signal, Micros.From(Now));
        }

        return tally;
    }

    private static PastSignal[] Visits(params double[] daysAgo) => [.. daysAgo.Select(d => Signal(SignalKind.Visit, d))];

    private static PastSignal Signal(string kind, double daysAgo, string? name = null) => new(default, kind, name, null, Micros.From(Now.AddDays(-daysAgo)));

    private static Reply Reply(string intent, string? text, double daysAgo) => new()
    {
        EventId = new Guid((int)daysAgo, (short)(text?.Length ?? 0), 0, new byte[8]),
        Intent = intent,
        Text = text,
        ReceivedAt = Now.AddDays(-daysAgo),
        Confidence = 1,
    };
}
