using FollowUpAgent.Learning.Simulation;

namespace FollowUpAgent.Learning.Tests;

public sealed class WorldTests
{
    private static readonly Touch Brief = new(new Dictionary<string, string> { ["length"] = "short", ["question"] = "no", ["cta"] = "link" }, "morning");

    [Fact]
    public void The_same_seed_gives_the_same_people_and_the_same_answers()
    {
        var (first, second, other) = (Lives(1), Lives(1), Lives(2));

        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public void Everybody_has_an_address_of_their_own_that_cannot_exist()
    {
        var people = new People(5);

        var addresses = Enumerable.Range(1, 2000).Select(n => people.Person(n).Address).ToList();

        Assert.Equal(2000, addresses.Distinct().Count());
        Assert.All(addresses, a => Assert.Matches(@"^[a-z]+@[a-z0-9-]+\.example$", a));
    }

    [Fact]
    public void People_answer_as_often_as_the_truth_says()
    {
        var (people, world) = (new People(3), new World(3, World.DemoTruth));
        var alive = Enumerable.Range(1, 6000).Select(people.Person).Where(p => !p.Mailbox.IsDead).ToList();

        var (clicked, expected) = (0, 0.0);
        foreach (var person in alive)
        {
            clicked += world.ResponsesTo(person, Brief, 0).Count(r => r.Kind is ResponseKind.Click);
            expected += world.ChancesOf(person, Brief).Click;
        }

        Assert.InRange(clicked, expected * 0.9, expected * 1.1);
    }

    [Fact]
    public void A_preference_moves_the_people_it_is_about_and_nobody_else()
    {
        var people = new People(3);
        var dislike = new Preference(new Feature("seniority", "founder"), new Feature("length", "short"), -2);
        var (indifferent, moved) = (new World(3, []), new World(3, [dislike]));

        foreach (var person in Enumerable.Range(1, 50).Select(people.Person))
        {
            var isFounder = person.Features["seniority"] == "founder";
            Assert.Equal(isFounder, moved.ChancesOf(person, Brief).Goal < indifferent.ChancesOf(person, Brief).Goal);
            Assert.Equal(isFounder, moved.ChancesOf(person, Brief).Unsubscribe > indifferent.ChancesOf(person, Brief).Unsubscribe);
        }
    }

    [Fact]
    public void Nobody_answers_from_a_dead_mailbox_and_a_click_needs_a_link()
    {
        var (people, world) = (new People(8), new World(8, World.DemoTruth));
        var asking = new Touch(new Dictionary<string, string>(Brief.Traits) { ["cta"] = "reply" }, "morning");

        var answers = Enumerable.Range(1, 3000).Select(people.Person).SelectMany(p => world.ResponsesTo(p, asking, 0).Select(r => (p.Mailbox.IsDead, r.Kind))).ToList();

        Assert.All(answers.Where(a => a.IsDead), a => Assert.Equal(ResponseKind.Bounce, a.Kind));
        Assert.Contains(answers, a => a.IsDead);
        Assert.DoesNotContain(answers, a => a.Kind is ResponseKind.Click);
        Assert.Contains(answers, a => a.Kind is ResponseKind.Reply);
    }

    private static List<string> Lives(long seed)
    {
        var (people, world) = (new People(seed), new World(seed, World.DemoTruth));
        return [.. Enumerable.Range(1, 100).Select(people.Person).Select(p =>
            $"{p.Address} {world.OwnGoal(p)} {string.Join(';', world.ResponsesTo(p, Brief, 1))} {string.Join(';', world.ResponsesTo(p, Brief, 2))}")];
    }
}
