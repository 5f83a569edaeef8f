namespace FollowUpAgent.Dispatch;

/// <summary>
/// Lets calls share a piece of work: what comes in while one round of it runs is taken along by the next. Nobody waits for company, so a
/// lone call costs nothing. Safe for many threads.
/// </summary>
/// <param name="most">How many share one round.</param>
/// <param name="work">One round: an answer for each item, in their order. What it throws is the answer to all of them.</param>
internal sealed class Together<TItem, TAnswer>(int most, Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TAnswer>>> work)
{
    private readonly Lock gate = new();
    private readonly Queue<(TItem Item, TaskCompletionSource<TAnswer> Answer)> waiting = new();
    private bool isRunning;

    /// <summary>Hands an item in and waits for its answer.</summary>
    public Task<TAnswer> AskAsync(TItem item)
    {
        var answer = new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            waiting.Enqueue((item, answer));
            if (isRunning)
            {
                return answer.Task;
            }

            isRunning = true;
        }

        _ = Task.Run(RunAsync);
        return answer.Task;
    }

    private async Task RunAsync()
    {
        while (Take() is { Count: > 0 } round)
        {
            try
            {
                var answers = await work([.. round.Select(r => r.Item)]);
                for (var i = 0; i < round.Count; i++)
                {
                    round[i].Answer.SetResult(answers[i]);
                }
            }
#pragma warning disable CA1031 // Whatever went wrong is the answer to everyone who waits; the next round is not concerned.
            catch (Exception e)
            {
                round.ForEach(r => r.Answer.TrySetException(e));
            }
#pragma warning restore CA1031
        }
    }

    private List<(TItem Item, TaskCompletionSource<TAnswer> Answer)> Take()
    {
        lock (gate)
        {
            var round = new List<(TItem, TaskCompletionSource<TAnswer>)>();
            while (round.Count < most && waiting.TryDequeue(out var next))
            {
                round.Add(next);
            }

            isRunning = round.Count > 0;
            return round;
        }
    }
}
