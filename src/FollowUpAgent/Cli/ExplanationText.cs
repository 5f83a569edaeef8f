using System.Globalization;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Reasons;

namespace FollowUpAgent.Cli;

/// <summary>An explanation in words.</summary>
internal static class ExplanationText
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    /// <summary>Writes the contact's place in its sequences, then every decision.</summary>
    /// <param name="output">Takes them.</param>
    /// <param name="subject">What is explained.</param>
    /// <param name="language">The language of reasons, rules and answers: a tag of <see cref="Texts"/>.</param>
    public static void Write(Output output, ExplainedSubject subject, string language = "en")
    {
        var texts = Texts.Find(language)!;
        output.Line(subject.Contact is { } contact ? $"Contact {contact}" : "The contact was erased; what the statistics need is kept.");
        output.Table([.. subject.Enrollments.Select(e => new[] { e.Sequence, InWords(e), $"group {e.Group}" })], indent: 2);
        if (subject.Decisions.Count == 0)
        {
            output.Line(subject.Enrollments.Count == 0 ? "  It is in no sequence." : "  Nothing was decided yet.");
        }

        if (subject.DecisionsInAll > subject.Decisions.Count)
        {
            var (shown, all) = (subject.Decisions.Count.ToString("N0", Plain), subject.DecisionsInAll);
            output.Line(string.Create(Plain, $"  The newest {shown} of {all:N0} decisions; --limit {all} shows all."));
        }

        foreach (var decision in subject.Decisions)
        {
            Write(output, decision, texts);
        }
    }

    private static void Write(Output output, Explanation decision, Texts texts)
    {
        output.Line();
        output.Line($"{decision.Sequence} / {decision.Step}, round {decision.Round}, group {decision.Group}: {EndOf(decision)}");
        output.Line($"  decision {decision.Decision}{(decision.Message is { } message ? $", message {message} ({decision.MessageState})" : "")}");
        if (decision.Answer is { } answer)
        {
            output.Line($"  {Say(answer, texts)}");
        }

        if (decision.Earned.Count > 0)
        {
            output.Line($"  earned: {string.Join(", ", decision.Earned)}");
        }

        if (decision.Erased)
        {
            output.Line("  The contact was erased: context, forecasts and rules are gone.");
        }

        foreach (var stage in decision.Stages)
        {
            Write(output, stage, texts);
        }
    }

    private static void Write(Output output, Stage stage, Texts texts)
    {
        output.Line(string.Create(Plain, $"  {stage.Name}: {stage.Chosen}, drawn {Time(stage.DecidedAt)} with probability {stage.Propensity:0.000}"));
        output.Table([.. stage.Options.Select(o => new[] { o.Action == stage.Chosen ? "*" : " ", o.Action, $"{o.Probability.ToString("0.000", Plain)}", Forecast(o) })], indent: 4);
        output.Table([.. stage.Removed.Select(r => new[] { "-", r.Action, $"{texts.Say("explain.removed", r.Rule)}{Why(r.Reason, r.Owner)}" })], indent: 4);
        output.Table([.. stage.Bounded.Select(b => new[] { "~", b.Action, $"{texts.Say("explain.bounded", Bounds(b, texts), b.Rule)}{Why(b.Reason, b.Owner)}" })], indent: 4);
        if (stage.Reasons is { } reasons)
        {
            ReasonsText.Write(output, stage.Chosen, reasons, texts);
        }

        output.Line($"    {WhoForecast(stage)}, configuration {stage.Configuration}, seed {stage.Seed.ToString(Plain)}");
        if (stage.Directives.Count > 0)
        {
            output.Line($"    {texts.Say("explain.directives", string.Join(", ", stage.Directives))}");
        }

        output.Line($"    known: {stage.Context.GetRawText()}");
    }

    private static string Why(string? reason, string? owner) => reason is null ? "" : $": {reason} ({owner})";

    private static string Bounds(BoundedAction bound, Texts texts) => string.Join(
        ", ",
        new[]
        {
            bound.Least > 0 ? texts.Say("explain.least", bound.Least) : null,
            bound.Most < 1 ? texts.Say("explain.most", bound.Most) : null,
        }.OfType<string>());

    private static string Say(PeoplesAnswer answer, Texts texts) => string.Join(
        "; ",
        new[]
        {
            texts.Say($"explain.answer.{answer.State}", answer.By, answer.At?.UtcDateTime, answer.Rule),
            answer.Reason is null ? null : texts.Say("explain.answer.reason", answer.Reason),
            answer.DoneSlot is null ? null : texts.Say("explain.answer.slot", answer.DoneSlot),
            answer.DoneVariant is null ? null : texts.Say("explain.answer.variant", answer.DoneVariant),
            answer.IsOwnText ? texts.Say("explain.answer.own") : null,
        }.OfType<string>());

    private static string Forecast(StageOption option) => option.Expected is { } expected
        ? string.Create(Plain, $"expected value {expected:0.0000} ± {option.Deviation:0.0000}")
        : "";

    private static string WhoForecast(Stage stage) => stage.Snapshot is { } snapshot ? $"forecast by snapshot {snapshot}" : "no model took part";

    private static string EndOf(Explanation decision) => decision.Ended is null
        ? "open"
        : $"{decision.Ended}{(decision.EndReason is null ? "" : $" ({decision.EndReason})")} {Time(decision.EndedAt!.Value)}";

    private static string InWords(ExplainedEnrollment enrollment) => enrollment.ExitReason is { } reason
        ? $"ended: {reason}"
        : $"{enrollment.State} at {enrollment.Step}{(enrollment.DueAt is { } at ? $", due {Time(at)}" : "")}";

    private static string Time(DateTimeOffset moment) => moment.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", Plain);
}
