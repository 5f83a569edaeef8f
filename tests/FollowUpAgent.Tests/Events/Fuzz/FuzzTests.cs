namespace FollowUpAgent.Tests.Events.Fuzz;

/// <summary>No reader of what comes from outside throws, and none takes long, whatever the bytes are.</summary>
public sealed class FuzzTests
{
    private static readonly int Shares = FuzzTargets.All.Sum(t => t.Share);

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Bent_inputs_are_read_or_refused_in_a_moment(string name)
    {
        var target = FuzzTargets.All.Single(t => t.Name == name);
        var (seed, first) = FuzzBudget.Start;

        var found = new Fuzzer(target, FuzzCorpus.Of(target.Seeds), seed).Run(first, FuzzBudget.Total * target.Share / Shares);

        Assert.True(found is null, found);
    }

    [Fact]
    public void A_fuzzer_finds_what_throws_and_tells_the_few_bytes_that_do_it()
    {
        var target = new FuzzTarget("fragile", 1, SeedKind.Json, body => Assert.DoesNotContain((byte)'{', body));

        var found = new Fuzzer(target, FuzzCorpus.Of(SeedKind.Json), 1).Run(0, TimeSpan.FromSeconds(20));

        Assert.Contains("has 1, in base64", found, StringComparison.Ordinal);
        Assert.Contains(Convert.ToBase64String("{"u8), found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fuzzer_finds_what_takes_long()
    {
        var target = new FuzzTarget("slow", 1, SeedKind.Text, _ => Work(2 * Fuzzer.Longest));

        var found = new Fuzzer(target, FuzzCorpus.Of(SeedKind.Text), 1).Run(0, TimeSpan.FromSeconds(20));

        Assert.Contains("of processor time", found, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_seed_makes_the_same_inputs()
    {
        var target = FuzzTargets.All[0];
        var corpus = FuzzCorpus.Of(target.Seeds);

        var (one, again, other) = (new Fuzzer(target, corpus, 7), new Fuzzer(target, corpus, 7), new Fuzzer(target, corpus, 8));

        Assert.All(Enumerable.Range(corpus.Count - 1, 200), i => Assert.Equal(one.Input(i), again.Input(i)));
        Assert.Contains(Enumerable.Range(corpus.Count, 200), i => !one.Input(i).AsSpan().SequenceEqual(other.Input(i)));
    }

    [Theory]
    [InlineData("7", 7, 0)]
    [InlineData("7/1204", 7, 1204)]
    [InlineData("", 99, 0)]
    public void A_seed_may_name_the_input_to_begin_with(string text, int seed, int first) => Assert.Equal((seed, first), FuzzBudget.ParseSeed(text, 99));

    [Theory]
    [InlineData("0")]
    [InlineData("ten")]
    [InlineData("1/x")]
    public void A_budget_that_means_nothing_stops_the_run(string text)
    {
        Assert.Throws<InvalidOperationException>(() => FuzzBudget.ParseSeconds(text, 1));
        if (text != "0")
        {
            Assert.Throws<InvalidOperationException>(() => FuzzBudget.ParseSeed(text, 1));
        }
    }

    // By the clock that the fuzzer reads: how long a loop takes is the compiler's to say, if there is anything left of it.
    private static TimeSpan Work(TimeSpan time)
    {
        for (var began = ProcessorTime.Now(); ProcessorTime.Now() - began < time;)
        {
        }

        return time;
    }
}
