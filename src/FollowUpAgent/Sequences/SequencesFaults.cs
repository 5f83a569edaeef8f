using FollowUpAgent.Hosting;

namespace FollowUpAgent.Sequences;

/// <summary>Lists every fault in <see cref="SequencesOptions"/> at once, each under its full configuration key.</summary>
internal static class SequencesFaults
{
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
