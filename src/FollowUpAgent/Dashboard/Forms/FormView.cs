using FollowUpAgent.Messages;
using FollowUpAgent.Oversight.People;

namespace FollowUpAgent.Dashboard.Forms;

/// <summary>What every page with forms needs.</summary>
/// <param name="Ticket">Shows that a form is ours.</param>
/// <param name="People">Who may do it; empty where nobody is configured and any name counts.</param>
/// <param name="Typed">What was typed before; empty at first.</param>
/// <param name="Problem">Why that did not count; or null.</param>
internal sealed record FormView(string Ticket, IReadOnlyList<Person> People, Typed Typed, Problem? Problem);

/// <summary>What somebody typed into a form.</summary>
internal sealed record Typed
{
    /// <summary>Nothing yet.</summary>
    public static readonly Typed Nothing = new();

    /// <summary>Who.</summary>
    public string By { get; init; } = "";

    /// <summary>Why.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Approve, skip, stop or undo.</summary>
    public string Answer { get; init; } = "";

    /// <summary>Another variant, or empty.</summary>
    public string Variant { get; init; } = "";

    /// <summary>The end of another slot, or empty.</summary>
    public string Slot { get; init; } = "";

    /// <summary>Another text, or null.</summary>
    public string? Text { get; init; }

    /// <summary>What a form holds.</summary>
    public static Typed Of(IFormCollection form) => new()
    {
        By = form["by"].ToString().Trim(),
        Reason = FieldText.OnOneLine(form["reason"].ToString()),
        Answer = form["answer"].ToString(),
        Variant = form["variant"].ToString(),
        Slot = form["slot"].ToString(),
        // Browsers end lines with CR and LF.
        Text = form.ContainsKey("text") ? form["text"].ToString().ReplaceLineEndings("\n") : null,
    };
}

/// <summary>Why nothing was done.</summary>
/// <param name="Status">As a status of HTTP.</param>
/// <param name="Text">In words.</param>
/// <param name="Details">Everything that is wrong; may be empty.</param>
internal sealed record Problem(int Status, string Text, params IReadOnlyList<string> Details);

/// <summary>A page that only says something.</summary>
/// <param name="Text">What.</param>
/// <param name="Back">The page to go on with.</param>
internal sealed record NoticeView(string Text, string Back);
