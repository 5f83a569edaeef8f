using FollowUpAgent.Decisions;
using FollowUpAgent.Learning.Explanation;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Reasons;
using FollowUpAgent.Reports.Rendering;
using FollowUpAgent.Tests.House;
using FollowUpAgent.Training;
using Verdict = FollowUpAgent.Reports.Evidence.Verdict;

namespace FollowUpAgent.Tests.Reports.Reasons;

/// <summary>A step with a long text that says and a short one that asks, each drawn with a half.</summary>
public sealed class WhyTests
{
    private static readonly IsoWeek Week = IsoWeek.TryParse("2026-W10")!;

    [Theory, OnSqlite, OnPostgres]
    public async Task What_works_is_told_with_its_interval_and_what_to_write_next_with_its_chance(DatabaseKind kind)
    {
        await using var agent = await SentAsync(kind, 80, plain: 4, asking: 40);

        var report = await agent.Get<ReportDesk>().GetAsync(Week, CancellationToken.None);

        var why = report.Why!;
        Assert.Equal((OutcomeCatalog.Goal, 160, 44), (why.Outcome, why.Mails, why.Successes));
        var brief = why.Effects.Single(e => e.Name == "length=short");
        Assert.Equal((EffectKind.Trait, EffectWord.Works, 160, 44, null), (brief.Kind, brief.Word, brief.Decisions, brief.Successes, brief.MoreDecisions));
        Assert.InRange(brief.OddsRatio, brief.Low, brief.High ?? double.PositiveInfinity);
        Assert.True(brief.Low > 1);
        Assert.Equal(EffectWord.Hurts, why.Effects.Single(e => e.Name == "length=long").Word);
        // Every slot is the same: nothing to tell.
        Assert.DoesNotContain(why.Effects, e => e.Kind == EffectKind.Time);
        Assert.Equal((160, null, Verdict.NotEnough), (why.Context!.Mails, why.Context.Gain, why.Context.Verdict));
        Assert.Equal("asking@1", why.Next!.Best);
        Assert.InRange(why.Next.Chance, 0.01, 0.99);
        Assert.Contains(string.Join(",", why.Next.Traits.OrderBy(t => t.Key).Select(t => t.Value)), new[] { "short,no", "long,yes" });
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_cannot_be_known_yet_says_how_many_more_mails_it_takes(DatabaseKind kind)
    {
        await using var agent = await SentAsync(kind, 60, plain: 5, asking: 6);

        var report = await agent.Get<ReportDesk>().GetAsync(Week, CancellationToken.None);

        Assert.All(report.Why!.Effects, effect =>
        {
            Assert.Equal(EffectWord.NotYetKnowable, effect.Word);
            Assert.InRange(effect.MoreDecisions!.Value, 500, 100_000);
            Assert.True(effect.Low < 1 && (effect.High ?? 2) > 1);
        });
    }

    [Theory]
    [InlineData("en", "works", "not yet knowable", "To write next for hello / first: a text with")]
    [InlineData("nl", "werkt", "nog niet te weten", "Nu te schrijven voor hello / first: een tekst met")]
    public async Task The_report_says_it_in_both_languages_and_is_kept_as_it_was(string language, string works, string unknown, string next)
    {
        await using var agent = await SentAsync(DatabaseKind.Sqlite, 80, plain: 4, asking: 40);
        var report = await agent.Get<ReportDesk>().GetAsync(Week, CancellationToken.None);
        var open = report.Why!.Effects[0] with { Word = EffectWord.NotYetKnowable, High = null, MoreDecisions = 1200 };
        report = report with { Why = report.Why with { Effects = [.. report.Why.Effects, open] } };

        var kept = ReportJson.Read(ReportJson.Store(report));
        var words = ReportMarkdown.Write(ReportDocument.Of(kept, Texts.Find(language)!));

        Assert.All([works, unknown, next, "∞"], said => Assert.Contains(said, words, StringComparison.Ordinal));
        Assert.Equal(ReportJson.Store(report), ReportJson.Store(kept));
        Assert.Contains("\"word\": \"not-yet-knowable\"", ReportJson.Write(report, Texts.Find(language)!), StringComparison.Ordinal);
    }

    [Fact]
    public void Context_that_decides_is_worth_what_it_brings_and_context_that_does_not_is_not()
    {
        var (matters, does_not) = (ContextGain.Of(Mails(0.3, 0.1), CancellationToken.None)!, ContextGain.Of(Mails(0.2, 0.2), CancellationToken.None)!);

        Assert.Equal(Verdict.Better, matters.Verdict);
        // .3 for everybody who gets the right one, .2 where all get one; chance keeps a twentieth.
        Assert.InRange(matters.Gain!.Value, 0.05, 0.14);
        Assert.InRange(0.095, matters.Interval!.Low, matters.Interval.High);
        Assert.NotEqual(Verdict.Better, does_not.Verdict);
    }

    [Fact]
    public void A_trait_for_some_contacts_is_a_property_of_its_own()
    {
        var traits = new Dictionary<(string, string, string), IReadOnlyDictionary<string, string>>
        {
            [("hello", "first", "one@1")] = new Dictionary<string, string> { ["length"] = "short" },
            [("hello", "first", "two@1")] = new Dictionary<string, string> { ["length"] = "long" },
        };

        var effects = Properties.Of(Mails(0.3, 0.1), traits);

        Assert.Equal(EffectWord.Works, effects.Single(e => e.Name == "length=short (kind=a)").Word);
        Assert.Equal(EffectWord.Hurts, effects.Single(e => e.Name == "length=short (kind=b)").Word);
        Assert.Equal(EffectKind.Segment, effects.Single(e => e.Name == "length=short (kind=a)").Kind);
        Assert.Equal(EffectWord.NotYetKnowable, effects.Single(e => e.Name == "length=short").Word);
        Assert.Equal(["day d0", "day d1", "part evening", "part morning"], effects.Where(e => e.Kind == EffectKind.Time).Select(e => e.Name).Order());
    }

    [Fact]
    public void What_all_contacts_have_in_common_is_no_segment()
    {
        var traits = new Dictionary<(string, string, string), IReadOnlyDictionary<string, string>>
        {
            [("hello", "first", "one@1")] = new Dictionary<string, string> { ["length"] = "short" },
        };
        var mails = Mails(0.3, 0.1);

        var effects = Properties.Of([.. mails.Select(m => m with { Context = mails[0].Context })], traits);

        Assert.DoesNotContain(effects, e => e.Kind == EffectKind.Segment);
        Assert.Contains(effects, e => e.Name == "length=short");
    }

    // Half of the contacts like the one, half the other.
    private static List<SentMail> Mails(double liked, double other)
    {
        var chance = new SeededUniforms(5);
        var kinds = new[] { "a", "b" }.Select(k => ContactContext.Parse($$"""{"kind":"{{k}}"}""", new HashSet<string>())).ToArray();
        var variants = new Dictionary<string, double> { ["one@1"] = 0.5, ["two@1"] = 0.5 };
        var slots = new Dictionary<string, double> { ["d0-morning"] = 0.4, ["d1-evening"] = 0.4, [Decision.Skip] = 0.2 };
        return [.. Enumerable.Range(0, 4000).Select(_ =>
        {
            var (kind, one, early) = ((int)(chance.Next() * 2), chance.Next() < 0.5, chance.Next() < 0.5);
            var happened = chance.Next() < (one == (kind == 0) ? liked : other);
            return new SentMail(("hello", "first"), kinds[kind], variants, one ? "one@1" : "two@1", slots, early ? "d0-morning" : "d1-evening", happened);
        })];
    }

    private static async Task<AgentInTest> SentAsync(DatabaseKind kind, int each, int plain, int asking)
    {
        var agent = await AgentInTest.BuildAsync(kind);
        var (diary, at) = (new Diary(agent), Week.From.AddDays(-14));
        await agent.Database.WriteAsync(
            s => s.AddVariantsAsync(
            [
                new EligibleVariant("hello", "first", new Variant("plain@1", new Dictionary<string, string> { ["length"] = "long", ["question"] = "no" })),
                new EligibleVariant("hello", "first", new Variant("asking@1", new Dictionary<string, string> { ["length"] = "short", ["question"] = "yes" })),
            ]),
            CancellationToken.None);
        foreach (var (variant, earning) in new[] { ("plain@1", plain), ("asking@1", asking) })
        {
            for (var i = 0; i < each; i++)
            {
                var decision = await diary.DecideAsync(await diary.EnterAsync("treatment", at), "treatment", at, RoundEnd.Sent, variant);
                await (i < earning ? diary.EarnAsync(decision, OutcomeCatalog.Goal, at.AddHours(1)) : Task.CompletedTask);
            }
        }

        // Somebody enters in the week itself, or the report would call it quiet.
        await diary.EnterAsync("treatment", Week.From);
        agent.Clock.JumpTo(Week.Until.AddDays(-1));
        await agent.Get<Trainer>().TrainAsync(CancellationToken.None);
        agent.Clock.JumpTo(Week.Until);
        return agent;
    }
}
