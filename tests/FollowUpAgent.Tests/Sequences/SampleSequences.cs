using FollowUpAgent.Sequences;

namespace FollowUpAgent.Tests.Sequences;

/// <summary>A small sound configuration, and ways to say what is different about it.</summary>
internal static class SampleSequences
{
    public static readonly string[] EveryDay = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    public static SequencesOptions Options(SequenceOptions? welcome = null, params string[] blackoutDates) => new()
    {
        Sequences = { ["welcome"] = welcome ?? new SequenceOptions { Steps = Steps(0, 3) } },
        Senders = { ["anna"] = new SenderOptions { Name = "Anna", Address = "anna@example.com" } },
        BlackoutDates = blackoutDates,
    };

    /// <summary>One step a wait, named first, second and so on; each with the variants short and long.</summary>
    public static StepOptions[] Steps(params int[] waitsInDays) =>
    [
        .. waitsInDays.Zip(["first", "second", "third", "fourth"]).Select(step => new StepOptions
        {
            Key = step.Second,
            Wait = TimeSpan.FromDays(step.First),
            Variants = [Variant("short"), Variant("long")],
        }),
    ];

    public static VariantOptions Variant(string key) => new() { Key = key, Template = $"note-{key}" };

    public static SequenceDefinition Definition(SequenceOptions? welcome = null, params string[] blackoutDates) =>
        SequenceCatalog.From(Options(welcome, blackoutDates)).Find("welcome")!;

    public static PartOfDayOptions Part(string key, string from, string until) => new() { Key = key, From = from, Until = until };
}
