namespace FollowUpAgent.Sequences;

/// <summary>What can be wrong with the shares of the groups.</summary>
internal static class GroupsFaults
{
    private const double Tolerance = 1e-9;

    public static void Note(FaultSheet sheet, GroupsOptions options)
    {
        var areShares = NoteShare(sheet, "Groups:Treatment", options.Treatment)
            & NoteShare(sheet, "Groups:Control", options.Control)
            & NoteShare(sheet, "Groups:Baseline", options.Baseline)
            & NoteShare(sheet, "Groups:Holdout", options.Holdout);
        var sum = options.Treatment + options.Control + options.Baseline + options.Holdout;
        sheet.Expect(!areShares || Math.Abs(sum - 1) <= Tolerance, "Groups", sum, "four shares that add up to 1");
        sheet.Expect(Choice<AllotmentUnit>.IsKnown(options.Unit), "Groups:Unit", options.Unit, Choice<AllotmentUnit>.Expected);
    }

    private static bool NoteShare(FaultSheet sheet, string key, double share) =>
        sheet.Expect(share is >= 0 and <= 1, key, share, "a share from 0 to 1");
}
