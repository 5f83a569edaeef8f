using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting;
using FollowUpAgent.Learning.Features;
using FollowUpAgent.Messages;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Dispatch.Approvals;

/// <summary>Texts that a person writes for one mail in the place of a template's. They stand under the same rules. Thread-safe.</summary>
internal sealed class EditedTexts(SequenceCatalog catalog, TemplateLibrary templates)
{
    /// <summary>The template of a variant in the contact's language; null where it is not active.</summary>
    public Template? TemplateOf(Enrollment enrollment, Contact contact, string version) =>
        catalog.Find(enrollment.Sequence) is { } definition
        && catalog.Step(enrollment.Sequence, enrollment.Step) is NextStep.Found(var step)
        && step.Variants.FirstOrDefault(v => v.Key == Variant.KeyOf(version)) is { } variant
            ? templates.Find(enrollment.Sequence, variant.Template, contact.Language ?? definition.DefaultLanguage)
            : null;

    /// <summary>The source of a variant's text, for a person to begin with; or null.</summary>
    public string? SourceOf(Enrollment enrollment, Contact contact, string version) =>
        TemplateOf(enrollment, contact, version) is { } template ? templates.SourceOf(template) : null;

    /// <summary>What to write for an edited text: a version of its own, with the traits that can be read off it. Null after reporting faults.</summary>
    /// <param name="enrollment">At its step.</param>
    /// <param name="contact">To whom.</param>
    /// <param name="version">The version that it replaces, or an earlier edited one of the same variant.</param>
    /// <param name="text">The whole text, with its head.</param>
    /// <param name="faults">Takes everything that is wrong with it.</param>
    public ToWrite? TextOf(Enrollment enrollment, Contact contact, string version, string text, ICollection<Fault> faults)
    {
        if (TemplateOf(enrollment, contact, version) is not { } template)
        {
            faults.Add(new Fault(version, null, "a variant whose template is active"));
            return null;
        }

        return templates.Rewrite(template, text, faults) is { } written
            ? new ToWrite($"{Variant.KeyOf(version)}@{Fingerprint.Of(written.Fingerprint, "edited")[..8]}", template.Name, written)
            : null;
    }
}
