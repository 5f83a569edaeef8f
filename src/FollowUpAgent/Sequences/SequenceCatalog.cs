using System.Security.Cryptography;
using System.Text.Json;

namespace FollowUpAgent.Sequences;

/// <summary>All sequences and senders as configured; the same configuration always has the same version.</summary>
internal sealed class SequenceCatalog
{
    private readonly Dictionary<string, SequenceDefinition> sequences;
    private readonly Dictionary<string, Sender> senders;

    private SequenceCatalog(IReadOnlyList<SequenceDefinition> sequences, IReadOnlyList<Sender> senders, Limits limits, GroupShares shares)
    {
        this.sequences = sequences.ToDictionary(sequence => sequence.Key, StringComparer.Ordinal);
        this.senders = senders.ToDictionary(sender => sender.Key, StringComparer.Ordinal);
        (All, Senders, Limits, Shares) = (sequences, senders, limits, shares);
        ConfigurationVersion = VersionOf(sequences, senders, limits, shares);
    }

    /// <summary>In the order of their keys.</summary>
    public IReadOnlyList<SequenceDefinition> All { get; }

    /// <summary>In the order of their keys.</summary>
    public IReadOnlyList<Sender> Senders { get; }

    public Limits Limits { get; }

    public GroupShares Shares { get; }

    /// <summary>Twelve hexadecimal digits that change whenever anything in the catalog does; decisions store it.</summary>
    public string ConfigurationVersion { get; }

    /// <summary>Builds the catalog; the options must be free of faults.</summary>
    public static SequenceCatalog From(SequencesOptions options)
    {
        var faults = SequencesFaults.Of(options).ToList();
        if (faults.Count > 0)
        {
            throw new InvalidOperationException($"The sequences cannot be built: {string.Join(" ", faults)}");
        }

        return new SequenceCatalog(
            DefinitionReading.ReadSequences(options),
            DefinitionReading.ReadSenders(options),
            DefinitionReading.ReadLimits(options.Limits),
            DefinitionReading.ReadShares(options.Groups));
    }

    public SequenceDefinition? Find(string sequence) => sequences.GetValueOrDefault(sequence);

    public Sender? FindSender(string sender) => senders.GetValueOrDefault(sender);

    /// <summary>The step that a new enrollment starts with.</summary>
    public NextStep FirstStep(string sequence) => Find(sequence) is { } found
        ? new NextStep.Found(found.Steps[0])
        : new NextStep.Over(ExitReason.SequenceRemoved);

    /// <summary>The step an enrollment stands at, if the configuration still has it.</summary>
    public NextStep Step(string sequence, string step)
    {
        if (Find(sequence) is not { } found)
        {
            return new NextStep.Over(ExitReason.SequenceRemoved);
        }

        return found.Steps.FirstOrDefault(candidate => candidate.Key == step) is { } current
            ? new NextStep.Found(current)
            : new NextStep.Over(ExitReason.StepRemoved);
    }

    /// <summary>The step after the one an enrollment has done. A removed step has no place any more, so nothing comes after it.</summary>
    public NextStep StepAfter(string sequence, string step)
    {
        if (Step(sequence, step) is not NextStep.Found(var current))
        {
            return Step(sequence, step);
        }

        return Find(sequence)!.Steps.SkipWhile(candidate => candidate != current).Skip(1).FirstOrDefault() is { } next
            ? new NextStep.Found(next)
            : new NextStep.Over(ExitReason.Completed);
    }

    private static string VersionOf(params object[] parts) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(parts)))[..12];
}
