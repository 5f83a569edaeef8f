using FollowUpAgent.Dispatch;

namespace FollowUpAgent.Tests.Dispatch;

public sealed class TogetherTests
{
    [Fact]
    public async Task What_comes_while_a_round_runs_shares_the_next_up_to_a_limit()
    {
        var rounds = new List<int>();
        var first = new TaskCompletionSource();
        var together = new Together<int, int>(3, async items =>
        {
            rounds.Add(items.Count);
            await (rounds.Count == 1 ? first.Task : Task.CompletedTask);
            return [.. items.Select(i => i * 10)];
        });

        var lone = together.AskAsync(1);
        SpinWait.SpinUntil(() => rounds.Count == 1, TimeSpan.FromSeconds(10));
        var others = Enumerable.Range(2, 4).Select(together.AskAsync).ToList();
        first.SetResult();

        var answers = await Task.WhenAll(others.Prepend(lone));
        Assert.Equal([10, 20, 30, 40, 50], answers);
        Assert.Equal([1, 3, 1], rounds);
    }

    [Fact]
    public async Task A_round_that_throws_is_the_answer_to_its_own_callers_alone()
    {
        var together = new Together<int, int>(3, items => items[0] == 1 ? throw new InvalidOperationException("no") : Task.FromResult(items));

        await Assert.ThrowsAsync<InvalidOperationException>(() => together.AskAsync(1));

        Assert.Equal(2, await together.AskAsync(2));
    }
}
