using FollowUpAgent.Learning.Features;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Learning.Tests.Features;

public sealed class SlotAffinityTests
{
    private const string Morning = "d0-morning";
    private const string Evening = "d0-evening";
    private const string Early = """{"engaged:morning":4}""";
    private const string Late = """{"engaged:evening":4}""";
    private static readonly WeightedOutcome Goal = new(SampleLog.Outcome, 1, SampleLog.Rate);

    [Theory]
    [InlineData(Early, 0.3)] // log((4 + 5) / (4 + 10) / 0.5) = 0.251
    [InlineData(Late, -0.3)] // log(5 / 14 / 0.5) = -0.336
    [InlineData("""{"engaged:morning":2,"engaged:evening":2}""", 0)]
    [InlineData("""{"country":"NL"}""", 0)]
    public void A_few_engagements_count_beside_ten_of_everybodys(string context, double expected) =>
        Assert.Equal(expected, new SlotAffinity("morning", 0.5).Read(SampleLog.Situation(context).Context));

    [Fact]
    public void Everybodys_habit_is_counted_over_the_parts_that_were_sent_in_and_counts_make_no_columns()
    {
        var schema = new SampleLog().Add(SampleLog.Plain, 30, 1, Morning, Early).Add(SampleLog.Plain, 10, 1, Evening, """{"engaged:evening":2,"engaged:night":9}""")
            .Log.SchemaOf();

        Assert.Empty(schema.Columns);
        Assert.Equal(["evening", "morning"], schema.Affinities.Select(a => a.Part));
        Assert.Equal([21.0 / 142, 121.0 / 142], schema.Affinities.Select(a => a.Share));
        Assert.Equal(schema.ToText(), FeatureSchema.Parse(schema.ToText()).ToText());
    }

    [Fact]
    public void A_log_in_which_nobody_engaged_has_no_such_feature()
    {
        var schema = new SampleLog().Add(SampleLog.Plain, 30, 1).Log.SchemaOf();

        Assert.Empty(schema.Affinities);
        Assert.DoesNotContain(schema.Levels, l => l.Block is FeatureBlock.Affinity);
    }

    [Fact]
    public void Contacts_are_written_to_when_they_use_to_engage_once_that_has_paid()
    {
        var recipe = Recipe(ofHabit: 90);
        var policy = new TwoStagePolicy([Goal], Spread: 0.5, Floor: 0, Draws: 4000);

        var (early, late) = (When(Early), When(Late));

        Assert.True(early[0] > 0.8 && late[1] > 0.8, $"morning to the early {early[0]:F2}, evening to the late {late[1]:F2}");
        // Who was never met, as little as four other engagements can say.
        Assert.InRange(When("{}")[0], 0.2, 0.8);

        IReadOnlyList<double> When(string context) =>
            policy.When(recipe, SampleLog.Situation(context), [Morning, Evening], [SampleLog.Plain], withSkip: false).Probabilities;
    }

    [Fact]
    public void Where_habits_have_not_paid_they_say_nothing()
    {
        var recipe = Recipe(ofHabit: 30);

        Assert.InRange(
            SampleLog.Logit(recipe, SampleLog.Plain, Morning, Early).Mean - SampleLog.Logit(recipe, SampleLog.Plain, Morning, Late).Mean, -0.1, 0.1);
    }

    // At other times 30 of 1000 bring the goal.
    private static FittedRecipe Recipe(int ofHabit) => new SampleLog()
        .Add(SampleLog.Plain, 1000, ofHabit, Morning, Early).Add(SampleLog.Plain, 1000, 30, Evening, Early)
        .Add(SampleLog.Plain, 1000, 30, Morning, Late).Add(SampleLog.Plain, 1000, ofHabit, Evening, Late)
        .Recipe();
}
