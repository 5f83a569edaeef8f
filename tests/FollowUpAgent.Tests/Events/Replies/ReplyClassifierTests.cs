using System.Diagnostics;
using FollowUpAgent.Events.Mail;
using FollowUpAgent.Events.Replies;
using FollowUpAgent.Tests.Events.Fuzz;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace FollowUpAgent.Tests.Events.Replies;

public sealed class ReplyClassifierTests(ITestOutputHelper output)
{
    private static readonly string[] Sets = ["held-back", "blind"];

    [Theory]
    [InlineData("en")]
    [InlineData("nl")]
    public void What_held_back_families_mean_is_told_apart(string language)
    {
        foreach (var set in Sets)
        {
            output.WriteLine($"{language} {set}: {ReplyFigures.Of(HeldBackReplies.Understood(set, language))}");
        }

        Assert.All(Sets, set => Assert.InRange(ReplyFigures.Of(HeldBackReplies.Understood(set, language)).MacroF1, 0.90, 1));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("nl")]
    public void A_wish_for_no_more_mail_is_hardly_ever_missed_and_hardly_ever_imagined(string language)
    {
        var figures = ReplyFigures.Of(HeldBackReplies.Understood("held-back", language));

        output.WriteLine($"{language}: {figures}");
        Assert.InRange(figures.Recall, 0.98, 1);
        Assert.InRange(figures.Precision, 0.95, 1);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("nl")]
    public void Who_is_sure_is_right_and_a_wish_that_takes_effect_is_one(string language)
    {
        var told = Sets.SelectMany(s => HeldBackReplies.Understood(s, language)).ToList();

        foreach (var band in told.GroupBy(t => Math.Min(9, (int)(t.Taken.Confidence * 10))).OrderBy(b => b.Key))
        {
            output.WriteLine(FormattableString.Invariant($"{language} sure {band.Average(t => t.Taken.Confidence):F2}, right {band.Average(t => t.Meant == t.Taken.Intent ? 1.0 : 0):F2} of {band.Count()}"));
        }

        var sure = told.Where(t => !t.Taken.NeedsPerson).ToList();
        Assert.InRange(sure.Average(t => t.Meant == t.Taken.Intent ? 1.0 : 0), 0.95, 1);
        Assert.InRange((double)sure.Count / told.Count, 0.5, 1);
        Assert.InRange(sure.Where(t => t.Taken.Intent == ReplyIntent.Unsubscribe).Average(t => t.Meant == ReplyIntent.Unsubscribe ? 1.0 : 0), 0.97, 1);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("nl")]
    public void There_are_enough_samples_and_a_third_of_the_families_is_held_back(string language)
    {
        var shipped = ReplyLanguage.All.Single(l => l.Name == language).Samples;
        var heldBack = Sets.SelectMany(s => HeldBackReplies.Read(s, language)).ToList();

        foreach (var intent in ReplyClassifier.Intents)
        {
            var (own, others) = (shipped.Where(s => s.Meaning == intent).ToList(), heldBack.Where(s => s.Meaning == intent).ToList());
            Assert.InRange(own.Count + others.Count, intent is ReplyIntent.Unsubscribe ? 100 : 60, int.MaxValue);
            Assert.InRange(own.DistinctBy(s => s.Family).Count(), 8, int.MaxValue);
            Assert.Empty(own.Select(s => s.Family).Intersect(others.Select(s => s.Family)));
        }

        Assert.Empty(shipped.Select(s => s.Text).Intersect(heldBack.Select(s => s.Text), StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void The_same_samples_give_the_same_classifier()
    {
        var (one, other) = (ReplyClassifier.Fit([]), ReplyClassifier.Shipped);

        foreach (var sample in HeldBackReplies.Read("blind", "en"))
        {
            Assert.Equal(one.Weigh(sample.Text).Probabilities, other.Weigh(sample.Text).Probabilities);
        }
    }

    [Fact]
    public void A_correction_teaches()
    {
        const string text = "The ship has sailed, captain.";

        var taught = ReplyClassifier.Fit([new ReplyCorrection { Text = text, Intent = "not-interested" }]);

        var (_, probabilities) = taught.Weigh("Captain, the ship has sailed");
        Assert.Equal(ReplyIntent.NotInterested, ReplyClassifier.Intents.MaxBy(i => probabilities[Array.IndexOf(ReplyClassifier.Intents, i)]));
    }

    [Fact]
    public void The_words_that_decided_stand_in_the_text()
    {
        const string text = "Hi Anna,\n\nthank you for the mail. We have no budget for this.\n\nRegards,\nTom";

        var reading = ReplyReader.Shipped.Understand(text);

        Assert.Equal(ReplyIntent.Objection, reading.Intent);
        Assert.Contains("budget", reading.Reason, StringComparison.Ordinal);
        Assert.Contains(reading.Reason!, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Stop by our stand at the fair.")]
    [InlineData("I will not unsubscribe, just busy.")]
    [InlineData("Please remove the second paragraph of the offer.")]
    [InlineData("Kom langs bij onze stand.")]
    [InlineData("Ik ga me niet uitschrijven hoor, gewoon druk.")]
    [InlineData("How do we cancel if we sign up?")]
    [InlineData("Is there an opt-out in the contract?")]
    [InlineData("Please remove the second seat from the quote.")]
    [InlineData("Can I unsubscribe my colleague from the trial plan?")]
    [InlineData("Haal de tweede licentie van de offerte af.")]
    [InlineData("Kunnen we na drie maanden stoppen?")]
    public void What_only_sounds_like_a_wish_for_no_more_mail_suppresses_nobody(string text) =>
        Assert.False(ReplyReader.Shipped.Understand(text) is { Intent: ReplyIntent.Unsubscribe, NeedsPerson: false });

    [Theory]
    [InlineData(4_000, 250)]
    [InlineData(1_000_000, 1_500)]
    public void A_text_of_any_length_is_read_in_a_moment(int letters, int mostMilliseconds)
    {
        var texts = new[] { "please contact my very own not now at the in a ", "ik wil niet meer de ", "a@b.", "?!\n", "aaaa" }
            .Select(t => string.Concat(Enumerable.Repeat(t, letters / t.Length))).ToList();
        ReplyReader.Shipped.Understand(texts[0]);

        foreach (var text in texts)
        {
            // Of this thread: other work on the machine is not the reader's doing.
            var taken = ProcessorTime.LeastOf(3, () => ReplyReader.Shipped.Understand(text));
            output.WriteLine($"{letters} letters of '{text[..4].Trim()}': {taken.TotalMilliseconds:F1} ms");
            Assert.InRange(taken, TimeSpan.Zero, TimeSpan.FromMilliseconds(mostMilliseconds));
        }
    }

    [Fact]
    public void No_text_is_too_strange() => Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
    {
        var mail = new ReceivedMail { Headers = [new MailHeader("From", "a@b.test")], Text = text ?? "" };
        var reading = ReplyReader.Shipped.Read(mail, DateTimeOffset.UnixEpoch.AddYears(56));
        Assert.InRange(reading.Confidence, 0, 1);
        ReplyDates.Find(text ?? "", new DateOnly(2026, 3, 2));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void A_mail_of_half_characters_is_read() =>
        Assert.InRange(ReplyReader.Shipped.Understand("\ud800 geïnteresseerd \udc00 ok\u0301\0").Confidence, 0, 1);

    [Fact]
    public void A_fit_takes_a_moment()
    {
        ReplyClassifier.Fit([]);
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.GetTimestamp();
        ReplyClassifier.Fit([]);

        output.WriteLine($"fit: {Stopwatch.GetElapsedTime(clock).TotalMilliseconds:F0} ms, of the process {(Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds:F0} ms");
        Assert.InRange(Stopwatch.GetElapsedTime(clock), TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }
}
