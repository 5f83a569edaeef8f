namespace FollowUpAgent.Sequences;

/// <summary>What can be wrong with the limits.</summary>
internal static class LimitsFaults
{
    private const int MostCaps = 10;
    private const int MostMessages = 1_000;
    private const int HighestDomainCap = 1_000_000;

    private static readonly TimeSpan Shortest = TimeSpan.FromHours(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    public static void Note(FaultSheet sheet, LimitsOptions options)
    {
        var caps = options.PerContact ?? [];
        sheet.Expect(options.PerContact is not [], "Limits:PerContact", null, "at least one cap; leave it out for the default");
        sheet.Expect(caps.Length <= MostCaps, "Limits:PerContact", $"{caps.Length} caps", $"at most {MostCaps} caps");
        for (var i = 0; i < caps.Length; i++)
        {
            NoteCap(sheet, $"Limits:PerContact:{i}", caps[i]);
        }

        sheet.ExpectWithin(options.PerDomainPerDay, 1, HighestDomainCap, "Limits:PerDomainPerDay");
        foreach (var (domain, cap) in options.Domains)
        {
            var isDomain = Uri.CheckHostName(domain) is UriHostNameType.Dns && domain.Contains('.', StringComparison.Ordinal);
            sheet.Expect(isDomain, $"Limits:Domains:{domain}", domain, "a domain, as in example.com");
            sheet.ExpectWithin(cap, 1, HighestDomainCap, $"Limits:Domains:{domain}");
        }
    }

    private static void NoteCap(FaultSheet sheet, string path, ContactCapOptions? cap)
    {
        if (!sheet.Expect(cap is not null, path, null, "a cap with Messages and Within"))
        {
            return;
        }

        sheet.ExpectWithin(cap!.Messages, 1, MostMessages, $"{path}:Messages");
        sheet.Expect(
            cap.Within >= Shortest && cap.Within <= Longest, $"{path}:Within", cap.Within, $"a time from {Shortest:c} to {Longest:c}");
    }
}
