using System.CommandLine;
using System.Globalization;

namespace FollowUpAgent.Cli;

/// <summary>An option that names a moment: a day, which begins at midnight UTC, or a time of it.</summary>
internal sealed class MomentOption(string name, string description)
{
    private static readonly string[] Forms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'"];

    /// <summary>The option, to be given to the verb.</summary>
    public Option<string?> Option { get; } = new(name) { Description = $"{description} (UTC), as in 2027-01-31 or 2027-01-31T09:30.", HelpName = "moment" };

    /// <summary>The moment, or null where none was given.</summary>
    /// <exception cref="VerbException">It is no moment.</exception>
    public DateTimeOffset? Read(ParseResult parse)
    {
        if (parse.GetValue(Option) is not { } text)
        {
            return null;
        }

        return DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment.ToUniversalTime()
            : throw new VerbException($"{name} is '{text}': expected a day or a time such as 2027-01-31 or 2027-01-31T09:30.", ExitCode.WrongUsage);
    }
}
