namespace FollowUpAgent.Sequences;

/// <summary>What can be wrong with the steps of a sequence and their variants.</summary>
internal static class StepFaults
{
    public static readonly TimeSpan LongestWait = TimeSpan.FromDays(365);

    private const int MostSteps = 50;
    private const int MostVariants = 8;
    private const int MostTraits = 20;
    private const int LongestTrait = 64;

    public static void Note(FaultSheet sheet, string path, StepOptions?[]? steps)
    {
        steps ??= [];
        sheet.Expect(steps.Length > 0, path, null, "at least one step");
        sheet.Expect(steps.Length <= MostSteps, path, $"{steps.Length} steps", $"at most {MostSteps} steps");
        for (var i = 0; i < steps.Length; i++)
        {
            NoteStep(sheet, $"{path}:{i}", steps[i], isFirst: i == 0);
        }

        sheet.ExpectDistinct(steps.Select((step, i) => (step?.Key, $"{path}:{i}:Key")), "a key that no other step of the sequence has");
    }

    private static void NoteStep(FaultSheet sheet, string path, StepOptions? step, bool isFirst)
    {
        if (!sheet.Expect(step is not null, path, null, "a step with Key and Variants"))
        {
            return;
        }

        sheet.Expect(KeyRule.Allows(step!.Key), $"{path}:Key", step.Key, KeyRule.Expected);
        NoteWait(sheet, $"{path}:Wait", step.Wait, isFirst);
        var hasThread = !isFirst || step.Thread is not true;
        sheet.Expect(hasThread, $"{path}:Thread", "true", "false, because the first step has no thread to continue");
        NoteVariants(sheet, $"{path}:Variants", step.Variants ?? []);
    }

    private static void NoteWait(FaultSheet sheet, string path, TimeSpan? wait, bool isFirst)
    {
        if (isFirst)
        {
            var isSound = wait is null || (wait >= TimeSpan.Zero && wait <= LongestWait);
            sheet.Expect(isSound, path, wait, $"a wait from 0 to {LongestWait:c}, as in 1.00:00:00");
            return;
        }

        var isPositive = wait > TimeSpan.Zero && wait <= LongestWait;
        sheet.Expect(isPositive, path, wait, $"a wait longer than 0 and at most {LongestWait:c}, as in 3.00:00:00");
    }

    private static void NoteVariants(FaultSheet sheet, string path, VariantOptions?[] variants)
    {
        sheet.Expect(variants.Length > 0, path, null, "at least one variant");
        sheet.Expect(variants.Length <= MostVariants, path, $"{variants.Length} variants", $"at most {MostVariants} variants");
        for (var i = 0; i < variants.Length; i++)
        {
            NoteVariant(sheet, $"{path}:{i}", variants[i]);
        }

        sheet.ExpectDistinct(
            variants.Select((variant, i) => (variant?.Key, $"{path}:{i}:Key")),
            "a key that no other variant of the step has");
    }

    private static void NoteVariant(FaultSheet sheet, string path, VariantOptions? variant)
    {
        if (!sheet.Expect(variant is not null, path, null, "a variant with Key and Template"))
        {
            return;
        }

        sheet.Expect(KeyRule.Allows(variant!.Key), $"{path}:Key", variant.Key, KeyRule.Expected);
        sheet.Expect(KeyRule.Allows(variant.Template), $"{path}:Template", variant.Template, $"the name of a template: {KeyRule.Expected}");
        var traits = variant.Traits ?? [];
        sheet.Expect(traits.Count <= MostTraits, $"{path}:Traits", $"{traits.Count} traits", $"at most {MostTraits} traits");
        foreach (var (name, value) in traits)
        {
            sheet.Expect(KeyRule.Allows(name), $"{path}:Traits:{name}", name, KeyRule.Expected);
            sheet.Expect(value is { Length: > 0 and <= LongestTrait }, $"{path}:Traits:{name}", value, $"1 to {LongestTrait} letters");
        }
    }
}
