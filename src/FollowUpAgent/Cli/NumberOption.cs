using System.CommandLine;
using System.Globalization;

namespace FollowUpAgent.Cli;

/// <summary>Options that take a whole number within bounds.</summary>
internal static class NumberOption
{
    /// <summary>An option of this name; a number out of bounds is refused with both.</summary>
    public static Option<int> Create(string name, string description, int usual, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "number", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            // What is no number is the parser's to refuse.
            if (result.Tokens is [var token] && int.TryParse(token.Value, CultureInfo.InvariantCulture, out var number) && (number < least || number > most))
            {
                result.AddError($"{name} {token.Value}: expected a number from {least} to {most}.");
            }
        });
        return option;
    }
}
