using FollowUpAgent.Hosting;

namespace FollowUpAgent.Sequences;

/// <summary>Lists every fault in <see cref="SequencesOptions"/> at once, each under its full configuration key.</summary>
internal static class SequencesFaults
{
    /// <summary>The same for a configuration as written: also keys that nobody reads and values of the wrong kind.</summary>
    public static IReadOnlyList<Fault> In(IConfiguration root)
    {
        var shape = ConfigurationShape.FaultsFor<SequencesOptions>(root);
        var options = ConfigurationShape.Without(root, shape).Get<SequencesOptions>() ?? new SequencesOptions();

        // What could not be read is missing now; saying so would name the same mistake twice.
        return [.. shape, .. Of(options).Where(fault => shape.All(other => other.Key != fault.Key))];
    }

    public static IEnumerable<Fault> Of(SequencesOptions options)
    {
        var sheet = new FaultSheet();
        foreach (var (key, sequence) in options.Sequences)
        {
            SequenceFaults.Note(sheet, key, sequence, options.Senders.Keys);
        }

        var isServed = options.Sequences.Count == 0 || options.Senders.Count > 0;
        sheet.Expect(isServed, "Senders", null, "at least one sender, because there are sequences");
        foreach (var (key, sender) in options.Senders)
        {
            SenderFaults.Note(sheet, key, sender);
        }

        WindowFaults.NoteBlackoutDates(sheet, "BlackoutDates", options.BlackoutDates);
        LimitsFaults.Note(sheet, options.Limits);
        GroupsFaults.Note(sheet, options.Groups);
        return sheet.Faults;
    }
}
