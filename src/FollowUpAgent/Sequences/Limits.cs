using System.Collections.Immutable;

namespace FollowUpAgent.Sequences;

/// <summary>Caps over all sequences together.</summary>
/// <param name="PerContact">All of them hold.</param>
/// <param name="PerDomainPerDay">Most messages to one recipient domain in one day (UTC), unless <paramref name="Domains"/> has it.</param>
/// <param name="Domains">Caps of single domains, in lower case.</param>
internal sealed record Limits(IReadOnlyList<ContactCap> PerContact, int PerDomainPerDay, ImmutableSortedDictionary<string, int> Domains)
{
    public static readonly IReadOnlyList<ContactCap> DefaultPerContact = [new(1, TimeSpan.FromDays(1)), new(3, TimeSpan.FromDays(7))];

    public int CapFor(string domain) => Domains.GetValueOrDefault(domain.ToLowerInvariant(), PerDomainPerDay);
}

/// <summary>Most messages that one contact gets within any stretch of this length.</summary>
internal sealed record ContactCap(int Messages, TimeSpan Within);
