using FollowUpAgent.Learning.Explanation;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Outcomes;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Learning.Tests.Outcomes;

namespace FollowUpAgent.Learning.Tests.Explanation;

public sealed class ContributionsTests
{
    private static readonly Variant Brief = SampleLog.Version("brief@1", ("length", "short"), ("question", "no"));
    private static readonly Variant Edited = SampleLog.Version("brief@2", ("length", "short"), ("question", "yes"));
    private static readonly Variant Wordy = SampleLog.Version("wordy@1", ("length", "long"), ("question", "yes"));
    private static readonly Variant Unknown = SampleLog.Version("unknown@1", ("length", "short"));

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var (names, pairs) = (new[] { "brief", "edited", "wordy", "unknown", "skip" }, new TheoryData<string, string>());
            foreach (var (one, other) in names.SelectMany(one => names.Select(other => (one, other))))
            {
                pairs.Add(one, other);
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Contributions_add_up_to_the_difference_of_the_logits(string one, string other)
    {
        var (recipe, model) = Learned();
        const string Context = """{"vip":true,"language":"nl"}""";

        var parts = Contributions.Between(recipe.Schema, model.Mean, SampleLog.Situation(Context), DeedOf(one), DeedOf(other));

        var difference = MeanOf(recipe, DeedOf(one), Context) - MeanOf(recipe, DeedOf(other), Context);
        Assert.Equal(difference, parts.Sum(p => p.LogOdds), 1e-12);
        Assert.True(one == other ? parts.Count == 0 : parts.Count > 0);
    }

    [Fact]
    public void The_largest_contribution_comes_first_and_what_both_share_is_left_out()
    {
        var (recipe, model) = Learned();

        var parts = Contributions.Between(recipe.Schema, model.Mean, SampleLog.Situation(), DeedOf("brief"), DeedOf("wordy"));

        Assert.Equal(parts.OrderByDescending(p => Math.Abs(p.LogOdds)), parts);
        Assert.DoesNotContain(parts, p => p.Block is FeatureBlock.Intercept or FeatureBlock.Step or FeatureBlock.Slot);
        Assert.Contains(parts, p => p is { Feature: "Trait length=short", LogOdds: > 0 });
    }

    private static (FittedRecipe Recipe, HierarchicalModel Model) Learned()
    {
        var recipe = LogisticTests.Mixed().Add(Brief, 900, 90, context: """{"vip":true}""").Add(Wordy, 900, 40, "d1-evening", """{"language":"nl"}""").Recipe();
        return (recipe, (HierarchicalModel)recipe.ModelOf(SampleLog.Outcome, SampleLog.Rate));
    }

    private static Deed DeedOf(string name) => name switch
    {
        "brief" => new Deed("d0-morning", Brief),
        "edited" => new Deed("d1-evening", Edited),
        "wordy" => new Deed("d0-morning", Wordy),
        "unknown" => new Deed("d7-night", Unknown),
        _ => Deed.Skip,
    };

    private static double MeanOf(FittedRecipe recipe, Deed deed, string context) =>
        SampleLog.Logit(recipe, deed.Variant, deed.Slot ?? "", context, draws: 1).Mean;
}
