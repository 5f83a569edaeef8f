using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpAgent.EndToEnd.Tests.Killing;

/// <summary>Many contacts who may be mailed, all enrolled in the sample's sequence.</summary>
internal static class Crowd
{
    public static async Task EnrollAsync(IServiceProvider services, int count)
    {
        var (ids, keys) = (services.GetRequiredService<IdSource>(), services.GetRequiredService<AddressKeys>());
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var contacts = Enumerable.Range(0, count).Select(i => new Contact
        {
            Id = new ContactId(ids.New()),
            Address = $"person{i}@example.test",
            AddressKey = keys.KeyOf($"person{i}@example.test"),
            Domain = "example.test",
            LawfulBasis = "consent",
            BasisAt = now,
            Source = "web form",
            CreatedAt = now,
            UpdatedAt = now,
        }).ToList();
        await services.GetRequiredService<Database>().WriteAsync(s => s.AddContactsAsync(contacts), CancellationToken.None);
        await services.GetRequiredService<Enroller>().EnrollAsync(
            services.GetRequiredService<SequenceCatalog>().Find("hello")!, _ => true, isDryRun: false, _ => { }, CancellationToken.None);
    }
}
