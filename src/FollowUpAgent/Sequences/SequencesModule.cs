using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Sequences;

/// <summary>The room that says who gets which steps, from whom and when.</summary>
internal static class SequencesModule
{
    /// <summary>Adds the catalog of sequences and enrolling.</summary>
    public static void AddSequences(this IServiceCollection services)
    {
        services.AddConfigured<SequencesOptions>(null, SequencesFaults.Of);
        services.AddSteered(p => SequenceCatalog.From(p.GetRequiredService<SequencesOptions>()));
        services.AddSingleton(p => new Allotment(p.GetRequiredService<KeyRing>().For("group"), p.GetRequiredService<SequenceCatalog>().Shares));
        services.AddSingleton<Enroller>();
        services.AddSingleton<IPersonalData, SequencesPersonalData>();
    }
}
