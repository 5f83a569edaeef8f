using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpAgent.Tests.House;

/// <summary>Invented contacts who may be mailed.</summary>
internal static class Crowd
{
    /// <summary>One of them, who is not yet stored.</summary>
    public static Contact Person(IServiceProvider agent, string address)
    {
        var now = agent.GetRequiredService<TimeProvider>().GetUtcNow();
        return new Contact
        {
            Id = new ContactId(agent.GetRequiredService<IdSource>().New()),
            Address = address,
            AddressKey = agent.GetRequiredService<AddressKeys>().KeyOf(address),
            Domain = address[(address.IndexOf('@', StringComparison.Ordinal) + 1)..],
            FirstName = "Ada",
            LawfulBasis = "consent",
            BasisAt = now,
            Source = "web form",
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    /// <summary>Adds many, all at one recipient domain.</summary>
    public static Task AddAsync(IServiceProvider agent, string prefix, int count, CancellationToken cancellationToken)
    {
        var people = Enumerable.Range(0, count).Select(i => Person(agent, $"{prefix}{i}@example.test") with { City = "Utrecht" }).ToList();
        return agent.GetRequiredService<Database>().WriteAsync(s => s.AddContactsAsync(people), cancellationToken);
    }

    /// <summary>Enrolls everybody in the sequence "hello".</summary>
    public static Task EnrollAsync(IServiceProvider agent, CancellationToken cancellationToken) => agent.GetRequiredService<Enroller>().EnrollAsync(
        agent.GetRequiredService<SequenceCatalog>().Find("hello")!, _ => true, isDryRun: false, _ => { }, cancellationToken);
}
