using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Oversight.Autonomy;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Oversight.Autonomy;

public sealed class AutonomyRulesTests
{
    private static readonly Prospect Known = new(Value: .2, OverBaseline: .05, new OutcomeForecast(.002, .001, .004), Evidence: 800, IsNew: false);

    [Theory]
    [InlineData(true, "approve")]
    [InlineData(false, "auto")]
    public void Where_mail_leaves_for_real_people_are_asked_unless_told_otherwise(bool isLive, string mode)
    {
        var rules = AutonomyRules.From(new AutonomyOptions(), isLive);

        Assert.Equal(mode, Judge(rules, Known).Mode.ToText());
        Assert.Equal(AutonomyMode.Auto, Judge(AutonomyRules.From(new AutonomyOptions { Default = "auto" }, isLive), Known).Mode);
        Assert.False(rules.MayAsk(Group.Control));
    }

    [Fact]
    public void The_first_rule_whose_conditions_all_hold_decides()
    {
        var rules = AutonomyRules.From(
            new AutonomyOptions
            {
                Default = "auto",
                ValueField = "Deal value",
                Rules =
                [
                    new() { Name = "risky", Mode = "manual", HarmAtLeast = .01 },
                    new() { Name = "big deals", Mode = "approve", ValueAtLeast = 10_000 },
                    new() { Name = "thin", Mode = "notify", EvidenceBelow = 100, DisagreesBy = .1 },
                    new() { Name = "unseen", Mode = "approve", IsNew = true },
                ],
            },
            isLive: true);

        Assert.Equal("default", Judge(rules, Known).Rule);
        Assert.Equal("risky", Judge(rules, Known with { Harm = new OutcomeForecast(.005, 0, .01) }).Rule);
        Assert.Equal("big deals", Judge(rules, Known, """{"deal value":"12000"}""").Rule);
        Assert.Equal("default", Judge(rules, Known, """{"deal value":"a lot"}""").Rule);
        Assert.Equal("default", Judge(rules, Known with { Evidence = 5 }).Rule);
        Assert.Equal("thin", Judge(rules, Known with { Evidence = 5, OverBaseline = .2 }).Rule);
        Assert.Equal("unseen", Judge(rules, Known with { IsNew = true }).Rule);
    }

    [Fact]
    public void What_a_person_is_to_decide_alone_is_never_sent_by_silence()
    {
        var rules = AutonomyRules.From(new AutonomyOptions { Default = "manual", Otherwise = "auto" }, isLive: true);

        Assert.Equal(Unanswered.Skip, Judge(rules, Known).Otherwise);
    }

    [Fact]
    public async Task Faults_are_all_named_at_once()
    {
        var broken = await Assert.ThrowsAsync<FollowUpAgent.Hosting.BrokenConfigurationException>(() => AgentInTest.BuildAsync(
            DatabaseKind.Sqlite,
            new Dictionary<string, string?>
            {
                ["Autonomy:Default"] = "1",
                ["Autonomy:Otherwise"] = "shrug",
                ["Autonomy:AnswerWithin"] = "00:01:00",
                ["Autonomy:Groups:0"] = "everybody",
                ["Autonomy:Rules:0:Mode"] = "approve",
                ["Autonomy:Rules:1:Name"] = "big",
                ["Autonomy:Rules:1:Mode"] = "ask",
                ["Autonomy:Rules:1:ValueAtLeast"] = "1",
                ["Autonomy:Rules:1:Sequence"] = "hallo",
                ["Autonomy:Rules:1:Step"] = "third",
                ["Autonomy:Rules:1:HarmAtLeast"] = "7",
            }));

        Assert.Equal(
            [
                "Autonomy:AnswerWithin", "Autonomy:Default", "Autonomy:Groups", "Autonomy:Otherwise", "Autonomy:Rules:0:Name", "Autonomy:Rules:1:HarmAtLeast",
                "Autonomy:Rules:1:Mode", "Autonomy:Rules:1:Sequence", "Autonomy:Rules:1:Step", "Autonomy:ValueField",
            ],
            broken.Faults.Select(f => f.Key).Order(StringComparer.Ordinal));
    }

    private static Verdict Judge(AutonomyRules rules, Prospect prospect, string fields = "{}") =>
        rules.Judge(Group.Treatment, "hello", "first", new Contact { Fields = fields }, prospect);
}
