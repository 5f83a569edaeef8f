using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Pumps;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Messages;

/// <summary>The room that writes the mails: templates, rendering, links.</summary>
internal static class MessagesModule
{
    /// <summary>Adds templates and renderer; a template that breaks a rule stops the start.</summary>
    public static void AddMessages(this IServiceCollection services)
    {
        services.AddConfigured<MessagesOptions>(MessagesOptions.Section, o => o.Faults());
        services.AddSingleton(p => new SignedTokens(new SigningKey(1, p.GetRequiredService<KeyRing>().For("tokens"))));
        services.AddSingleton<TemplateCompiler>();
        services.AddSingleton(Load);
        services.AddSingleton<MailRenderer>();
        services.AddSingleton<IPump, LinkPump>();
        services.AddSingleton<IFaultSource, TemplateFaults>();
    }

    /// <summary>Remembers where the links of the present templates lead.</summary>
    public static Task RememberLinksAsync(this Database database, TemplateLibrary library, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.RememberLinksAsync(library.All), cancellationToken);

    private static TemplateLibrary Load(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<MessagesOptions>();
        var folder = provider.GetRequiredService<AgentFolder>().Resolve(options.TemplatesFolder);
        return TemplateLibrary.Load(
            folder, options, [.. Needs(provider.GetRequiredService<SequenceCatalog>())], provider.GetRequiredService<TemplateCompiler>());
    }

    private static IEnumerable<TemplateNeed> Needs(SequenceCatalog catalog) =>
        from sequence in catalog.All
        from step in sequence.Steps
        from variant in step.Variants
        select new TemplateNeed(sequence.Key, variant.Template)
        {
            ContinuesThread = step.ContinuesThread,
            // Which step a contact gets first is known only at send: every step must be able to name the source.
            NamesSource = sequence.MailsElsewhereData,
            DefaultLanguage = sequence.DefaultLanguage,
        };

    private sealed class TemplateFaults : IFaultSource
    {
        public IEnumerable<string> Sections => [];

        // The catalog can only be built from sequences without faults; theirs are listed first and are enough for one go.
        public IEnumerable<Fault> Find(IServiceProvider house) =>
            SequencesFaults.In(house.GetRequiredService<IConfiguration>()).Count > 0
                ? []
                : house.GetRequiredService<TemplateLibrary>().Faults;
    }
}
