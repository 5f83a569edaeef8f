using FollowUpAgent.Learning.Evaluation;

namespace FollowUpAgent.Learning.Tests.Evaluation;

public sealed class PolicyNameTests
{
    private static readonly string[] Actions = ["Mens: E-Mail", "none"];

    [Theory]
    [InlineData("default")]
    [InlineData("context-free")]
    [InlineData("contextual")]
    [InlineData("uniform")]
    [InlineData("fixed:Mens: E-Mail")]
    public void A_policy_is_called_as_it_was_asked_for(string text) => Assert.Equal(text, PolicyName.Parse(text, Actions).Text);

    [Theory]
    [InlineData("greedy", "fixed:<action>")]
    [InlineData("fixed:nine", "none")]
    public void A_name_that_is_none_is_refused_with_those_that_are(string text, string named) =>
        Assert.Contains(named, Assert.Throws<ArgumentException>(() => PolicyName.Parse(text, Actions)).Message, StringComparison.Ordinal);
}
