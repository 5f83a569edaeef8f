using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Benchmarks.Ground;

/// <summary>Invented contacts who may be mailed, all at one recipient domain.</summary>
internal static class Buyers
{
    public static Task AddAsync(BenchAgent agent, TimeProvider clock, string prefix, int count, CancellationToken cancellationToken)
    {
        var (ids, keys, now) = (agent.Get<IdSource>(), agent.Get<AddressKeys>(), clock.GetUtcNow());
        var contacts = Enumerable.Range(0, count).Select(i => new Contact
        {
            Id = new ContactId(ids.New()),
            Address = $"{prefix}-{i}@customers.test",
            AddressKey = keys.KeyOf($"{prefix}-{i}@customers.test"),
            Domain = "customers.test",
            FirstName = "Ada",
            City = "Utrecht",
            LawfulBasis = "customer",
            BasisAt = now,
            Source = "our shop",
            CreatedAt = now,
            UpdatedAt = now,
        }).ToList();
        return agent.Database.WriteAsync(s => s.AddContactsAsync(contacts), cancellationToken);
    }
}
