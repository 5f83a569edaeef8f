using FollowUpAgent.Hosting;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Decisions.Guarding;

/// <summary>Lists what is wrong with each rule and each segment by itself; what rules are together is a matter of <see cref="Contradictions"/>.</summary>
internal static class GuardrailFaults
{
    /// <summary>The section of the rules.</summary>
    public const string Section = "Guardrails";

    /// <summary>The section of the segments.</summary>
    public const string SegmentsSection = "Segments";

    /// <summary>As many as fit the bits of a number, by which overlaps are found.</summary>
    public const int MostRules = 60;

    private static readonly TimeSpan ShortestWindow = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(90);

    /// <summary>Everything that is wrong with the rules.</summary>
    public static IEnumerable<Fault> Of(
        IReadOnlyDictionary<string, GuardrailOptions?> rules, IReadOnlyDictionary<string, SegmentOptions?> segments, SequencesOptions sequences)
    {
        var sheet = new FaultSheet();
        sheet.Expect(rules.Count <= MostRules, Section, $"{rules.Count} rules", $"at most {MostRules}");
        foreach (var (key, rule) in rules)
        {
            var path = $"{Section}:{key}";
            sheet.Expect(KeyRule.Allows(key), path, key, KeyRule.Expected);
            if (sheet.Expect(rule is not null, path, null, "a rule"))
            {
                NoteWords(sheet, path, rule!);
                NoteScope(sheet, path, rule!, segments, sequences);
                NoteAmount(sheet, path, rule!);
                NoteDates(sheet, path, rule!);
            }
        }

        return sheet.Faults;
    }

    /// <summary>Everything that is wrong with the segments.</summary>
    public static IEnumerable<Fault> Of(IReadOnlyDictionary<string, SegmentOptions?> segments)
    {
        var sheet = new FaultSheet();
        foreach (var (key, segment) in segments)
        {
            var path = $"{SegmentsSection}:{key}";
            sheet.Expect(KeyRule.Allows(key), path, key, KeyRule.Expected);
            var given = segment is null ? [] : Segment.Given(segment).ToList();
            sheet.Expect(given.Count > 0, path, null, "at least one of Language, Country, Company, Elsewhere, Recency, Frequency, Fields");
            foreach (var (fact, values) in given)
            {
                sheet.Expect(values.Count > 0, $"{path}:{fact}", null, "at least one value");
                foreach (var value in values.Where(v => Segment.WordsOf(fact) is { } words && !Segment.Has(words, v)))
                {
                    sheet.Expect(false, $"{path}:{fact}", value, $"one of {string.Join(", ", Segment.WordsOf(fact)!)}");
                }
            }
        }

        return sheet.Faults;
    }

    private static void NoteWords(FaultSheet sheet, string path, GuardrailOptions rule)
    {
        sheet.Expect(Choice<GuardrailKind>.IsKnown(rule.Kind), $"{path}:Kind", rule.Kind, Choice<GuardrailKind>.Expected);
        sheet.Expect(rule.Owner is { Length: > 0 and <= 100 }, $"{path}:Owner", rule.Owner, "who answers for the rule, at most 100 letters");
        sheet.Expect(rule.Reason is { Length: > 0 and <= 300 }, $"{path}:Reason", rule.Reason, "why the rule is there, at most 300 letters");
    }

    private static void NoteScope(
        FaultSheet sheet, string path, GuardrailOptions rule, IReadOnlyDictionary<string, SegmentOptions?> segments, SequencesOptions sequences)
    {
        var inScope = sequences.Sequences.Where(s => (rule.Sequence ?? s.Key) == s.Key).SelectMany(s => s.Value?.Steps ?? []).OfType<StepOptions>().ToList();
        sheet.Expect(
            rule.Sequence is null || sequences.Sequences.ContainsKey(rule.Sequence),
            $"{path}:Sequence",
            rule.Sequence,
            $"one of {string.Join(", ", sequences.Sequences.Keys)}");
        sheet.Expect(
            rule.Step is null || (rule.Sequence is not null && inScope.Exists(s => s.Key == rule.Step)),
            $"{path}:Step",
            rule.Step,
            rule.Sequence is null ? "a Sequence beside it" : $"a step of {rule.Sequence}: {string.Join(", ", inScope.Select(s => s.Key))}");
        var variants = inScope.Where(s => (rule.Step ?? s.Key) == s.Key).SelectMany(s => s.Variants ?? []).Select(v => v?.Key).OfType<string>().Distinct().ToList();
        sheet.Expect(
            rule.Variant is null || variants.Contains(rule.Variant), $"{path}:Variant", rule.Variant, $"a variant there: {string.Join(", ", variants)}");
        sheet.Expect(
            rule.Trait is null || GuardrailReading.TraitOf(rule.Trait) is not null, $"{path}:Trait", rule.Trait, "a trait and its value, as in tone=formal");
        sheet.Expect(
            rule.Segment is null || segments.GetValueOrDefault(rule.Segment) is not null,
            $"{path}:Segment",
            rule.Segment,
            segments.Count == 0 ? $"a name under {SegmentsSection}, where there is none" : $"one of {string.Join(", ", segments.Keys)}");
    }

    private static void NoteAmount(FaultSheet sheet, string path, GuardrailOptions rule)
    {
        var kind = Choice<GuardrailKind>.IsKnown(rule.Kind) ? Choice<GuardrailKind>.Parse(rule.Kind!) : (GuardrailKind?)null;
        var isShare = kind is GuardrailKind.AtLeast or GuardrailKind.AtMost;
        var isVolume = isShare && GuardrailReading.IsOfVolume(rule);
        var namesVariants = rule.Variant is not null || rule.Trait is not null;
        NoteOf(sheet, path, rule, kind);
        sheet.Expect(
            isShare ? rule.Share is >= 0.01 and <= 0.99 : rule.Share is null || kind is null,
            $"{path}:Share",
            rule.Share,
            isShare ? "0.01 to 0.99; for none of it use never" : "nothing: only at-least and at-most have a share");
        sheet.Expect(!isShare || isVolume || namesVariants, $"{path}:Variant", null, "a variant, or a Trait, whose share it is");
        sheet.Expect(!isVolume || rule.Segment is not null, $"{path}:Segment", null, "whose share of the volume it is");
        sheet.Expect(
            !namesVariants || kind is null or GuardrailKind.Never || (isShare && !isVolume),
            rule.Variant is null ? $"{path}:Trait" : $"{path}:Variant",
            rule.Variant ?? rule.Trait,
            "nothing: only never and shares of variants name variants");
        sheet.Expect(
            rule.Within is not { } within || kind is null || ((isVolume || kind is GuardrailKind.Budget) && within >= ShortestWindow && within <= LongestWindow),
            $"{path}:Within",
            rule.Within,
            "1 to 90 days, as in 7.00:00:00, with a share of volume or a budget");
    }

    private static void NoteOf(FaultSheet sheet, string path, GuardrailOptions rule, GuardrailKind? kind)
    {
        if (kind is not GuardrailKind.Budget)
        {
            var isShare = kind is GuardrailKind.AtLeast or GuardrailKind.AtMost;
            sheet.Expect(rule.Of is null || (isShare && Choice<ShareOf>.IsKnown(rule.Of)), $"{path}:Of", rule.Of, $"{Choice<ShareOf>.Expected}, with at-least and at-most");
            sheet.Expect(rule.Rate is null || kind is null, $"{path}:Rate", rule.Rate, "nothing: only a budget has a rate");
            return;
        }

        sheet.Expect(Choice<BudgetOf>.IsKnown(rule.Of), $"{path}:Of", rule.Of, Choice<BudgetOf>.Expected);
        sheet.Expect(rule.Rate is >= 0.0001 and <= 0.2, $"{path}:Rate", rule.Rate, "events a mail, 0.0001 to 0.2, as in 0.003");
        foreach (var (name, value) in new[] { ("Sequence", rule.Sequence), ("Step", rule.Step), ("Segment", rule.Segment) })
        {
            sheet.Expect(value is null, $"{path}:{name}", value, "nothing: a budget is about all mails");
        }
    }

    private static void NoteDates(FaultSheet sheet, string path, GuardrailOptions rule)
    {
        const string Expected = "a day, as in 2026-12-01";
        sheet.Expect(rule.From is null || GuardrailReading.DayOf(rule.From) is not null, $"{path}:From", rule.From, Expected);
        sheet.Expect(rule.Until is null || GuardrailReading.DayOf(rule.Until) is not null, $"{path}:Until", rule.Until, Expected);
        sheet.Expect(
            !(GuardrailReading.DayOf(rule.From) >= GuardrailReading.DayOf(rule.Until)), $"{path}:Until", rule.Until, "a day after From");
        var isQuiet = Choice<GuardrailKind>.IsKnown(rule.Kind) && Choice<GuardrailKind>.Parse(rule.Kind!) is GuardrailKind.Quiet;
        sheet.Expect(isQuiet == (rule.Dates is { Length: > 0 }), $"{path}:Dates", rule.Dates?.FirstOrDefault(), isQuiet ? "days, as in --12-24/--01-02" : "nothing: only quiet has dates");
        WindowFaults.NoteBlackoutDates(sheet, $"{path}:Dates", rule.Dates);
    }
}
