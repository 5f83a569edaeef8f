using FollowUpAgent.Hosting;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Oversight.Directives;

/// <summary>
/// Caps on volume may be lowered by a directive, never raised above the configuration: more mail is a decision about mailboxes and their
/// standing, and belongs where those are set up.
/// </summary>
internal static class VolumeCaps
{
    /// <summary>Every cap that would be higher than the configuration's.</summary>
    public static IEnumerable<Fault> RaisedBy(IServiceProvider over, IServiceProvider house)
    {
        var (now, configured) = (over.GetRequiredService<SequenceCatalog>(), house.GetRequiredService<SequenceCatalog>());
        var raised = Higher("Limits:PerDomainPerDay", now.Limits.PerDomainPerDay, configured.Limits.PerDomainPerDay)
            .Concat(now.Limits.Domains.Keys.Union(configured.Limits.Domains.Keys)
                .SelectMany(domain => Higher($"Limits:Domains:{domain}", now.Limits.CapFor(domain), configured.Limits.CapFor(domain))));
        return raised.Concat(configured.Senders.SelectMany(
            sender => Higher($"Senders:{sender.Key}:PerDay", now.FindSender(sender.Key)?.PerDay ?? 0, sender.PerDay)));
    }

    private static IEnumerable<Fault> Higher(string key, int now, int configured) =>
        now > configured ? [new Fault(key, $"{now}", $"at most {configured}, as configured: a directive may lower a cap, not raise it")] : [];
}
