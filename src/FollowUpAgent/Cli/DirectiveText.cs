using System.Globalization;
using FollowUpAgent.Oversight.Directives;

namespace FollowUpAgent.Cli;

/// <summary>A directive in few words.</summary>
internal static class DirectiveText
{
    /// <summary>What it changes.</summary>
    public static string Changes(Directive directive) =>
        string.Join(", ", directive.ByKey.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Value is null ? $"without {c.Key}" : $"{c.Key}={c.Value}"));

    /// <summary>From when until when.</summary>
    public static string Span(Directive directive) => directive.UntilAt is { } until
        ? $"from {Moment(directive.FromAt)} until {Moment(until)}"
        : $"from {Moment(directive.FromAt)} until it is ended";

    /// <summary>A moment, to the minute.</summary>
    public static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
