using System.Diagnostics;

namespace FollowUpAgent.Tests.Events.Fuzz;

/// <summary>
/// Feeds one target with bent inputs until its time is over. Every input follows from seed, target and number alone, so one that fails can be
/// made again.
/// </summary>
internal sealed class Fuzzer(FuzzTarget target, IReadOnlyList<byte[]> corpus, int seed)
{
    public const int MostBytes = 1 << 20;

    /// <summary>The most processor time an input may take: of what is shipped. A build for debugging is some times as slow.</summary>
#if DEBUG
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(600);
#else
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(200);
#endif

    // An input that a reader does not come back from is one too; no machine is so busy.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private volatile byte[] current = [];
    private volatile int number;

    /// <summary>How many inputs were tried.</summary>
    public int Tried { get; private set; }

    /// <summary>What was found first, or null.</summary>
    public string? Run(int first, TimeSpan budget)
    {
        string? found = null;
        var thread = new Thread(() => found = Search(first, budget)) { IsBackground = true };
        thread.Start();
        return thread.Join(budget + Patience) ? found : Tell("does not come back", current);
    }

    /// <summary>The input with this number: the corpus as it is, then bent.</summary>
    public byte[] Input(int at)
    {
        var chance = new Random(unchecked((((seed * 486_187_739) + Hash(target.Name)) * 16_777_619) + at));
        return at < corpus.Count ? corpus[at] : Bending.Bend(corpus, chance, MostBytes);
    }

    private string? Search(int first, TimeSpan budget)
    {
        var began = Stopwatch.GetTimestamp();
        for (var at = first; Stopwatch.GetElapsedTime(began) < budget; at++, Tried++)
        {
            (number, current) = (at, Input(at));
            if (WhatIsWrong(current) is { } wrong)
            {
                return Tell(wrong, Shrinking.Shrink(current, bytes => Kind(WhatIsWrong(bytes)) == Kind(wrong)));
            }
        }

        return null;
    }

    private string? WhatIsWrong(byte[] input)
    {
        try
        {
            var began = Stopwatch.GetTimestamp();
            target.Read(input);
            if (Stopwatch.GetElapsedTime(began) <= Longest || ProcessorTime.LeastOf(3, () => target.Read(input)) is var least && least <= Longest)
            {
                return null;
            }

            return $"takes {least.TotalMilliseconds:0} ms of processor time";
        }
#pragma warning disable CA1031 // Whatever it throws is what is looked for.
        catch (Exception e)
        {
            return $"{e.GetType().Name}: {e}";
        }
#pragma warning restore CA1031
    }

    // The same fault in a smaller input may tell other values.
    private static string? Kind(string? wrong) => wrong?.Split(':', ' ')[0];

    private string Tell(string wrong, byte[] input)
    {
        const int MostShown = 3000;
        var base64 = Convert.ToBase64String(input.AsSpan(0, Math.Min(input.Length, MostShown)));
        return $"""
            {target.Name} {wrong}
            Input {number}, {current.Length} bytes; what is left of it after taking away has {input.Length}, in base64{(input.Length > MostShown ? $" the first {MostShown}" : "")}:
            {base64}
            Again: FOLLOWUP_FUZZ_SEED={seed}/{number} dotnet test tests/FollowUpAgent.Tests --filter FullyQualifiedName~Fuzz (with the same corpus of {corpus.Count})
            """;
    }

    // GetHashCode of a text is another in every process.
    private static int Hash(string text) => text.Aggregate(17, (hash, letter) => unchecked((hash * 31) + letter));
}
